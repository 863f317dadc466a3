package dev.procession.subprocess;

import dev.procession.internal.util.Times;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a program writes as text, up to something that is waited for; one thread at a time.
 *
 * <p>A text, and the end of a line, is looked for piece by piece, from where the search before has
 * stopped. A pattern may match anything, what is long past included, so that all is searched again;
 * not for each piece, but when all that has come was read, or twice as much as the last time.
 */
final class Dialogue {

    private final Intake intake;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Unread unread;

    Dialogue(Intake intake, Charset charset) {
        this.intake = intake;
        this.unread = new Unread(intake, charset);
    }

    /** Waits for a text, and takes all up to its end. */
    Reply expect(String prompt, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        Wait wait = begin(timeout, prompt);
        try {
            int start = find(prompt, wait);
            if (start < 0) {
                throw noMore(prompt);
            }
            return reply(start, prompt, List.of());
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a match, and takes all up to its end. */
    Reply expect(Pattern pattern, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        Wait wait = begin(timeout, pattern.toString());
        try {
            Matcher found = find(pattern, wait);
            if (found == null) {
                throw noMore(pattern.toString());
            }
            List<@Nullable String> groups = new ArrayList<>();
            for (int i = 1; i <= found.groupCount(); i++) {
                groups.add(found.group(i));
            }
            return reply(found.start(), found.group(), groups);
        } finally {
            lock.unlock();
        }
    }

    private EOFException noMore(String expected) {
        return new EOFException(
                "the program's output has ended without what was expected: expected="
                        + expected
                        + ", unread="
                        + unread.shown());
    }

    private Reply reply(int start, String match, List<@Nullable String> groups) {
        String before = unread.take(start + match.length()).substring(0, start);
        return new Reply(before, match, groups);
    }

    /** Waits for the end of a line, and takes the line; the last one needs no end. */
    String line(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        Wait wait = begin(timeout, "the end of a line");
        try {
            int end = find("\n", wait);
            if (end < 0 && unread.length() == 0) {
                throw new EOFException("the program's output has ended: there is no line left");
            }
            if (end < 0) {
                return unread.take(unread.length());
            }
            boolean hasReturn = end > 0 && unread.charAt(end - 1) == '\r';
            return unread.take(end + 1).substring(0, hasReturn ? end - 1 : end);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end, and takes all there is. */
    String rest(Duration timeout) throws InterruptedException, TimeoutException {
        Wait wait = begin(timeout, "the end of its output");
        try {
            while (!unread.isAtEnd()) {
                readMore(wait);
            }
            return unread.take(unread.length());
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long to wait, and for what.
     *
     * @param deadline when the time is over; what has come is looked at nevertheless
     * @param place up to which something had come when the wait began
     */
    private record Wait(Duration timeout, long deadline, long place, String expected) {

        boolean isTimeOver() {
            return deadline - System.nanoTime() <= 0;
        }
    }

    /** Takes the lock. */
    private Wait begin(Duration timeout, String expected)
            throws InterruptedException, TimeoutException {
        long nanos = Times.nanos(timeout);
        long deadline = System.nanoTime() + nanos;
        if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            throw new TimeoutException(
                    "another thread reads what the program writes: timeout="
                            + timeout.toMillis()
                            + " ms, expected="
                            + expected
                            + "; have one thread read at a time");
        }
        return new Wait(timeout, deadline, intake.place(), expected);
    }

    /** Returns −1 if the end comes first. */
    private int find(String text, Wait wait) throws InterruptedException, TimeoutException {
        int found = unread.indexOf(text);
        while (found < 0 && !unread.isAtEnd()) {
            readMore(wait);
            found = unread.indexOf(text);
        }
        return found;
    }

    /** Returns null if the end comes first. */
    private @Nullable Matcher find(Pattern pattern, Wait wait)
            throws InterruptedException, TimeoutException {
        readAll(wait.place());
        Matcher matcher = search(pattern, wait);
        int searched = unread.length();
        while (!matcher.hasMatch() && !unread.isAtEnd()) {
            readMore(wait);
            searched = Math.min(searched, unread.length());
            boolean isAll = unread.isAtEnd() || unread.place() == intake.place();
            if (isAll || unread.length() / 2 >= searched) {
                matcher = search(pattern, wait);
                searched = unread.length();
            }
        }
        return matcher.hasMatch() ? matcher : null;
    }

    private void readAll(long place) throws InterruptedException {
        unread.readMore();
        while (unread.place() < place) {
            checkInterrupt();
            unread.readMore();
        }
    }

    /** One that is only to look at what has come has no time that could be over. */
    private Matcher search(Pattern pattern, Wait wait)
            throws InterruptedException, TimeoutException {
        boolean isTimed = wait.timeout().isPositive();
        Thread searcher = Thread.currentThread();
        try {
            return Matching.find(
                    pattern,
                    unread,
                    () -> searcher.isInterrupted() || (isTimed && wait.isTimeOver()));
        } catch (Matching.Stopped stopped) {
            checkInterrupt();
            throw timeout("the time was over before all was searched that the program wrote", wait);
        }
    }

    /** Waits until there is more, or the end, and reads a piece of it. */
    private void readMore(Wait wait) throws InterruptedException, TimeoutException {
        checkInterrupt();
        boolean isOver = unread.place() > wait.place() && wait.isTimeOver();
        if (isOver || !intake.awaitPast(unread.place(), wait.deadline() - System.nanoTime())) {
            throw timeout("the program has not written in time what was expected", wait);
        }
        unread.readMore();
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private TimeoutException timeout(String what, Wait wait) {
        return new TimeoutException(
                what
                        + ": timeout="
                        + wait.timeout().toMillis()
                        + " ms, expected="
                        + wait.expected()
                        + ", unread="
                        + unread.shown());
    }
}
