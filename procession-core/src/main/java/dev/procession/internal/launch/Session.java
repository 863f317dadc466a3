package dev.procession.internal.launch;

import dev.procession.internal.util.ProcessStart;
import dev.procession.internal.util.RandomBytes;
import dev.procession.internal.util.Shortage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A root JVM and all its descendants, and the one directory (mode 0700) that they share.
 *
 * <p>The directory lies in memory where the machine has such a place ({@code /dev/shm}), otherwise
 * in {@code java.io.tmpdir}, or where {@code -Dprocession.directory} says. Its root holds a lock on
 * the file {@code lock} in it, which the kernel drops whatever way the root dies; each new session
 * removes the directories of the same user whose lock nobody holds and whose root is no more.
 */
public final class Session {

    static final String PREFIX = "procession-";
    static final String LOCK = "lock";

    /** Founding a session takes milliseconds; past this it was interrupted for good. */
    private static final Duration FOUNDING = Duration.ofMinutes(10);

    /** A socket's path may have 107 bytes; the longest name of ours takes 30. */
    private static final int MAX_DIRECTORY_LENGTH = 76;

    /** With a number and a suffix after it a name keeps to the 30 bytes above. */
    private static final int MAX_STEM_LENGTH = 18;

    /** Ends the name of a file that says which other stem the files below a process have. */
    private static final String OTHER_STEM = ".stem";

    private static @Nullable Session current;

    /** How often a directory is emptied that others still make files in. */
    private static final int MOST_TRIES = 100;

    private final Path directory;
    private final @Nullable FileChannel lock;
    private final AtomicLong names = new AtomicLong();

    /** What the names of this process's files begin with. */
    private final String stem;

    private Session(Path directory, @Nullable FileChannel lock, String stem) {
        this.directory = directory;
        this.lock = lock;
        this.stem = stem;
    }

    /** Returns the session of this JVM, founding one if it is a root that has none. */
    public static synchronized Session current() {
        if (current == null) {
            try {
                current = found(base());
            } catch (IOException failure) {
                throw new UncheckedIOException(
                        "no session directory could be made below "
                                + base()
                                + "; name a writable one by -Dprocession.directory=…",
                        failure);
            }
        }
        return current;
    }

    /**
     * Makes this JVM a member of its parent's session; its path is what the parent gave it.
     *
     * @throws IOException if the session is gone
     */
    static synchronized void join(String directory, String path) throws IOException {
        String own = new File(path).getName();
        String stem = own.length() <= MAX_STEM_LENGTH ? own : otherStem(path);
        current = new Session(Path.of(directory), null, stem);
    }

    /**
     * Very deep down the name of the family would make the path of a socket too long. Then the
     * files of a process begin otherwise, and one of the family's name says how, so that whoever
     * deletes those of the family finds them. A pid would not do as a beginning: another process
     * may have it before the files of the first are deleted.
     */
    private static String otherStem(String path) throws IOException {
        byte[] random = new byte[Integer.BYTES];
        RandomBytes.fill(random);
        // No pid begins with a letter, so no root and none below it has such a stem.
        String stem = "x" + Integer.toHexString(ByteBuffer.wrap(random).getInt());
        File note = new File(path + "-" + stem + OTHER_STEM);
        if (!note.createNewFile()) {
            throw new IOException("somebody else has taken the name of a fresh file: " + note);
        }
        return stem;
    }

    /**
     * Makes this JVM a guest of a session that it does not belong to: it can ask its processes, and
     * leaves nothing there. Only a JVM that has no session of its own can be one.
     *
     * @param directory the session's
     * @throws IllegalStateException if this JVM has another session
     */
    public static synchronized void visit(Path directory) {
        if (current != null && !current.directory.equals(directory)) {
            throw new IllegalStateException(
                    "this JVM has a session of its own and can be no guest of another: own="
                            + current.directory
                            + ", other="
                            + directory);
        }
        if (current == null) {
            current = new Session(directory, null, "guest" + ProcessHandle.current().pid());
        }
    }

    /**
     * Returns a path in the session's directory that nobody else is given. It begins so that {@link
     * #deleteBelow} finds it, of the path that this process was given.
     */
    public Path newPath() {
        return directory.resolve(stem + "-" + names.incrementAndGet());
    }

    /** Returns a path that this process's children can tell from their own. */
    public Path pathForChildren(String name) {
        return directory.resolve(stem + "-" + name);
    }

    /**
     * Deletes what a process that was killed, and all below it, left in the session's directory.
     *
     * @return whether there is memory that it may have left, see {@link LeftMemory}
     */
    static boolean deleteBelow(Path path) {
        boolean isMemoryThere = false;
        String beginning = path.getFileName() + "-";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path.resolveSibling("."))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                isMemoryThere |= LeftMemory.isName(name);
                if (name.startsWith(beginning)) {
                    // First, so that this ends whatever name somebody has given a file.
                    Files.deleteIfExists(file);
                    deleteBelowOther(path, name);
                }
            }
        } catch (IOException | DirectoryIteratorException sessionIsGone) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "deleting below " + path, sessionIsGone);
        }
        return isMemoryThere;
    }

    private static void deleteBelowOther(Path path, String note) {
        if (note.endsWith(OTHER_STEM)) {
            int begin = note.lastIndexOf('-') + 1;
            int end = note.length() - OTHER_STEM.length();
            deleteBelow(path.resolveSibling(note.substring(begin, end)));
        }
    }

    Path directory() {
        return directory;
    }

    /** Returns the path of something that all processes of the session find by its name. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /**
     * Returns a directory of mode 0700 that all sessions of this user have in common, and makes it
     * if it is not there. It is never removed.
     *
     * @param what it is for, part of its name
     * @throws IOException if it cannot be made, or somebody else has taken its name
     */
    public Path common(String what) throws IOException {
        return PrivateDirectory.common(directory.resolveSibling("."), what);
    }

    /** Tells whether this process has founded it. */
    public boolean isRoot() {
        return lock != null;
    }

    /** Returns the pid of the process that has founded it. */
    public long rootPid() {
        String name = directory.getFileName().toString().substring(PREFIX.length());
        return Long.parseLong(name.substring(0, name.indexOf('-')));
    }

    /** Tells whether no other process of this session was told so, for what all would say. */
    boolean isFirstToSay(String what) {
        try {
            Files.createFile(directory.resolve(what));
            return true;
        } catch (IOException saidOrGone) {
            return false;
        }
    }

    /** Says why something could not be done if it is because of this. */
    void requireDirectory(IOException failure) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(
                    "the session's directory was removed while this JVM ran: directory="
                            + directory
                            + "; have whatever cleans up there spare it, or name another place by"
                            + " -Dprocession.directory=...",
                    failure);
        }
    }

    private static Path base() {
        return bases().getFirst();
    }

    /** Returns the place that this JVM was told to use; null if it was told of none. */
    static @Nullable String asked() {
        return System.getProperty("procession.directory");
    }

    /** Returns where sessions may be, the place for one of this JVM first. */
    static List<Path> bases() {
        String asked = asked();
        if (asked != null) {
            return List.of(Path.of(asked).toAbsolutePath());
        }
        List<Path> all = new ArrayList<>();
        Path memory = Path.of("/dev/shm");
        if (Files.isDirectory(memory) && Files.isWritable(memory)) {
            all.add(memory);
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        if (temporary.toString().length() + 30 <= MAX_DIRECTORY_LENGTH) {
            all.add(temporary);
        }
        Path last = Path.of("/tmp");
        if (!all.contains(last)) {
            all.add(last);
        }
        return all;
    }

    private static Session found(Path base) throws IOException {
        byte[] random = new byte[6];
        RandomBytes.fill(random);
        String name = ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(random);
        // Locked before it gets the name by which sweepers find it.
        Path unnamed = PrivateDirectory.create(base.resolve("." + PREFIX + name));
        FileChannel lock;
        try {
            sweep(base, Files.getOwner(unnamed));
            lock = lock(unnamed.resolve(LOCK));
        } catch (IOException refused) {
            deleteFlat(unnamed);
            throw Shortage.explained(refused);
        }
        Path directory = base.resolve(PREFIX + name);
        Files.move(unnamed, directory, StandardCopyOption.ATOMIC_MOVE);
        Session session =
                new Session(directory, lock, Long.toString(ProcessHandle.current().pid()));
        Children.onShutdown(session::delete);
        return session;
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel lock =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("the lock of a fresh session directory is held: " + path);
            }
            return lock;
        } catch (IOException refused) {
            lock.close();
            throw new IOException("a file there could not be locked: " + path, refused);
        }
    }

    /** Removes what sessions of this user left behind whose root was killed. */
    private static void sweep(Path base, UserPrincipal self) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(base, "{,.}" + PREFIX + "*")) {
            for (Path other : found) {
                if (isOurs(other, self) && isLeftBehind(other)) {
                    deleteFlat(other);
                }
            }
        }
    }

    private static boolean isOurs(Path directory, UserPrincipal self) {
        try {
            return PrivateDirectory.isOurs(directory, self);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    /** One without its name yet may be of a session that is just being founded. */
    private static boolean isLeftBehind(Path directory) {
        Path lock = directory.resolve(LOCK);
        if (directory.getFileName().toString().startsWith(PREFIX)) {
            return isAbandoned(lock) && !isRootThere(directory, lock);
        }
        return isOld(directory) && (!Files.exists(lock) || isAbandoned(lock));
    }

    /**
     * A root that lives may have lost its lock: a process does with the first channel of the file
     * that it closes (see {@code fcntl(2)}, "Advisory record locking"), and so by no more than
     * reading all files that are there.
     */
    private static boolean isRootThere(Path directory, Path lock) {
        Matcher name =
                Pattern.compile(PREFIX + "(\\d{1,18})-[0-9a-f]+")
                        .matcher(directory.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        long pid = Long.parseLong(name.group(1));
        // Of this process there is none yet: it is one of another container.
        return pid != ProcessHandle.current().pid()
                && !ProcessStart.hasEnded(pid, ProcessStart.of(pid))
                && beganBefore(pid, lock);
    }

    /** A process that has the pid now has not made the directory if it began after that. */
    private static boolean beganBefore(long pid, Path lock) {
        try {
            Instant made = Files.getLastModifiedTime(lock).toInstant();
            return ProcessHandle.of(pid)
                    .flatMap(each -> each.info().startInstant())
                    .filter(began -> began.isBefore(made))
                    .isPresent();
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    private static boolean isOld(Path directory) {
        try {
            Instant changed = Files.getLastModifiedTime(directory).toInstant();
            return changed.isBefore(Instant.now().minus(FOUNDING));
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    /** Not to be asked of this JVM's own session, whose lock would be lost by the look. */
    static boolean isAbandoned(Path lock) {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (IOException | OverlappingFileLockException notOursToRemove) {
            return false;
        }
    }

    private void delete() {
        deleteFlat(directory);
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "closing the session lock", failure);
        }
    }

    /**
     * Deletes a directory without subdirectories; what cannot be deleted is left to a later sweep.
     *
     * <p>A pool that was opened last of all may be making its files at the same moment, by a
     * command even: then there is something again when all was deleted. Once the directory is gone,
     * nothing can be made in it.
     */
    private static void deleteFlat(Path directory) {
        boolean isGone = false;
        for (int tries = 0; !isGone && tries < MOST_TRIES; tries++) {
            isGone = isDeleted(directory);
        }
    }

    /** Returns {@code false} if something was made there meanwhile. */
    private static boolean isDeleted(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException madeMeanwhile) {
            return false;
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "deleting " + directory, failure);
        }
        return true;
    }
}
