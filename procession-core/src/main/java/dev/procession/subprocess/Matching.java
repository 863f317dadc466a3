package dev.procession.subprocess;

import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that a pattern is matched against, who asks now and then whether to go on: the time that
 * a pattern takes may grow with any power of the length, and a {@link Matcher} cannot be stopped
 * but by the text that it reads.
 */
final class Matching implements CharSequence {

    /** Some tenths of a millisecond. */
    private static final int READS_AT_ONCE = 1 << 16;

    private final Unread text;
    private final BooleanSupplier isOver;
    private int reads;

    private Matching(Unread text, BooleanSupplier isOver) {
        this.text = text;
        this.isOver = isOver;
    }

    /** The search was stopped; it has no result. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;

        private Stopped(Throwable cause) {
            super("the search for a pattern was stopped", cause);
        }
    }

    /** Gets out of the matcher. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Stop() {
            super(null, null, false, false);
        }
    }

    /**
     * Looks for a match.
     *
     * @param isOver tells whether to stop; not asked where the search is short
     * @return the matcher after its search; it is valid as long as the text does not change
     */
    static Matcher find(Pattern pattern, Unread text, BooleanSupplier isOver) throws Stopped {
        Matcher matcher = pattern.matcher(new Matching(text, isOver));
        try {
            matcher.find();
            return matcher;
        } catch (Stop stop) {
            throw new Stopped(stop);
        }
    }

    @Override
    public char charAt(int index) {
        reads++;
        if (reads == READS_AT_ONCE) {
            reads = 0;
            if (isOver.getAsBoolean()) {
                throw new Stop();
            }
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text.substring(0, text.length());
    }
}
