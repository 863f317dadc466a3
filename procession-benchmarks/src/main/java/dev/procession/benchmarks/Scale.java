package dev.procession.benchmarks;

/** How much is measured. */
enum Scale {
    /** Everything in less than five minutes. */
    FULL,
    /** Everything in less than a minute. */
    QUICK,
    /** Just enough to see that it works; for tests. */
    SMOKE;

    /** Returns the number that belongs to this scale. */
    int pick(int full, int quick, int smoke) {
        return switch (this) {
            case FULL -> full;
            case QUICK -> quick;
            case SMOKE -> smoke;
        };
    }

    /** Returns how much goes into one round, which only a test makes smaller. */
    int size(int size, int smoke) {
        return pick(size, size, smoke);
    }
}
