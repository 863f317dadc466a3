package dev.procession.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The command in a process of its own, as a shell would start it. */
final class CommandProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final Process process;

    /**
     * What a command left.
     *
     * @param status its exit status
     * @param out the lines on standard output
     * @param err what is on standard error
     */
    record Ended(int status, List<String> out, String err) {}

    /**
     * Starts the command.
     *
     * @param directory an empty directory, for its output and the files of its session
     * @param input what its standard input is
     * @param arguments the command line
     */
    CommandProcess(Path directory, ProcessBuilder.Redirect input, String... arguments)
            throws IOException {
        this(List.of(), directory, input, arguments);
    }

    /** Starts the command as a shell does at a terminal: it leads a process group of its own. */
    static CommandProcess inOwnGroup(
            Path directory, ProcessBuilder.Redirect input, String... arguments) throws IOException {
        return new CommandProcess(List.of("setsid"), directory, input, arguments);
    }

    /** Starts the command by another one, which replaces itself by it. */
    static CommandProcess behind(
            List<String> launcher,
            Path directory,
            ProcessBuilder.Redirect input,
            String... arguments)
            throws IOException {
        return new CommandProcess(launcher, directory, input, arguments);
    }

    private CommandProcess(
            List<String> launcher,
            Path directory,
            ProcessBuilder.Redirect input,
            String... arguments)
            throws IOException {
        this.directory = directory;
        Files.createDirectory(directory.resolve("session"));
        Files.createDirectory(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Dprocession.directory=" + directory.resolve("session"));
        command.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        process =
                new ProcessBuilder(command)
                        .redirectInput(input)
                        .redirectError(directory.resolve("err").toFile())
                        .start();
    }

    /** Runs a command to its end. */
    static Ended run(Path directory, String... arguments) throws Exception {
        var nothing = ProcessBuilder.Redirect.from(new File("/dev/null"));
        try (var command = new CommandProcess(directory, nothing, arguments)) {
            return command.await();
        }
    }

    Process process() {
        return process;
    }

    BufferedReader out() {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    /** Returns the processes directly below it that are no zombies. */
    List<ProcessHandle> children() {
        return process.children().filter(CommandProcess::runs).toList();
    }

    /** Tells whether a process runs; one that has ended and waits to be reaped does not. */
    static boolean runs(ProcessHandle handle) {
        try {
            var stat = Files.readString(Path.of("/proc/" + handle.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return Files.isDirectory(Path.of("/proc/self")) ? false : handle.isAlive();
        }
    }

    /** Waits for a condition, for a bounded time. */
    static boolean holdsWithin(Duration length, BooleanSupplier condition) {
        var deadline = System.nanoTime() + length.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return true;
    }

    /** Waits for the end of the output and of the process. */
    Ended await() throws Exception {
        var lines = out().lines().toList();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the command did not end; standard error: " + err());
        }
        return new Ended(process.exitValue(), lines, err());
    }

    /** Returns what is left of its session and its temporary files. */
    List<Path> leftovers() throws IOException {
        List<Path> left = new ArrayList<>();
        for (var name : List.of("session", "tmp")) {
            try (var files = Files.list(directory.resolve(name))) {
                files.filter(each ->
                                !each.getFileName().toString().startsWith("procession-crashes"))
                        .filter(each -> !each.getFileName().toString().startsWith("hsperfdata"))
                        .forEach(left::add);
            }
        }
        return left;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
