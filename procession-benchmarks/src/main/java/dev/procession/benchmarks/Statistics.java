package dev.procession.benchmarks;

import java.util.Arrays;

/**
 * The samples of one contestant in short.
 *
 * @param p50 the median
 * @param p99 what 99 of 100 samples are no worse than; of few samples, the worst
 * @param best the best sample
 * @param samples how many there were
 */
record Statistics(double p50, double p99, double best, int samples) {

    /**
     * Sums up samples.
     *
     * @throws IllegalArgumentException if there are none
     */
    static Statistics of(double[] samples, Case.Sense sense) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("there must be at least one sample: samples=0");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        if (sense == Case.Sense.MORE_IS_BETTER) {
            reverse(sorted);
        }
        return new Statistics(median(sorted), percentile(sorted, 99), sorted[0], sorted.length);
    }

    /** Returns the middle of sorted samples, or the mean of the two in the middle. */
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the sample by nearest rank: so many of 100 do not come after it. */
    static double percentile(double[] sorted, int percent) {
        int rank = Math.ceilDiv(sorted.length * percent, 100);
        return sorted[Math.max(rank, 1) - 1];
    }

    /** Returns our median divided by that of a peer. */
    double ratioTo(Statistics peer) {
        return p50 / peer.p50;
    }

    private static void reverse(double[] values) {
        for (int low = 0, high = values.length - 1; low < high; low++, high--) {
            double value = values[low];
            values[low] = values[high];
            values[high] = value;
        }
    }
}
