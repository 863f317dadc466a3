package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.benchmarks.chaos.Findings.Sort;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Where processes write down why they end before their time, a line each, which outlives them.
 *
 * @param file the path
 */
record Complaints(String file) implements Serializable {

    private static final int MOST_FRAMES = 16;

    /** Runs the work of a process. */
    void watch(String who, TaskAction work) throws Exception {
        try {
            work.run();
        } catch (Complaint seen) {
            add(seen.sort(), who + ": " + seen.getMessage());
            throw seen;
        } catch (Exception | Error failure) {
            add(Sort.WRONG, who + ": " + failure + place(failure));
            throw failure;
        }
    }

    /** Nobody expects it, so it is told where it came from, in the same line. */
    private static String place(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .limit(MOST_FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", " at ", ""));
    }

    private void add(Sort sort, String what) throws IOException {
        Files.writeString(
                Path.of(file),
                sort + " " + what.replace('\n', ' ') + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Tells all of them. */
    void tell(Findings findings) throws IOException {
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            return;
        }
        for (String line : Files.readAllLines(path)) {
            int blank = line.indexOf(' ');
            findings.add(Sort.valueOf(line.substring(0, blank)), line.substring(blank + 1));
        }
    }
}
