package dev.procession.benchmarks;

import java.util.Collection;
import java.util.DoubleSummaryStatistics;

/**
 * From the least to the greatest of some values that are drawn beside each other: by their
 * logarithms if they are so far apart that the small ones could not be seen otherwise.
 *
 * @param least the smallest value
 * @param most the greatest
 */
record Span(double least, double most) {

    private static final double FAR_APART = 30;

    static Span of(Collection<Statistics> figures) {
        DoubleSummaryStatistics medians =
                figures.stream().mapToDouble(Statistics::p50).summaryStatistics();
        return new Span(medians.getMin(), medians.getMax());
    }

    boolean isLogarithmic() {
        return least > 0 && most / least >= FAR_APART;
    }

    /** Returns how much of the whole length is a value's: all of it for the greatest. */
    double part(double value) {
        if (isLogarithmic()) {
            return Math.log(value / least) / Math.log(most / least);
        }
        return most > 0 ? value / most : 0;
    }
}
