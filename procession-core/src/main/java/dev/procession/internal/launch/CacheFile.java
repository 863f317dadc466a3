package dev.procession.internal.launch;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the file of a {@link StartupCache}; in the process that does only this. */
public final class CacheFile {

    static final String EXTENSION = ".aot";

    /** Each has 15 MB; a user who has more JDKs in use than this has them made by turns. */
    private static final int MOST_KEPT = 6;

    /** Of ours, whatever else lies in a directory that the user names. */
    private static final Pattern OURS =
            Pattern.compile("[0-9a-f]{1,16}\\.aot(\\.(\\d+\\.new|\\d+\\.recording|failed))?");

    private static final Duration TRIED_AGAIN_AFTER = Duration.ofDays(1);

    /** Of the environment: where programs and libraries are, and how paths are written. */
    private static final Set<String> NEEDED =
            Set.of("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "LC_CTYPE");

    private static volatile @Nullable Process running;

    private CacheFile() {}

    /**
     * Makes a cache of what a child has recorded, tries it, and puts it in place.
     *
     * @param recording what the child has recorded
     * @param cache where it is to be
     * @throws IOException if the JDK refuses the recording or the cache
     */
    public static void make(Path recording, Path cache) throws IOException, InterruptedException {
        Path ownJar = OwnJar.path();
        if (ownJar == null) {
            throw new IOException("this library has no jar of its own");
        }
        Path untried = temporary(cache, ".new");
        List<String> jvm = jvm(ownJar, cache);
        try {
            run(
                    jvm,
                    "-XX:AOTMode=create",
                    "-XX:AOTConfiguration=" + recording,
                    "-XX:AOTCache=" + untried);
            run(jvm, "-XX:AOTMode=on", "-XX:AOTCache=" + untried, "-version");
            try (FileChannel written = FileChannel.open(untried, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(untried, cache, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(untried);
        }
        prune(cache.resolveSibling("."));
    }

    /** Returns a name beside the cache that no other process uses; it is removed when we end. */
    public static Path temporary(Path cache, String suffix) {
        long pid = ProcessHandle.current().pid();
        Path path = cache.resolveSibling(cache.getFileName() + "." + pid + suffix);
        path.toFile().deleteOnExit();
        return path;
    }

    /** Tells whether it is not long ago that this cache could not be made. */
    static boolean hasFailed(Path cache) {
        long when = failureOf(cache).toFile().lastModified();
        return when > System.currentTimeMillis() - TRIED_AGAIN_AFTER.toMillis();
    }

    /**
     * Has the cache neither used nor made for a while.
     *
     * @param cache where it is, or would be
     * @param why for whoever wonders
     * @throws IOException if that cannot be noted down
     */
    public static void discard(Path cache, String why) throws IOException {
        Files.writeString(failureOf(cache), why);
        Files.deleteIfExists(cache);
    }

    private static Path failureOf(Path cache) {
        return cache.resolveSibling(cache.getFileName() + ".failed");
    }

    /** The command of a JVM as children are, with this library and a class path of nothing. */
    static List<String> jvm(Path ownJar, Path cache) {
        List<String> command = new ArrayList<>();
        command.add(Objects.requireNonNull(JvmCommand.launcher(), "java.home"));
        command.addAll(JvmCommand.FIXED);
        command.add("-Xmx256m");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Xbootclasspath/a:" + ownJar);
        command.add("-cp");
        command.add(cache.resolveSibling("nothing").toString());
        return command;
    }

    /**
     * It tells nobody anything, nor does it have what a program keeps in its environment, where
     * passwords are.
     */
    static ProcessBuilder quiet(ProcessBuilder builder) {
        builder.environment().keySet().retainAll(NEEDED);
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /** Ends what this process has started to make a cache; for its end before it is done. */
    public static void stop() {
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static void run(List<String> jvm, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(jvm);
        command.addAll(List.of(more));
        Process process = quiet(new ProcessBuilder(command)).start();
        running = process;
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("exit status " + status + " of " + String.join(" ", command));
        }
    }

    /** Whoever makes a cache is the only one here: the rest is of those that were killed at it. */
    private static void prune(Path directory) throws IOException {
        List<File> newestFirst = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                boolean isOurs = OURS.matcher(name).matches();
                if (isOurs && name.endsWith(EXTENSION)) {
                    newestFirst.add(each.toFile());
                } else if (isOurs) {
                    Files.deleteIfExists(each);
                }
            }
        }
        newestFirst.sort(Comparator.comparingLong(File::lastModified).reversed());
        for (int i = MOST_KEPT; i < newestFirst.size(); i++) {
            Files.deleteIfExists(newestFirst.get(i).toPath());
        }
    }
}
