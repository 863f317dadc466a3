package dev.procession.benchmarks;

import java.math.BigDecimal;
import java.math.MathContext;

/** Writes numbers with four significant digits. */
final class Figures {

    private static final MathContext FOUR_DIGITS = new MathContext(4);

    private Figures() {}

    /** Writes a number as JSON has it, without an exponent. */
    static String plain(double value) {
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** Writes a ratio for people: {@code 1/23.1} or {@code 1.38x}. */
    static String ratio(double value) {
        return value < 0.5 && value > 0 ? "1/" + threeDigits(1 / value) : threeDigits(value) + "x";
    }

    private static String threeDigits(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
