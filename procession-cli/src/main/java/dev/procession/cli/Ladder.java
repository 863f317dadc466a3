package dev.procession.cli;

import dev.procession.internal.os.ProcessSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Signals to processes that were seen. Each is looked at once more before it gets one: a pid that
 * has been given to another process since is not touched.
 */
final class Ladder {

    static final int TERM = 15;
    static final int KILL = 9;

    /** After SIGKILL the kernel may still have to tear down much memory. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Map<String, Integer> NAMES = names();

    private Ladder() {}

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new HashMap<>();
        names.put("HUP", 1);
        names.put("INT", 2);
        names.put("QUIT", 3);
        names.put("KILL", KILL);
        names.put("USR1", 10);
        names.put("USR2", 12);
        names.put("TERM", TERM);
        names.put("CONT", 18);
        names.put("STOP", 19);
        return names;
    }

    /** How it went with one process. */
    enum Result {
        SENT("signal sent"),
        GONE("had ended"),
        ENDED("ended by SIGTERM"),
        KILLED("did not end in time; ended by SIGKILL"),
        REFUSED("the system refused the signal"),
        ALIVE("still there after SIGKILL: it hangs in the kernel");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        /** Tells whether what was asked for was done, or was not needed. */
        boolean isGood() {
            return this != REFUSED && this != ALIVE;
        }

        String words() {
            return words;
        }
    }

    /**
     * Reads a signal.
     *
     * @param text a name, with SIG or without, or a number
     * @throws UsageException if there is no such signal
     */
    static int signal(String text) {
        var name = text.toUpperCase(Locale.ROOT);
        var known = NAMES.get(name.startsWith("SIG") ? name.substring(3) : name);
        if (known != null) {
            return known;
        }
        if (text.matches("\\d{1,2}")
                && Integer.parseInt(text) >= 1
                && Integer.parseInt(text) <= 64) {
            return Integer.parseInt(text);
        }
        throw new UsageException(
                "--signal takes a number from 1 to 64 or one of "
                        + String.join(", ", NAMES.keySet().stream().sorted().toList())
                        + ": --signal="
                        + text);
    }

    /** Sends one signal to each; waits for nothing. */
    static Map<Seen.Row, Result> send(List<Seen.Row> rows, int signal) throws IOException {
        Map<Seen.Row, Result> results = new LinkedHashMap<>();
        for (var row : rows) {
            results.put(row, send(row, signal));
        }
        return results;
    }

    private static Result send(Seen.Row row, int signal) throws IOException {
        if (ProcessSignal.isSupported()) {
            return switch (ProcessSignal.send(row.pid(), signal, row.os()::isStillThere)) {
                case YES -> Result.SENT;
                case GONE -> Result.GONE;
                case REFUSED -> Result.REFUSED;
            };
        }
        if (!row.os().isStillThere()) {
            return Result.GONE;
        }
        if (signal == TERM || signal == KILL) {
            // The JDK looks at the start time, too.
            var handle = row.os().handle();
            var isSent = signal == KILL ? handle.destroyForcibly() : handle.destroy();
            return isSent ? Result.SENT : Result.REFUSED;
        }
        return byCommand(row, signal);
    }

    private static Result byCommand(Seen.Row row, int signal) throws IOException {
        var builder =
                new ProcessBuilder("kill", "-" + signal, Long.toString(row.pid()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            return builder.start().waitFor() == 0 ? Result.SENT : Result.REFUSED;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return Result.REFUSED;
        }
    }

    /**
     * SIGTERM, and after the grace SIGKILL to those that are left.
     *
     * @param rows those that must end, the one on top first: it may end the others in good order
     * @param grace how long they have
     */
    static Map<Seen.Row, Result> end(List<Seen.Row> rows, Duration grace) throws IOException {
        var results = send(rows, TERM);
        var left = await(sentTo(results), grace);
        results.replaceAll((row, sent) -> sent == Result.SENT ? Result.ENDED : sent);
        for (var row : left) {
            var killed = send(row, KILL);
            results.put(row, killed == Result.SENT ? Result.KILLED : Result.ENDED);
        }
        for (var row : await(left, AFTER_KILL)) {
            results.put(row, Result.ALIVE);
        }
        return results;
    }

    private static List<Seen.Row> sentTo(Map<Seen.Row, Result> results) {
        return results.entrySet().stream()
                .filter(each -> each.getValue() == Result.SENT)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns those that have not ended by then. */
    private static List<Seen.Row> await(List<Seen.Row> rows, Duration time) {
        List<Seen.Row> left = new ArrayList<>(rows);
        var deadline = System.nanoTime() + time.toNanos();
        left.removeIf(row -> !row.os().isStillThere());
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
            left.removeIf(row -> !row.os().isStillThere());
        }
        return left;
    }
}
