package dev.procession.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs an example as a user would: in a JVM of its own. */
final class Examples {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How an example ended, and all that it wrote. */
    record Run(int status, List<String> lines) {}

    private Examples() {}

    static Run run(Class<?> example, String... args) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), example.getName()));
        command.addAll(List.of(args));
        var output = Files.createTempFile("example", ".out");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            if (!process.waitFor(LIMIT)) {
                throw new AssertionError(
                        "still running after " + LIMIT + ": " + Files.readString(output));
            }
            return new Run(process.exitValue(), Files.readAllLines(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
