package dev.procession.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What a case is to reach.
 *
 * @param peer whose ratio counts, or null if the bound is for our own median
 * @param isUpper whether the bound is an upper one
 * @param bound the bound
 */
record Target(@Nullable String peer, boolean isUpper, double bound) {

    static Target ratioAtMost(String peer, double bound) {
        return new Target(peer, true, bound);
    }

    static Target ratioAtLeast(String peer, double bound) {
        return new Target(peer, false, bound);
    }

    static Target valueAtMost(double bound) {
        return new Target(null, true, bound);
    }

    static Target valueAtLeast(double bound) {
        return new Target(null, false, bound);
    }

    /** Tells whether this ratio, or this median of ours, reaches it. */
    boolean isMetBy(double value) {
        return isUpper ? value <= bound : value >= bound;
    }
}
