package dev.procession.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command as a shell would start it: in a directory, without input, run to its end. */
final class Command {

    /** Long enough for a Maven that has to load everything over a slow line. */
    private static final Duration LIMIT = Duration.ofMinutes(8);

    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    private final ProcessBuilder builder;

    /** How a command ended, and the lines that it wrote. */
    record Ended(int status, List<String> out, List<String> err) {

        /** Says what happened, for the message of an assertion. */
        @Override
        public String toString() {
            return "status "
                    + status
                    + "\n  out: "
                    + String.join("\n       ", out)
                    + "\n  err: "
                    + String.join("\n       ", err);
        }
    }

    private Command(Path directory, List<String> words) {
        builder = new ProcessBuilder(words).directory(directory.toFile());
    }

    /** Returns a command that finds its JDK by {@code JAVA_HOME}, which is this JVM's. */
    static Command in(Path directory, String... words) {
        var command = new Command(directory, List.of(words));
        return command.with("JAVA_HOME", System.getProperty("java.home"));
    }

    /** Returns a command that runs the {@code java} of this JVM. */
    static Command java(Path directory, List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(arguments);
        return new Command(directory, words);
    }

    Command with(String variable, String value) {
        builder.environment().put(variable, value);
        return this;
    }

    /** Has Maven start fast: its builds here are over before the better compiler pays. */
    Command withQuickMaven() {
        builder.environment().merge("MAVEN_OPTS", QUICK, (theirs, ours) -> ours + " " + theirs);
        return this;
    }

    /** Gives it these variables and no others. */
    Command withOnly(Map<String, String> variables) {
        builder.environment().clear();
        builder.environment().putAll(variables);
        return this;
    }

    Ended run() throws IOException, InterruptedException {
        var out = Files.createTempFile("command", ".out");
        var err = Files.createTempFile("command", ".err");
        try {
            var process =
                    builder.redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            try {
                if (!process.waitFor(LIMIT)) {
                    throw new AssertionError(
                            builder.command()
                                    + " still runs after "
                                    + LIMIT
                                    + ": "
                                    + ended(-1, out, err));
                }
                return ended(process.exitValue(), out, err);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static Ended ended(int status, Path out, Path err) throws IOException {
        return new Ended(status, Files.readAllLines(out), Files.readAllLines(err));
    }
}
