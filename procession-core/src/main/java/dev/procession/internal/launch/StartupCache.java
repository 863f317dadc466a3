package dev.procession.internal.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * another directory by an absolute path, or is {@code off}.
 */
public final class StartupCache {

    private static final String PROPERTY = "procession.cache";
    private static final String OFF = "off";

    /** Tells those who look at processes what this one is for. */
    private static final String MARK = "-Dprocession.cache.maker=true";

    private static final String OPTION = "-XX:AOTCache=";
    private static final Path NICE = Path.of("/usr/bin/nice");

    private static final @Nullable Path DIRECTORY = directory();

    /** The one that a child would have used, had it been there. */
    private static final AtomicReference<@Nullable Path> MISSING = new AtomicReference<>();

    private static volatile @Nullable Path given;

    private static volatile boolean isDistrusted;

    private static volatile boolean isTrusted;

    /** Kept, so that the pipe that ends it with us is not closed by the garbage collector. */
    private static volatile @Nullable Process maker;

    private StartupCache() {}

    private static @Nullable Path directory() {
        String asked = System.getProperty(PROPERTY);
        if (OFF.equals(asked) || !"Linux".equals(System.getProperty("os.name"))) {
            return null;
        }
        Path directory = asked == null ? usualDirectory() : Path.of(asked);
        // To the JVM a colon would separate two caches; a home that is not known is relative.
        boolean isUsable =
                directory.isAbsolute() && !directory.toString().contains(File.pathSeparator);
        return isUsable ? directory : null;
    }

    private static Path usualDirectory() {
        String caches = System.getenv("XDG_CACHE_HOME");
        Path base =
                caches != null && caches.startsWith("/")
                        ? Path.of(caches)
                        : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("procession");
    }

    /**
     * Returns the options that have a child use the cache; none if there is none for it.
     *
     * @param ownJar the jar that the child has this library from
     * @param others all other options of the child
     */
    static List<String> options(Path ownJar, List<String> others) {
        if (DIRECTORY == null || isDistrusted || !CacheTerms.allow(others)) {
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
        given = cache;
        return List.of(OPTION + cache, "-Xlog:aot*=off");
    }

    /** Returns where the caches are; empty if there are none for this JVM. */
    public static Optional<Path> place() {
        return Optional.ofNullable(DIRECTORY);
    }

    /** Counts the caches in a place. */
    public static int count(Path place) {
        String[] names = place.toFile().list((folder, name) -> name.endsWith(CacheFile.EXTENSION));
        return names == null ? 0 : names.length;
    }

    /** Tells whether a child of these options was given the cache. */
    static boolean isIn(List<String> options) {
        return given != null && options.contains(OPTION + given);
    }

    /**
     * Says that a child which was given the cache has ended before it was up. Perhaps the cache is
     * why, so this JVM gives it to no other. If the child has crashed the file may be damaged,
     * which would crash the children of everybody: it is removed.
     *
     * @param pid of the child
     * @param hasCrashed whether it left a crash report
     */
    static void distrust(long pid, boolean hasCrashed) {
        Path cache = given;
        isDistrusted = true;
        if (hasCrashed && cache != null) {
            try {
                CacheFile.discard(cache, "process " + pid + " crashed before it was up");
            } catch (IOException failure) {
                log("discarding " + cache, failure);
            }
        }
    }

    /** Looked at once: nobody else can change it, and to ask for an owner may ask a network. */
    private static boolean isTrusted(Path directory) {
        if (!isTrusted) {
            try {
                isTrusted =
                        PrivateDirectory.isOurs(
                                directory, Files.getOwner(Session.current().directory()));
            } catch (IOException unreadable) {
                log("looking at " + directory, unreadable);
            }
        }
        return isTrusted;
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

    /** Tells whether a process is the one that makes a cache, in the background of a program. */
    public static boolean isMaker(ProcessHandle process) {
        return List.of(process.info().arguments().orElse(new String[0])).contains(MARK);
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
        List<String> jvm = CacheFile.jvm(ownJar, cache);
        command.add(jvm.getFirst());
        // In front: of a long command line only its beginning can be seen.
        command.add(MARK);
        command.addAll(jvm.subList(1, jvm.size()));
        command.add("-D" + PROPERTY + "=" + OFF);
        for (String place : List.of("procession.directory", "java.io.tmpdir")) {
            String value = System.getProperty(place);
            if (value != null) {
                command.add("-D" + place + "=" + value);
            }
        }
        command.add(main.getName());
        command.add(cache.toString());
        return CacheFile.quiet(new ProcessBuilder(command));
    }

    private static void log(String what, Throwable failure) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, failure);
    }
}
