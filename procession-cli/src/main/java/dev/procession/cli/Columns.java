package dev.procession.cli;

import org.jline.utils.WCWidth;

/** Text measured in the columns that it takes on a terminal. */
public final class Columns {

    private Columns() {}

    static int width(String text) {
        return text.codePoints().map(each -> Math.max(0, WCWidth.wcwidth(each))).sum();
    }

    /** Returns the text with its control characters made question marks. */
    static String visible(String text) {
        var clean = new StringBuilder();
        text.codePoints()
                .forEach(each -> clean.appendCodePoint(Character.isISOControl(each) ? '?' : each));
        return clean.toString();
    }

    /**
     * Returns the text on one line in at most so many columns. Control characters become question
     * marks: an input must not steer the terminal.
     *
     * @param text the text
     * @param columns how many columns there are
     * @return what fits
     */
    public static String fit(String text, int columns) {
        var clean =
                visible(
                        text.length() > 4 * columns + 4
                                ? text.substring(0, 4 * columns + 4)
                                : text);
        if (width(clean) <= columns) {
            return clean;
        }
        var fitting = new StringBuilder();
        var used = 0;
        for (var each : clean.codePoints().toArray()) {
            used += Math.max(0, WCWidth.wcwidth(each));
            if (used > columns - 1) {
                break;
            }
            fitting.appendCodePoint(each);
        }
        return columns < 1 ? "" : fitting.append('~').toString();
    }

    /** Returns the text followed by spaces up to so many columns. */
    static String left(String text, int columns) {
        var fitting = fit(text, columns);
        return fitting + " ".repeat(columns - width(fitting));
    }

    /** Returns the text preceded by spaces up to so many columns. */
    static String right(String text, int columns) {
        var fitting = fit(text, columns);
        return " ".repeat(columns - width(fitting)) + fitting;
    }

    /**
     * Returns a bar of which a part is filled, between 0 and 1.
     *
     * @param part how much of it
     * @param columns how wide it is
     * @param isUnicode whether block characters can be shown
     * @return the bar
     */
    public static String bar(double part, int columns, boolean isUnicode) {
        var eighths = (int) Math.round(Math.clamp(part, 0, 1) * columns * 8);
        var full = eighths / 8;
        var text = new StringBuilder((isUnicode ? "█" : "#").repeat(full));
        if (isUnicode && eighths % 8 > 0) {
            text.append("▏▎▍▌▋▊▉".charAt(eighths % 8 - 1));
        }
        return text.append(" ".repeat(columns - text.length())).toString();
    }
}
