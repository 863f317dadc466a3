package dev.procession.subprocess;

import java.nio.charset.Charset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a program has written and nobody has taken yet, as text; it is not thread-safe. */
final class Unread {

    private static final int SHOWN = 200;
    private static final int PIECE = 32 << 10;

    /** At most, in any charset. */
    private static final long BYTES_OF_A_CHARACTER = 8;

    private final Intake intake;
    private final Charset charset;

    /** What was decoded; its first characters were taken, and go when they are the most of it. */
    private final StringBuilder text = new StringBuilder();

    private int taken;

    /** What is not taken begins and ends at these places of the stream. */
    private long from;

    private long to;
    private Decoding decoding;
    private boolean isAtEnd;

    /** What was looked for last, which does not begin before this index of the text. */
    private @Nullable String sought;

    private int searched;

    Unread(Intake intake, Charset charset) {
        this.intake = intake;
        this.charset = charset;
        this.decoding = new Decoding(charset);
    }

    /** Decodes one more piece of what has come. */
    void readMore() {
        if (taken > text.length() / 2) {
            text.delete(0, taken);
            searched -= taken;
            taken = 0;
        }
        Intake.Found found = intake.look(isMostlyLost() ? intake.first() : to, PIECE);
        if (found.from() != to) {
            startAt(found.from());
        }
        decoding.decode(found.bytes(), found.isLast() && !isAtEnd, text);
        to = found.from() + found.bytes().length;
        isAtEnd = found.isLast();
    }

    /** What is lost is searched a while longer, so that each byte is decoded twice at most. */
    private boolean isMostlyLost() {
        long kept = intake.first();
        return kept - from > to - kept;
    }

    /** The intake has thrown away what is before a place, for what came later. */
    private void startAt(long place) {
        text.setLength(0);
        taken = 0;
        searched = 0;
        from = place;
        decoding = new Decoding(charset);
    }

    /** Returns the place of the stream up to which it was decoded. */
    long place() {
        return to;
    }

    /** Tells whether all there is was decoded, and no more will come. */
    boolean isAtEnd() {
        return isAtEnd;
    }

    int length() {
        return text.length() - taken;
    }

    char charAt(int index) {
        return text.charAt(taken + index);
    }

    String substring(int start, int end) {
        return text.substring(taken + start, taken + end);
    }

    /**
     * Returns where a text is, or −1. Whoever looks for the same one again, perhaps after more has
     * come, goes on from where it stopped.
     */
    int indexOf(String wanted) {
        if (!wanted.equals(sought)) {
            sought = wanted;
            searched = taken;
        }
        int found = text.indexOf(wanted, searched);
        int next = found < 0 ? text.length() - wanted.length() + 1 : found;
        searched = Math.max(searched, next);
        return found < 0 ? -1 : found - taken;
    }

    /** Takes so many characters, which the intake need not keep any longer. */
    String take(int characters) {
        long most = BYTES_OF_A_CHARACTER * (characters + 1L);
        Intake.Found found = intake.look(from, (int) Math.min(Integer.MAX_VALUE, most));
        boolean isWhole = found.from() == from;
        from = isWhole ? placeOf(characters, found) : placeBeforeLast(length() - characters);
        intake.takeBefore(from);
        String first = substring(0, characters);
        taken += characters;
        searched = Math.max(searched, taken);
        return first;
    }

    private long placeOf(int characters, Intake.Found bytes) {
        return bytes.from() + Decoding.lengthOf(bytes.bytes(), characters, charset);
    }

    /** For when the bytes of the first characters are lost: it counts from the end. */
    private long placeBeforeLast(int characters) {
        Intake.Found kept = intake.look(from, Integer.MAX_VALUE);
        int decoded = (int) Math.max(0, to - kept.from());
        byte[] bytes = Arrays.copyOf(kept.bytes(), decoded);
        StringBuilder last = new StringBuilder();
        new Decoding(charset).decode(bytes, isAtEnd, last);
        int others = last.length() - characters;
        return others < 0
                ? kept.from() + others
                : placeOf(others, new Intake.Found(kept.from(), bytes, isAtEnd));
    }

    /** Returns the end of it for a message. */
    String shown() {
        int start = Math.max(0, length() - SHOWN);
        String last = substring(start, length()).replace("\n", "\\n").replace("\r", "\\r");
        return (start > 0 ? "\"…" : "\"") + last + "\"";
    }
}
