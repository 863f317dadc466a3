package dev.procession.benchmarks;

import java.time.Duration;

/**
 * How many rounds a case has.
 *
 * @param warmUps rounds that do not count, for ours to be compiled; peers take part in the last one
 * @param least rounds that count however long they take
 * @param most rounds that count if there is time
 * @param budget how long the case may take from its opening, unless the least take longer
 */
record Rounds(int warmUps, int least, int most, Duration budget) {

    /** One round, cold. */
    static final Rounds SMOKE = new Rounds(0, 1, 1, Duration.ZERO);

    /** Returns how many there are at a scale. */
    static Rounds of(Scale scale, int warmUps, int least, int most, int quickMillis) {
        return switch (scale) {
            case FULL -> new Rounds(warmUps, least, most, Duration.ofSeconds(17));
            case QUICK -> new Rounds(warmUps, least, most, Duration.ofMillis(quickMillis));
            case SMOKE -> SMOKE;
        };
    }
}
