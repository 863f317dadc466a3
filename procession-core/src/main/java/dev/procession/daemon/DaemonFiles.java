package dev.procession.daemon;

import dev.procession.internal.launch.PrivateDirectory;
import dev.procession.internal.util.FaultPoint;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where the files of a daemon are: in a directory of its name, below one that all daemons of this
 * user have in common, both of mode 0700.
 *
 * @param name of the daemon
 * @param directory its own
 */
record DaemonFiles(String name, Path directory) {

    private static final String COMMON = "daemons";

    /** It is part of the path of a socket, which the system lets have 107 bytes. */
    private static final int MOST_NAME_LENGTH = 40;

    private static final int MOST_PATH_LENGTH = 106;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /**
     * Returns the place of a daemon, be there one or not.
     *
     * @throws IllegalArgumentException if none can have that name
     */
    static DaemonFiles of(String name) throws IOException {
        if (!NAME.matcher(name).matches() || name.length() > MOST_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "the name of a daemon has 1 to "
                            + MOST_NAME_LENGTH
                            + " letters, digits, dots, hyphens and underscores, and begins with a"
                            + " letter or digit: name=\""
                            + name
                            + "\"");
        }
        return in(common(), name);
    }

    private static DaemonFiles in(Path common, String name) throws IOException {
        DaemonFiles files = new DaemonFiles(name, common.resolve(name));
        if (files.socket().toString().length() > MOST_PATH_LENGTH) {
            throw new IOException(
                    "the path of a socket has at most "
                            + MOST_PATH_LENGTH
                            + " bytes; name a shorter place by -Dprocession.directory=...: path="
                            + files.socket());
        }
        return files;
    }

    /** Returns the place of a daemon that was told it by who has started it. */
    static DaemonFiles at(Path directory) {
        return new DaemonFiles(directory.getFileName().toString(), directory);
    }

    /**
     * Returns the places of all daemons that have left something, or live and have nothing left, by
     * their names.
     */
    static List<DaemonFiles> all() throws IOException {
        Path common = common();
        Set<Path> all = new TreeSet<>();
        for (Path each : Search.directories()) {
            if (common.equals(each.getParent())) {
                all.add(each);
            }
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(common)) {
            for (Path each : found) {
                if (NAME.matcher(each.getFileName().toString()).matches()
                        && Files.isDirectory(each)) {
                    all.add(each);
                }
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return all.stream().map(DaemonFiles::at).toList();
    }

    /** Not in memory, as sessions are: logs are kept here, and a daemon may live for months. */
    private static Path common() throws IOException {
        String asked = System.getProperty("procession.directory");
        Path above =
                Path.of(asked == null ? System.getProperty("java.io.tmpdir") : asked)
                        .toAbsolutePath();
        return PrivateDirectory.common(above, COMMON);
    }

    /** Makes the directory, unless it is there. */
    void make() throws IOException {
        PrivateDirectory.ours(directory);
    }

    boolean exist() {
        return Files.isDirectory(directory);
    }

    /**
     * Keeps it from whoever cleans up temporary files that are old: some look when a file was read.
     */
    void touch() throws IOException {
        FileTime now = FileTime.from(Instant.now());
        touch(directory, now);
        for (Path each : list()) {
            touch(each, now);
        }
    }

    private static void touch(Path path, FileTime now) throws IOException {
        try {
            Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(now, now, null);
        } catch (NoSuchFileException removedMeanwhile) {
            // A log that is put aside, or a pipe by which it was started.
            return;
        }
    }

    /**
     * Deletes all of it; the caller has {@link #starting} locked. That file is the last: whoever
     * finds none makes another one, and all that is here from then on is his.
     */
    void delete() throws IOException {
        for (Path each : list()) {
            if (!each.equals(starting())) {
                delete(each);
            }
        }
        delete(starting());
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException begunAnew) {
            // Somebody starts the next daemon of the name.
            return;
        }
    }

    /** Returns what is there. */
    private List<Path> list() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            List<Path> all = new ArrayList<>();
            found.forEach(all::add);
            return all;
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        } catch (NoSuchFileException nothingThere) {
            return List.of();
        }
    }

    private static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        FaultPoint.hit("daemon.deleted");
    }

    /** Who starts it has this one locked. */
    Path starting() {
        return directory.resolve("start");
    }

    /** The daemon has this one locked for as long as it lives; its process id is in it. */
    Path pid() {
        return directory.resolve("pid");
    }

    /** How it has ended, in its own words, see {@link Ending}. */
    Path ending() {
        return directory.resolve("end");
    }

    Path log() {
        return directory.resolve("log");
    }

    Path socket() {
        return directory.resolve("socket");
    }

    /** By which it reports to who starts it. */
    Path report() {
        return directory.resolve("report");
    }

    /** What its JVM is told. */
    Path arguments() {
        return directory.resolve("arguments");
    }

    /** What it runs. */
    Path body() {
        return directory.resolve("body");
    }

    /** How it is started, see {@link Settings}. */
    Path settings() {
        return directory.resolve("settings");
    }

    /** What its JVM leaves if it crashes. */
    Path crash() {
        return directory.resolve("hs_err.log");
    }
}
