package dev.procession.benchmarks.chaos;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Makes jobs for one thread; what they are follows from a seed. */
final class Jobs {

    private static final byte[] NOTHING = {};
    private static final int LONGEST_MICROS = 5000;

    private final Random random;
    private final AtomicLong ids;
    private final String ledger;

    /**
     * Prepares.
     *
     * @param random where all choices come from
     * @param ids the numbers that all threads draw from
     * @param ledger the path of the ledger
     */
    Jobs(Random random, AtomicLong ids, String ledger) {
        this.random = random;
        this.ids = ids;
        this.ledger = ledger;
    }

    Random random() {
        return random;
    }

    /** Returns one that may do anything, alone. */
    Job any() {
        int dice = random.nextInt(10_000);
        if (dice < 8) {
            return make(Kind.SEGFAULTS);
        } else if (dice < 30) {
            return make(Kind.EXITS);
        } else if (dice < 50) {
            return make(Kind.HALTS);
        } else if (dice < 52) {
            return make(Kind.OVERTIME);
        } else if (dice < 60) {
            return make(Kind.DEAF);
        } else if (dice < 260) {
            return make(Kind.CANCELLED);
        } else if (dice < 360) {
            return make(Kind.ABANDONED);
        }
        return awaitable();
    }

    /** Returns one that ends by itself, but perhaps not well. */
    Job awaitable() {
        int dice = random.nextInt(10_000);
        if (dice < 10) {
            return make(Kind.EXITS);
        } else if (dice < 400) {
            return make(Kind.THROWS);
        } else if (dice < 440) {
            return make(Kind.SPAWNS);
        }
        return innocent();
    }

    /** Returns one that has a value unless its worker is killed. */
    Job innocent() {
        int dice = random.nextInt(1000);
        return make(dice < 900 ? Kind.QUICK : dice < 970 ? Kind.BUSY : Kind.LARGE);
    }

    /** Returns one of this kind. */
    Job make(Kind kind) {
        byte[] payload = kind == Kind.LARGE ? payload() : NOTHING;
        return new Job(
                ids.getAndIncrement(), kind, random.nextInt(LONGEST_MICROS), payload, ledger);
    }

    /** Mostly what fits into a lane's large cells, at times beyond a megabyte: the spilled way. */
    private byte[] payload() {
        byte[] payload =
                new byte
                        [random.nextInt(20) == 0
                                ? 1 + random.nextInt(3 << 20)
                                : 1 + random.nextInt(100_000)];
        random.nextBytes(payload);
        return payload;
    }
}
