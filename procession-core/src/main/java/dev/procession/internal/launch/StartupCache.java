package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's ahead-of-time cache (JEP 483) of what every child loads: classes of the JDK and of this
 * library, none of users. With it a child is up in three quarters of the time.
 *
 * <p>JDK 25 was seen to run classes of users from such a cache although their jar had changed, and
 * a cache that it refuses costs a child twice the time of its start, because the JDK's own is
 * refused with it. So this one is made with an empty class path, carries in its name all that it
 * depends on, is tried before it is put in place, and is not named to a child one of whose options
 * is not known to go with it. It is read only from a directory that this user alone can enter.
 *
 * <p>It is made by a process of its own in the background, once for each JDK and version of this
 * library, by the first program whose pool lives long enough. {@code -Dprocession.cache} names
 * another directory, or is {@code off}.
 */
public final class StartupCache {

    private static final String PROPERTY = "procession.cache";
    private static final String OFF = "off";
    private static final Path NICE = Path.of("/usr/bin/nice");

    private static final @Nullable Path DIRECTORY = directory();

    /** The one that a child would have used, had it been there. */
    private static final AtomicReference<@Nullable Path> MISSING = new AtomicReference<>();

    private static volatile @Nullable Path used;

    private static volatile boolean isDiscarded;

    /** Kept, so that the pipe that ends it with us is not closed by the garbage collector. */
    private static volatile @Nullable Process maker;

    private StartupCache() {}

    private static @Nullable Path directory() {
        String asked = System.getProperty(PROPERTY);
        if (OFF.equals(asked) || !"Linux".equals(System.getProperty("os.name"))) {
            return null;
        }
        if (asked != null) {
            return Path.of(asked).toAbsolutePath();
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path base =
                caches != null && caches.startsWith("/")
                        ? Path.of(caches)
                        : Path.of(System.getProperty("user.home"), ".cache");
        return base.toAbsolutePath().resolve("procession");
    }

    /**
     * Returns the options that have a child use the cache; none if there is none for it.
     *
     * @param ownJar the jar that the child has this library from
     * @param others all other options of the child
     */
    static List<String> options(Path ownJar, List<String> others) {
        if (DIRECTORY == null || isDiscarded || !CacheTerms.allow(others)) {
            return List.of();
        }
        Path cache = DIRECTORY.resolve(CacheTerms.name(ownJar) + CacheFile.EXTENSION);
        if (!Files.isRegularFile(cache)) {
            if (!CacheFile.hasFailed(cache)) {
                MISSING.set(cache);
            }
            return List.of();
        }
        if (!isTrusted(DIRECTORY)) {
            return List.of();
        }
        used = cache;
        return List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off");
    }

    /**
     * Says that a child's JVM has crashed before it was up. The JVM believes what is in the cache,
     * so a file that was damaged would have all children crash: it is not used again.
     *
     * @param pid of the child
     */
    static void discard(long pid) {
        Path cache = used;
        if (cache == null || isDiscarded) {
            return;
        }
        isDiscarded = true;
        try {
            CacheFile.discard(cache, "the JVM of process " + pid + " crashed before it was up");
        } catch (IOException failure) {
            log("discarding " + cache, failure);
        }
    }

    private static boolean isTrusted(Path directory) {
        try {
            return PrivateDirectory.isOurs(
                    directory, Files.getOwner(Session.current().directory()));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Has the cache made if a child could have used it and there is none. Does not wait for it. The
     * process that makes it ends with this one.
     *
     * @param main its main class, which is given the cache's path
     */
    public static void makeIfMissing(Class<?> main) {
        Path directory = DIRECTORY;
        Path cache = MISSING.getAndSet(null);
        Path ownJar = OwnJar.path();
        if (directory == null || cache == null || ownJar == null || maker != null) {
            return;
        }
        try {
            make(directory);
            if (isTrusted(directory)) {
                maker = Spawner.start(making(main, cache, ownJar));
            }
        } catch (IOException notHere) {
            // A home that is missing or read-only: then children start as they do without.
            log("no cache of start-up can be made: " + cache, notHere);
        }
    }

    private static void make(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path above = directory.getParent();
            if (above != null) {
                Files.createDirectories(above);
            }
            PrivateDirectory.create(directory);
        }
    }

    private static ProcessBuilder making(Class<?> main, Path cache, Path ownJar) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", "19"));
        }
        command.addAll(CacheFile.jvm(ownJar, cache));
        command.add("-D" + PROPERTY + "=" + OFF);
        String session = System.getProperty("procession.directory");
        if (session != null) {
            command.add("-Dprocession.directory=" + session);
        }
        command.add(main.getName());
        command.add(cache.toString());
        return CacheFile.quiet(new ProcessBuilder(command));
    }

    private static void log(String what, Throwable failure) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, failure);
    }
}
