package dev.procession.internal.util;

import java.util.Locale;

/** Sizes of memory as people write them. */
public final class Sizes {

    private Sizes() {}

    /**
     * Reads a size.
     *
     * @param text digits, then nothing or one of {@code k}, {@code m}, {@code g} in either case
     * @return the number of bytes
     * @throws IllegalArgumentException if {@code text} is something else, or too large for a long
     */
    public static long parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int shift = shift(lower);
        String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
        try {
            long number = Long.parseLong(digits);
            if (number >= 0 && number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        } catch (NumberFormatException malformed) {
            throw problem(text, malformed);
        }
        throw problem(text, null);
    }

    private static int shift(String lower) {
        if (lower.endsWith("k")) {
            return 10;
        }
        if (lower.endsWith("m")) {
            return 20;
        }
        return lower.endsWith("g") ? 30 : 0;
    }

    private static IllegalArgumentException problem(
            String text, @org.jspecify.annotations.Nullable Exception cause) {
        return new IllegalArgumentException(
                "a size is digits and then nothing, k, m or g, such as 512m: size=\"" + text + "\"",
                cause);
    }
}
