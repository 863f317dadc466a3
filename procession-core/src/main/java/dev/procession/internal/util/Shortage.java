package dev.procession.internal.util;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Says what the system has run out of, how much of it there may be, and what to do about it. */
public final class Shortage {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern FILES = Pattern.compile("Too many open files|error[=:] ?24\\b");
    private static final Pattern THREADS =
            Pattern.compile("unable to create native thread|error[=:] ?11\\b");
    private static final Pattern ROOM =
            Pattern.compile(
                    "No space left|File too large|Disk quota exceeded|error[=:] ?(27|28|122)\\b");

    private Shortage() {}

    /** A failure that was explained. */
    private static final class Explained extends IOException {
        private static final long serialVersionUID = 1;

        Explained(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Starts a thread.
     *
     * @param thread the thread
     * @throws IOException if the system has none for us; the JDK has an {@code OutOfMemoryError}
     *     for this, which few expect and which passes all handlers of an orderly failure
     */
    public static void start(Thread thread) throws IOException {
        start(thread.getName(), thread::start);
    }

    /**
     * Starts a thread by something that owns it.
     *
     * @param name the thread's
     * @param starting starts it
     * @throws IOException if the system has none for us
     */
    public static void start(String name, Runnable starting) throws IOException {
        try {
            starting.run();
        } catch (OutOfMemoryError noneLeft) {
            String what = "the thread " + name + " could not be started (EAGAIN)";
            throw new Explained(what + remedy(noneLeft.toString()), noneLeft);
        }
    }

    /**
     * Returns a failure that names the limit and the remedy, if there is one.
     *
     * @param failure perhaps for want of descriptors, threads or room
     * @return the same failure if it is for another reason
     */
    public static IOException explained(IOException failure) {
        String described = describe(failure);
        boolean isNew = !described.equals(text(failure));
        return isNew ? new Explained(described, failure) : failure;
    }

    /**
     * Returns the message of a failure, or its class if it has none, with the limit and the remedy
     * if there is one.
     *
     * @param failure perhaps for want of descriptors, threads or room
     * @return what to tell
     */
    public static String describe(Throwable failure) {
        String text = text(failure);
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof Explained) {
                return text;
            }
            String remedy = remedy(each.toString());
            if (!remedy.isEmpty()) {
                return text.contains(remedy) ? text : text + remedy;
            }
        }
        return text;
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        boolean isOnlyAPath =
                failure instanceof FileSystemException file && file.getReason() == null;
        return message == null || isOnlyAPath ? failure.toString() : message;
    }

    private static String remedy(String message) {
        if (FILES.matcher(message).find()) {
            return "; the limit of open files of this process is reached: limit="
                    + limit("Max open files")
                    + "; raise it by ulimit -n";
        }
        if (THREADS.matcher(message).find()) {
            return "; the limit of this user's threads and processes, or that of a cgroup, is"
                    + " reached: limit="
                    + limit("Max processes")
                    + "; raise ulimit -u, or pids.max of the cgroup";
        }
        if (ROOM.matcher(message).find()) {
            return "; the file system of the session's directory is full, or a quota or limit of it is"
                    + " reached: make room there, or name another one by"
                    + " -Dprocession.directory=...";
        }
        return "";
    }

    private static String limit(String name) {
        return Reserve.spend(() -> read(name));
    }

    private static String read(String name) {
        try {
            for (String line : Files.readAllLines(LIMITS, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(name)) {
                    String values = line.substring(name.length()).strip();
                    return values.substring(0, Math.max(0, values.indexOf(' ')));
                }
            }
            return "unknown";
        } catch (IOException notLinux) {
            return "unknown";
        }
    }
}
