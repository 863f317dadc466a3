package dev.procession.testing;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Proves after every test and every test class that nothing is left of it: no process, no orphan of
 * one, no file in the session's directory, no descriptor, no mapping, no thread; and that none of
 * our threads died of something thrown.
 *
 * <p>What ends by itself is given a while. Registered for all tests; sessions of this JVM and its
 * {@linkplain Victim victims} are made below {@link #base}, whose name marks their processes.
 *
 * <p>Not seen: virtual threads, and orphans of outside commands that a child of this very JVM
 * started (a victim's are).
 */
public final class Leftovers
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace OURS =
            ExtensionContext.Namespace.create(Leftovers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * The spawner is immortal by design, a sleeper ends a while after its last guest; the others
     * are the JDK's and the test runner's.
     */
    private static final List<String> ALLOWED_THREADS =
            List.of(
                    "procession-spawner",
                    "procession-answers",
                    "procession-deaths",
                    "procession-desk",
                    "procession-sleeper",
                    "process reaper",
                    "ForkJoinPool",
                    "CompletableFutureDelayScheduler",
                    "VirtualThread-unblocker",
                    "VirtualThread-unparker",
                    "Read-Poller",
                    "Write-Poller",
                    "Master-Poller",
                    "MasterPoller",
                    "Cleaner-",
                    "Common-Cleaner",
                    "Attach Listener",
                    "JNA Cleaner",
                    "junit-",
                    "surefire-");

    /** What the JDK opens once and keeps, and a reserve of ours. */
    private static final List<String> ALLOWED_DESCRIPTORS =
            List.of(
                    ".jar",
                    "/lib/modules",
                    "anon_inode:",
                    "/dev/random",
                    "/dev/urandom",
                    "/dev/null",
                    "/proc/");

    private static final String PREFIX = "ptest-";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private static final String OUR_THREADS = "procession-";

    /** How threads of ours have died. */
    private static final Queue<String> DEATHS = new ConcurrentLinkedQueue<>();

    private static final Path BASE = makeBase();

    /** Returns the directory below which all sessions of the tests are. */
    public static Path base() {
        return BASE;
    }

    private static Path makeBase() {
        try {
            Path memory = Path.of("/dev/shm");
            Path above = Files.isWritable(memory) ? memory : Path.of("/tmp");
            sweep(above);
            // Short, since the paths of sockets are below it.
            Path base = above.resolve(PREFIX + ProcessHandle.current().pid());
            Files.createDirectory(base, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            System.setProperty("procession.directory", base.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(base), "ptest-shutdown"));
            warmUp(base);
            Thread.setDefaultUncaughtExceptionHandler(Leftovers::died);
            return base;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void died(Thread thread, Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        String death = "thread " + thread.getName() + " died: " + text;
        System.err.println(death);
        if (thread.getName().startsWith(OUR_THREADS)) {
            DEATHS.add(death);
        }
    }

    /** Removes what test JVMs have left that were killed. */
    private static void sweep(Path above) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(above, PREFIX + "*")) {
            for (Path other : found) {
                String pid = other.getFileName().toString().substring(PREFIX.length());
                boolean isOfTheDead =
                        pid.matches("[0-9]{1,9}")
                                && (Long.parseLong(pid) == ProcessHandle.current().pid()
                                        || ProcessHandle.of(Long.parseLong(pid)).isEmpty());
                if (isOfTheDead) {
                    deleteAll(other);
                }
            }
        }
    }

    /** Has the JDK open what it keeps open: the socket pair by which it closes channels. */
    private static void warmUp(Path base) throws IOException {
        Path socket = base.resolve("warm");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
        }
        Files.delete(socket);
    }

    /** The session is deleted by another hook, at the same time. */
    private static void delete(Path base) {
        Await.holds(Duration.ofSeconds(5), () -> files(base).isEmpty());
        deleteAll(base);
    }

    /** Deletes a directory with all in it, if it is there. */
    static void deleteAll(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException gone) {
            return;
        }
    }

    /** What was there before a test. */
    private record Baseline(
            Set<Pid> processes,
            Set<Path> files,
            Set<String> descriptors,
            Set<String> mappings,
            Set<Thread> threads) {}

    private final Baseline early = look();

    private static Baseline look() {
        return new Baseline(
                new HashSet<>(processes()),
                new HashSet<>(files(BASE)),
                new HashSet<>(Pid.descriptors()),
                new HashSet<>(mapped()),
                Set.copyOf(Thread.getAllStackTraces().keySet()));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(OURS).put("class", look());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(OURS).put("test", look());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context.getStore(OURS).getOrDefault("test", Baseline.class, early), PATIENCE);
        checkThreads();
    }

    /** Tells of those of our threads that have died since this was last asked. */
    static void checkThreads() {
        List<String> deaths = new ArrayList<>(DEATHS);
        DEATHS.clear();
        if (!deaths.isEmpty()) {
            throw new AssertionError(String.join("\n", deaths));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context.getStore(OURS).getOrDefault("class", Baseline.class, early), PATIENCE);
    }

    /**
     * Runs something as if it were a test of its own.
     *
     * @param patience how long leftovers may take to vanish
     * @throws AssertionError if something is left of it
     */
    static void checkAround(Duration patience, Body body) throws Exception {
        Baseline before = look();
        body.run();
        check(before, patience);
    }

    /** What {@link #checkAround} runs. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    private static void check(Baseline before, Duration patience) {
        if (!Await.holds(patience, () -> leftovers(before).isEmpty())) {
            List<String> left = leftovers(before);
            if (!left.isEmpty()) {
                throw new AssertionError(
                        "left behind by this test:\n  " + String.join("\n  ", left));
            }
        }
    }

    private static List<String> leftovers(Baseline before) {
        List<String> left = new ArrayList<>();
        for (Pid pid : processes()) {
            if (!before.processes().contains(pid)) {
                left.add("process: " + pid);
            }
        }
        for (Path file : files(BASE)) {
            if (!before.files().contains(file) && !isAllowed(file)) {
                left.add("file: " + file);
            }
        }
        for (String descriptor : Pid.descriptors()) {
            if (!before.descriptors().contains(descriptor) && !isAllowed(descriptor)) {
                left.add("descriptor: " + descriptor);
            }
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.threads().contains(thread) && !isAllowed(thread)) {
                left.add("thread: " + thread + " " + at(thread));
            }
        }
        if (left.isEmpty()) {
            left.addAll(mappings(before));
        }
        return left;
    }

    private static List<Pid> processes() {
        Set<Pid> all = new HashSet<>(Pid.of(ProcessHandle.current().pid()).descendants());
        all.addAll(Pid.having(BASE.toString()));
        return List.copyOf(all);
    }

    /** All files and directories below the base. */
    private static List<Path> files(Path base) {
        try (Stream<Path> all = Files.walk(base)) {
            return all.filter(each -> !each.equals(base)).toList();
        } catch (IOException | UncheckedIOException changing) {
            return List.of(base.resolve("changing while looked at"));
        }
    }

    private static boolean isAllowed(Path file) {
        return isOwnSession(file) || isNames(file) || isOpenDesk(file);
    }

    /** As long as there are processes that it tells of: such as all tests of a class share. */
    private static boolean isOpenDesk(Path file) {
        String desk = "procession-%1$d-[0-9a-f]{12}/%1$d-desk%1$d";
        String ours = desk.formatted(ProcessHandle.current().pid());
        return BASE.relativize(file).toString().matches(ours)
                && ProcessHandle.current().children().findAny().isPresent();
    }

    private static boolean isOwnSession(Path file) {
        String session = "procession-" + ProcessHandle.current().pid() + "-[0-9a-f]{12}";
        return BASE.relativize(file).toString().matches(session + "(/lock|/processes)?");
    }

    /** What all programs of a user have in common, and is never removed. */
    private static boolean isNames(Path file) {
        String name = BASE.relativize(file).toString();
        return name.matches(
                "(v[0-9]+/)?(procession-memory-[\\w.-]+(/names)?|procession-daemons-[\\w.-]+)");
    }

    private static boolean isAllowed(String descriptor) {
        String target = descriptor.substring(descriptor.indexOf("-> ") + 3);
        return ALLOWED_DESCRIPTORS.stream().anyMatch(target::contains)
                || target.startsWith(BASE.toString()) && isAllowed(Path.of(target));
    }

    private static boolean isAllowed(Thread thread) {
        return !thread.isAlive() || ALLOWED_THREADS.stream().anyMatch(thread.getName()::startsWith);
    }

    private static String at(Thread thread) {
        StackTraceElement[] frames = thread.getStackTrace();
        return frames.length == 0 ? "" : "at " + frames[Math.min(frames.length, 4) - 1];
    }

    /** Mapped files of sessions; those that only the collector can unmap are given to it. */
    private static List<String> mappings(Baseline before) {
        List<String> found = mapped();
        found.removeAll(before.mappings());
        if (!found.isEmpty()) {
            System.gc();
            found = mapped();
            found.removeAll(before.mappings());
        }
        return found.stream().map(each -> "mapping: " + each).toList();
    }

    /** The table of processes stays mapped, as long as this JVM lives. */
    private static boolean isShared(String mapping) {
        return mapping.contains("/memfd:procession")
                || mapping.contains(BASE.toString()) && !mapping.endsWith("/processes");
    }

    private static List<String> mapped() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(Leftovers::isShared)
                    .collect(Collectors.toCollection(ArrayList::new));
        } catch (IOException | UncheckedIOException noProc) {
            return new ArrayList<>();
        }
    }
}
