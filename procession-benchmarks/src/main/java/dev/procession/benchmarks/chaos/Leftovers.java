package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.ProcFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What this process has open, and what belongs to it, compared with a time before. */
final class Leftovers {

    private static final Path PROC = Path.of("/proc");

    /** Threads that the JDK keeps for later, and those of the session. */
    private static final List<String> KEPT_THREADS =
            List.of(
                    "procession-spawner",
                    "process reaper",
                    "ForkJoinPool",
                    "CompletableFutureDelayScheduler",
                    "VirtualThread-",
                    "Read-Poller",
                    "Write-Poller",
                    "Master-Poller",
                    "MasterPoller",
                    "Cleaner-",
                    "Common-Cleaner",
                    "Attach Listener",
                    "Signal Dispatcher",
                    "SIG");

    /** What the JDK opens once and keeps. */
    private static final List<String> KEPT_DESCRIPTORS =
            List.of(".jar", "/lib/modules", "anon_inode:", "/dev/random", "/dev/urandom", "/proc/");

    private final Set<Thread> threads;
    private final Set<String> things;

    private Leftovers(Set<Thread> threads, Set<String> things) {
        this.threads = threads;
        this.things = things;
    }

    /** Takes what there is now for what may be there later. */
    static Leftovers baseline() throws IOException {
        return new Leftovers(threads(), things());
    }

    /** Returns what is there now and was not then. */
    List<String> list() throws IOException {
        List<String> left = new ArrayList<>();
        for (Thread each : threads()) {
            boolean isKept = KEPT_THREADS.stream().anyMatch(each.getName()::startsWith);
            if (!threads.contains(each) && each.isAlive() && !isKept) {
                left.add("thread " + each.getName());
            }
        }
        for (String each : things()) {
            if (!things.contains(each)) {
                left.add(each);
            }
        }
        return left;
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static Set<String> things() throws IOException {
        Set<String> all = new HashSet<>();
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(PROC.resolve("self/fd"))) {
            for (Path each : descriptors) {
                addDescriptor(each, all);
            }
        }
        for (Path directory : sessions()) {
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(each -> all.add("file " + each));
            }
        }
        addMappings(all);
        return all;
    }

    private static void addDescriptor(Path descriptor, Set<String> all) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (KEPT_DESCRIPTORS.stream().noneMatch(target::contains)) {
                // Counted, not by their numbers: the reserve may come back with others.
                int count = 1;
                while (!all.add("descriptor " + count + " of " + target)) {
                    count++;
                }
            }
        } catch (IOException closedMeanwhile) {
            return;
        }
    }

    /** Only the collector unmaps what was mapped. */
    private static void addMappings(Set<String> all) throws IOException {
        String mark = "/procession-" + ProcessHandle.current().pid() + "-";
        for (int attempt = 0; attempt < 2; attempt++) {
            System.gc();
        }
        try (Stream<String> lines = Files.lines(PROC.resolve("self/maps"))) {
            lines.filter(line -> line.contains(mark))
                    .forEach(line -> all.add("mapping " + line.substring(line.indexOf('/'))));
        }
    }

    /** The directory of this process's session, wherever the library puts it. */
    private static List<Path> sessions() throws IOException {
        List<Path> found = new ArrayList<>();
        Set<String> bases = new HashSet<>(List.of("/dev/shm", "/tmp"));
        bases.add(System.getProperty("java.io.tmpdir"));
        bases.add(System.getProperty("procession.directory", "/tmp"));
        for (String base : bases) {
            if (!Files.isDirectory(Path.of(base))) {
                continue;
            }
            String own = "procession-" + ProcessHandle.current().pid() + "-*";
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(base), own)) {
                all.forEach(found::add);
            } catch (DirectoryIteratorException failed) {
                throw failed.getCause();
            } catch (UncheckedIOException failed) {
                throw failed.getCause();
            }
        }
        return found;
    }

    /**
     * Returns the processes that have a variable in their environment, which they inherited.
     *
     * @param entry the variable and its value, as {@code NAME=value}
     */
    static List<String> processes(String entry) {
        return ProcFiles.having(entry).stream()
                .map(each -> "process " + each.pid() + ": " + each.info().commandLine().orElse("?"))
                .toList();
    }
}
