package dev.procession.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The stacks of a JVM's threads, by the JDK's {@code jcmd}, which needs nothing of the JVM's
 * program.
 */
final class Stacks {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Stacks() {}

    /** What jcmd said. */
    private record Answer(boolean isGood, String text) {}

    /** Prints them; {@code false} if the system's list of threads had to do. */
    static boolean print(Seen.Row row, PrintWriter out) throws IOException, InterruptedException {
        String why;
        if (row.os().isStopped()) {
            why =
                    "it is stopped by a signal and cannot answer; procession kill --signal CONT "
                            + row.pid()
                            + " lets it go on";
        } else if (!isJvm(row)) {
            why = "it is no JVM";
        } else {
            var answer = ask(row.pid());
            if (answer.isGood()) {
                out.println("stacks, by jcmd:");
                out.println(answer.text());
                return true;
            }
            why = answer.text();
        }
        out.println("no stacks: " + why);
        printThreads(row.pid(), out);
        return false;
    }

    private static boolean isJvm(Seen.Row row) {
        return row.os().command().startsWith("java") || row.os().ours() != null;
    }

    private static Answer ask(long pid) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return new Answer(false, "this Java has no jcmd, which a JDK has: " + jcmd);
        }
        var output = Files.createTempFile("procession-dump", ".txt");
        var process =
                new ProcessBuilder(jcmd.toString(), Long.toString(pid), "Thread.print", "-l", "-e")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Answer(
                        false, "it does not answer within " + PATIENCE.toSeconds() + " s");
            }
            var text = Files.readString(output, StandardCharsets.UTF_8).stripTrailing();
            return new Answer(process.exitValue() == 0, text);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /** What the system knows: each thread's name and whether it runs, sleeps or is stopped. */
    private static void printThreads(long pid, PrintWriter out) {
        var tasks = Path.of("/proc", Long.toString(pid), "task");
        var threads = new TreeMap<Long, String>(Comparator.naturalOrder());
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (var each : all) {
                var id = Long.parseLong(each.getFileName().toString());
                threads.put(id, thread(each));
            }
        } catch (IOException | UncheckedIOException noneToBeSeen) {
            out.println("its threads cannot be seen either: " + noneToBeSeen.getMessage());
            return;
        }
        out.println(
                "its threads, by the system (S sleeps, R runs, D waits for a device, T stopped):");
        threads.forEach((id, text) -> out.println("  " + id + " " + text));
    }

    private static String thread(Path folder) throws IOException {
        var stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
        var end = stat.lastIndexOf(')');
        var fields = List.of(stat.substring(end + 1).strip().split(" ", 2));
        return fields.getFirst() + " " + stat.substring(stat.indexOf('(') + 1, end);
    }
}
