package dev.procession.examples;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs an example as a user would: in a JVM of its own. */
final class Examples {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How an example ended, and all that it wrote. */
    record Run(int status, List<String> lines) {}

    private Examples() {}

    private static ProcessBuilder command(Class<?> example, String... args) {
        var command = JavaProgram.words(example, List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    static Run run(Class<?> example, String... args) throws IOException, InterruptedException {
        var output = Files.createTempFile("example", ".out");
        var process = command(example, args).redirectOutput(output.toFile()).start();
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

    /** Starts an example to talk with. */
    static Dialogue start(Class<?> example, String... args) throws IOException {
        return new Dialogue(command(example, args).start());
    }

    /** A running example, which reads what it is told. */
    static final class Dialogue implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final BufferedWriter input;

        private Dialogue(Process process) {
            this.process = process;
            this.output = process.inputReader();
            this.input = process.outputWriter();
        }

        long pid() {
            return process.pid();
        }

        /** Waits for a line that begins so; returns the rest of it. */
        String line(String beginning) throws Exception {
            var seen = new ArrayList<String>();
            return CompletableFuture.supplyAsync(
                            () -> find(beginning, seen), task -> Thread.startVirtualThread(task))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        private String find(String beginning, List<String> seen) {
            try {
                for (var line = output.readLine(); line != null; line = output.readLine()) {
                    if (line.startsWith(beginning)) {
                        return line.substring(beginning.length());
                    }
                    seen.add(line);
                }
            } catch (IOException closed) {
                seen.add(closed.toString());
            }
            throw new AssertionError("no line begins with \"" + beginning + "\": " + seen);
        }

        /** Returns all lines that were not read yet, when there are no more. */
        List<String> rest() throws Exception {
            return CompletableFuture.supplyAsync(
                            () -> output.lines().toList(), task -> Thread.startVirtualThread(task))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        Dialogue say(String line) throws IOException {
            input.write(line + "\n");
            input.flush();
            return this;
        }

        void sayNoMore() throws IOException {
            input.close();
        }

        int awaitEnd() throws InterruptedException {
            if (!process.waitFor(LIMIT)) {
                throw new AssertionError("still running after " + LIMIT);
            }
            return process.exitValue();
        }

        /** Ends it if it runs. */
        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
