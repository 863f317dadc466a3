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

/** Makes the file of a {@link StartupCache}; in the process that does only this. */
public final class CacheFile {

    static final String EXTENSION = ".aot";

    /** Each has 12 MB; a user who has more JDKs in use than this has them made by turns. */
    private static final int MOST_KEPT = 6;

    private static final Duration TRIED_AGAIN_AFTER = Duration.ofDays(1);

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
        Path untried = cache.resolveSibling(cache.getFileName() + ".new");
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
        command.add(JvmCommand.launcher());
        command.addAll(JvmCommand.FIXED);
        command.add("-Xmx256m");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Xbootclasspath/a:" + ownJar);
        command.add("-cp");
        command.add(cache.resolveSibling("nothing").toString());
        return command;
    }

    static ProcessBuilder quiet(ProcessBuilder builder) {
        builder.environment().keySet().removeAll(JvmCommand.NOT_INHERITED);
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static void run(List<String> jvm, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(jvm);
        command.addAll(List.of(more));
        int status = quiet(new ProcessBuilder(command)).start().waitFor();
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
                if (name.endsWith(EXTENSION)) {
                    newestFirst.add(each.toFile());
                } else if (name.contains(EXTENSION + ".")) {
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
