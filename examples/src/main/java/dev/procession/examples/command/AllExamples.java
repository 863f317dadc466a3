package dev.procession.examples.command;

import dev.procession.examples.JavaProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs examples one after the other, without input, and tells in a line how each ends. */
final class AllExamples {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Example> examples;
    private final PrintWriter out;
    private final List<String> failed = new ArrayList<>();
    private final int width;

    AllExamples(List<Example> examples, PrintWriter out) {
        this.examples = examples;
        this.out = out;
        this.width = examples.stream().mapToInt(each -> each.name().length()).max().orElse(1);
    }

    /** Returns whether all ended well. */
    boolean run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path output = Files.createTempFile("procession-example-", ".out");
        try {
            for (Example each : examples) {
                if (each.whole().isPresent()) {
                    tell(each, "is run by " + each.whole().get());
                } else {
                    run(each, output);
                }
            }
        } finally {
            Files.delete(output);
        }
        String end = failed.isEmpty() ? "all ended well" : "failed: " + String.join(", ", failed);
        out.println(examples.size() + " examples in " + seconds(start) + ", " + end);
        return failed.isEmpty();
    }

    private void run(Example example, Path output) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(JavaProgram.words(example.main(), List.of()))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            process.getOutputStream().close(); // what reads its input finds the end of it
            boolean hasEnded = process.waitFor(LIMIT);
            if (hasEnded && process.exitValue() == 0) {
                tell(example, "ended well, " + seconds(start));
                return;
            }
            String how = hasEnded ? "status " + process.exitValue() : "still running";
            tell(example, "FAILED, " + how + ", " + seconds(start) + "; its output:");
            out.print(Files.readString(output).indent(2));
            failed.add(example.name());
        } finally {
            process.destroyForcibly();
        }
    }

    private void tell(Example example, String end) {
        out.printf("%-" + width + "s  %s%n", example.name(), end);
        out.flush();
    }

    private static String seconds(long start) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
    }
}
