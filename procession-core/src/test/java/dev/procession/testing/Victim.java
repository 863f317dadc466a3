package dev.procession.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A JVM of its own that uses Procession and may be killed: a parent for tests of how parents end.
 *
 * <p>It has this JVM's class path, a session base of its own, and a mark in its environment by
 * which all processes below it are found, outside commands too.
 *
 * {@snippet :
 * try (Victim parent = Victim.start(Parent.class)) {
 *     Pid child = Pid.of(parent.line("child "));
 *     parent.pid().signal("KILL");
 *     child.awaitDeath(Duration.ofSeconds(1));
 * }
 * }
 */
public final class Victim implements AutoCloseable {

    /** In a command: the victim's session base. */
    public static final String BASE = "{base}";

    private static final String MARK = "PROCESSION_TEST_VICTIM";
    private static final Duration START = Duration.ofSeconds(20);

    private final Process process;
    private final Pid pid;
    private final Path base;
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final List<Thread> readers;
    private int taken;

    private Victim(ProcessBuilder builder, Path base) throws IOException {
        this.base = base;
        this.process = builder.start();
        this.pid = Pid.of(process.pid());
        this.readers =
                List.of(
                        reader(process.getInputStream(), out),
                        reader(process.getErrorStream(), err));
    }

    /**
     * Starts a JVM with the class path of this one.
     *
     * @param main its main class
     * @param jvmOptions options of that JVM
     */
    public static Victim start(Class<?> main, String... jvmOptions) {
        return start(main, List.of(), List.of(jvmOptions));
    }

    /**
     * Starts a JVM with the class path of this one.
     *
     * @param main its main class
     * @param arguments of main
     * @param jvmOptions options of that JVM
     */
    public static Victim start(Class<?> main, List<String> arguments, List<String> jvmOptions) {
        return startBehind(List.of(), main, arguments, jvmOptions);
    }

    /** As {@link #start}, with the session base of another victim, which is not deleted. */
    public static Victim startBeside(Victim other, Class<?> main, String... jvmOptions) {
        try {
            return startIn(other.base, Map.of(), List.of(), main, List.of(), List.of(jvmOptions));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As {@link #start}, with environment variables of its own. */
    public static Victim startWith(
            Map<String, String> environment, Class<?> main, String... jvmOptions) {
        try {
            return startIn(newBase(), environment, List.of(), main, List.of(), List.of(jvmOptions));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Starts a JVM that leads a process group of its own, as a command at a terminal does. */
    public static Victim startInOwnGroup(Class<?> main, String... arguments) {
        return startBehind(List.of("setsid"), main, List.of(arguments), List.of());
    }

    /** As {@link #start}, by a command that replaces itself by the one that it is given. */
    public static Victim startBehind(
            List<String> launcher, Class<?> main, List<String> arguments, List<String> jvmOptions) {
        try {
            return startIn(newBase(), Map.of(), launcher, main, arguments, jvmOptions);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Starts any command; the words {@code {base}} in it stand for the session base, which the
     * command has to hand on to the JVM.
     */
    public static Victim startCommand(List<String> words) {
        try {
            Path base = newBase();
            List<String> command = new ArrayList<>(words);
            command.replaceAll(word -> word.replace(BASE, base.toString()));
            return new Victim(marked(new ProcessBuilder(command), base), base);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ProcessBuilder marked(ProcessBuilder builder, Path base) {
        builder.environment().put(MARK, base.toString());
        return builder;
    }

    private static Path newBase() throws IOException {
        return Files.createTempDirectory(Leftovers.base(), "v");
    }

    private static Victim startIn(
            Path base,
            Map<String, String> environment,
            List<String> launcher,
            Class<?> main,
            List<String> arguments,
            List<String> jvmOptions)
            throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.replaceAll(word -> word.equals(BASE) ? base.toString() : word);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("-XX:-UsePerfData");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dprocession.directory=" + base);
        command.add("-Dprocession.cache=off");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new Victim(marked(builder, base), base);
    }

    private static Thread reader(InputStream in, List<String> lines) {
        Thread thread = new Thread(() -> read(in, lines), "victim-reader");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream in, List<String> lines) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Returns the process. */
    public Pid pid() {
        return pid;
    }

    /** Returns the directory that has the session's directory. */
    public Path base() {
        return base;
    }

    /** Waits for the next line of its standard output that begins so; returns the rest of it. */
    public String line(String beginning) {
        return next(line -> line.startsWith(beginning), beginning).substring(beginning.length());
    }

    private String next(Predicate<String> isWanted, String beginning) {
        long deadline = System.nanoTime() + Await.scaled(START).toNanos();
        synchronized (out) {
            while (true) {
                while (taken < out.size()) {
                    String line = out.get(taken++);
                    if (isWanted.test(line)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || !pid.isAlive() && !readers.get(0).isAlive()) {
                    throw new AssertionError(
                            "the victim did not print \"" + beginning + "…\":" + transcript());
                }
                try {
                    out.wait(Math.min(left, 50));
                } catch (InterruptedException hurry) {
                    throw new AssertionError("interrupted while reading" + transcript(), hurry);
                }
            }
        }
    }

    /** As {@link #line} for one of two beginnings; returns the whole line. */
    public String lineOf(String one, String other) {
        return next(line -> line.startsWith(one) || line.startsWith(other), one + "…, " + other);
    }

    /** Waits for so many lines that begin so; returns the processes whose pids they end with. */
    public List<Pid> awaitPids(String beginning, int count) {
        Await.until(
                count + " lines begin with \"" + beginning + "\"" + transcript(),
                () -> beginningWith(beginning).size() == count);
        return beginningWith(beginning).stream().map(Pid::of).toList();
    }

    private List<String> beginningWith(String beginning) {
        return output().stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .toList();
    }

    /** Writes a line to its standard input. */
    public void send(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException gone) {
            throw new AssertionError("the victim does not listen" + transcript(), gone);
        }
    }

    /** Waits for its end and that of its output; returns the exit code as the JDK has it. */
    public int awaitEnd() {
        return awaitEnd(START);
    }

    /** As {@link #awaitEnd()}, for one that takes longer. */
    public int awaitEnd(Duration length) {
        Await.until("the victim ends" + transcript(), length, () -> !process.isAlive());
        for (Thread reader : readers) {
            Await.until("the victim's output ends", () -> !reader.isAlive());
        }
        return process.exitValue();
    }

    /** Returns the lines of standard output so far. */
    public List<String> output() {
        synchronized (out) {
            return List.copyOf(out);
        }
    }

    /** Returns the lines of standard error so far. */
    public List<String> errors() {
        synchronized (err) {
            return List.copyOf(err);
        }
    }

    /** Returns all processes below it, orphans and outside commands included. */
    public List<Pid> family() {
        List<Pid> family = new ArrayList<>(Pid.having(base.toString()));
        family.removeIf(each -> each.number() == pid.number());
        return family;
    }

    /** Returns the files below its session base as it sees them itself, wherever it has mounted. */
    public List<String> files() {
        Path root = Path.of("/proc/" + pid.number() + "/root");
        Path seen = root.resolve(base.toString().substring(1));
        try (Stream<Path> all = Files.walk(seen)) {
            return all.map(each -> seen.relativize(each).toString()).sorted().toList();
        } catch (IOException | UncheckedIOException changing) {
            return List.of("changing while looked at: " + changing);
        }
    }

    /** Waits until none of its family is left. */
    public void awaitNoSurvivors(Duration length) {
        if (!Await.holds(length, () -> family().isEmpty())) {
            List<Pid> survivors = family();
            if (!survivors.isEmpty()) {
                throw new AssertionError("survivors: " + survivors + transcript());
            }
        }
    }

    private String transcript() {
        return "\n  out: "
                + String.join("\n       ", output())
                + "\n  err: "
                + String.join("\n       ", errors());
    }

    /** Kills it and all below it, and removes its files. */
    @Override
    public void close() {
        pid.signal("KILL");
        Await.until(
                "all processes of the victim are gone",
                () -> {
                    List<Pid> rest = Pid.having(base.toString());
                    rest.forEach(each -> each.signal("KILL"));
                    return rest.isEmpty() && !process.isAlive();
                });
        try {
            process.getOutputStream().close();
        } catch (IOException brokenPipe) {
            // Nobody reads it any more, which is right.
        }
        Leftovers.deleteAll(base);
    }
}
