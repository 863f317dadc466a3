package dev.procession.subprocess;

import dev.procession.internal.util.Times;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a program writes as text, up to something that is waited for; one thread at a time.
 */
final class Dialogue {

    private static final int SHOWN = 200;
    private static final int CHUNK = 32 << 10;

    /** At most, in any charset. */
    private static final int BYTES_OF_A_CHARACTER = 8;

    private final Intake intake;
    private final Charset charset;

    /** What was decoded and not taken; it begins and ends at these places of the stream. */
    private final StringBuilder text = new StringBuilder();

    private long textFrom;
    private long textTo;
    private Decoding decoding;
    private boolean isAtEnd;

    Dialogue(Intake intake, Charset charset) {
        this.intake = intake;
        this.charset = charset;
        this.decoding = new Decoding(charset);
    }

    /** Waits for a match, and takes all up to its end. */
    synchronized Reply expect(Pattern pattern, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        Matcher found = find(pattern, timeout);
        if (found == null) {
            throw new EOFException(
                    "the program's output has ended without what was expected: expected="
                            + pattern
                            + ", unread="
                            + shown());
        }
        List<@Nullable String> groups = new ArrayList<>();
        for (int i = 1; i <= found.groupCount(); i++) {
            groups.add(found.group(i));
        }
        String before = text.substring(0, found.start());
        Reply reply = new Reply(before, found.group(), groups);
        take(found.end());
        return reply;
    }

    /** Waits for the end of a line, and takes the line; the last one needs no end. */
    synchronized String line(Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        Matcher found = find(Lines.END, timeout);
        if (found == null && text.isEmpty()) {
            throw new EOFException("the program's output has ended: there is no line left");
        }
        String line = found == null ? text.toString() : text.substring(0, found.start());
        take(found == null ? text.length() : found.end());
        return line;
    }

    /** Waits for the end, and takes all there is. */
    synchronized String rest(Duration timeout) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + Times.nanos(timeout);
        readMore();
        while (!isAtEnd) {
            await(deadline, timeout, "the end of its output");
        }
        String rest = text.toString();
        take(text.length());
        return rest;
    }

    /** Returns null if the end comes first. */
    private @Nullable Matcher find(Pattern pattern, Duration timeout)
            throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + Times.nanos(timeout);
        readMore();
        Matcher matcher = pattern.matcher(text);
        while (!matcher.find()) {
            if (isAtEnd) {
                return null;
            }
            await(deadline, timeout, pattern.toString());
            matcher = pattern.matcher(text);
        }
        return matcher;
    }

    private void await(long deadline, Duration timeout, String expected)
            throws InterruptedException, TimeoutException {
        if (!intake.awaitPast(textTo, deadline - System.nanoTime())) {
            throw new TimeoutException(
                    "the program has not written in time what was expected: timeout="
                            + timeout.toMillis()
                            + " ms, expected="
                            + expected
                            + ", unread="
                            + shown());
        }
        readMore();
    }

    /** In small pieces, so that to take a line does not cost more the more there is after it. */
    private void readMore() {
        Intake.Found found = intake.look(textTo, CHUNK);
        if (found.from() != textTo) {
            // What was looked at has been thrown away for what came later.
            text.setLength(0);
            textFrom = found.from();
            decoding = new Decoding(charset);
        }
        decoding.decode(found.bytes(), found.isLast() && !isAtEnd, text);
        textTo = found.from() + found.bytes().length;
        isAtEnd = found.isLast();
    }

    private void take(int characters) {
        int most = BYTES_OF_A_CHARACTER * (characters + 1);
        byte[] bytes = intake.look(textFrom, most).bytes();
        int length = Decoding.lengthOf(bytes, characters, charset);
        intake.takeBefore(textFrom + length);
        textFrom += length;
        text.delete(0, characters);
    }

    private String shown() {
        int from = Math.max(0, text.length() - SHOWN);
        String last = text.substring(from).replace("\n", "\\n").replace("\r", "\\r");
        return (from > 0 ? "\"…" : "\"") + last + "\"";
    }
}
