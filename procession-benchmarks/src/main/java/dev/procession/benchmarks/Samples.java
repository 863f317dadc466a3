package dev.procession.benchmarks;

import java.util.Arrays;

/** Samples that are being collected. */
final class Samples {

    private double[] values = new double[256];
    private int size;

    void add(double[] more) {
        if (size + more.length > values.length) {
            values = Arrays.copyOf(values, Math.max(2 * values.length, size + more.length));
        }
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
    }

    double[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
