package dev.procession.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Lengths of time as people write and read them. */
final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a length of time.
     *
     * @param option the option that it belongs to, for the message
     * @param text a number and one of {@code ms}, {@code s}, {@code m}, {@code h} and {@code d}
     * @throws UsageException if {@code text} is something else, or not positive
     */
    static Duration parse(String option, String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(
                    option
                            + " takes a number with a unit, one of ms, s, m, h and d, such as 10s: "
                            + option
                            + "="
                            + text);
        }
        var nanos =
                new BigDecimal(matcher.group(1))
                        .multiply(BigDecimal.valueOf(nanos(matcher.group(2))));
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new UsageException(
                    option + " must be less than 292 years: " + option + "=" + text);
        }
        if (nanos.longValue() == 0) {
            throw new UsageException(option + " must be positive: " + option + "=" + text);
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 86_400_000_000_000L;
        };
    }

    /** Returns a time as {@code 0.3 s}, {@code 4:05} or {@code 1:00:00}. */
    static String brief(Duration time) {
        return time.toSeconds() < 60
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                : clock(time);
    }

    /** Returns a time as {@code 0:03}, {@code 4:05} or {@code 1:00:00}. */
    static String clock(Duration time) {
        var seconds = time.toSeconds();
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        seconds / 3600,
                        seconds / 60 % 60,
                        seconds % 60);
    }
}
