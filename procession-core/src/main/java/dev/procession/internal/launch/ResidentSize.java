package dev.procession.internal.launch;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/**
 * How much memory a process has in use, by {@code proc_pid_status(5)}: what it wrote itself, in
 * anonymous and in shared memory. Pages of files, such as those of the JDK, of jars and of the
 * cache of start-up, are not counted: all processes share them, and the kernel takes them back.
 *
 * <p>The file stays open, which makes a look cost a few microseconds and ties it to this process:
 * it never tells of another one with the same number. Thread-safe.
 */
public final class ResidentSize implements Closeable {

    private static final byte[] ANONYMOUS = "\nRssAnon:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SHARED = "\nRssShmem:".getBytes(StandardCharsets.US_ASCII);
    private static final String OWN_STATUS = "/proc/self/status";

    /** Most of it is the list of the user's groups, should there be hundreds of them. */
    private static final int LONGEST = 16 << 10;

    private final RandomAccessFile status;
    private final byte[] text = new byte[LONGEST];
    private boolean isClosed;

    private ResidentSize(RandomAccessFile status) {
        this.status = status;
    }

    /**
     * Opens what tells of a process.
     *
     * @param pid of the process, which has not been reaped
     * @return the size, to be looked at until it is closed
     * @throws IOException if it cannot be opened
     */
    public static ResidentSize open(long pid) throws IOException {
        return open("/proc/" + pid + "/status");
    }

    private static ResidentSize open(String path) throws FileNotFoundException {
        return new ResidentSize(new RandomAccessFile(path, "r"));
    }

    /** Tells whether the system tells of processes. */
    public static boolean isTold() {
        return isTold(OWN_STATUS);
    }

    static boolean isTold(String ownStatus) {
        try (ResidentSize own = open(ownStatus)) {
            return own.bytes() > 0;
        } catch (IOException noSuchFile) {
            return false;
        }
    }

    /**
     * Looks once at a process.
     *
     * @param pid of the process
     * @return bytes; 0 if the process has ended, or where the system does not tell
     */
    public static long of(long pid) {
        try (ResidentSize size = open(pid)) {
            return size.bytes();
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Returns the bytes; 0 if the process has ended, or this was closed. */
    public synchronized long bytes() {
        if (isClosed) {
            return 0;
        }
        try {
            status.seek(0);
            int length = Math.max(0, status.read(text));
            return (kilobytes(ANONYMOUS, length) + kilobytes(SHARED, length)) << 10;
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Returns the number on a line; 0 if there is no such line: a dead process has none. */
    private long kilobytes(byte[] key, int length) {
        int at = after(key, length);
        long number = 0;
        while (at < length && text[at] != 'k' && text[at] != '\n') {
            boolean isDigit = text[at] >= '0' && text[at] <= '9';
            number = isDigit ? 10 * number + text[at] - '0' : number;
            at++;
        }
        return number;
    }

    private int after(byte[] key, int length) {
        for (int at = 0; at + key.length <= length; at++) {
            int matched = 0;
            while (matched < key.length && text[at + matched] == key[matched]) {
                matched++;
            }
            if (matched == key.length) {
                return at + matched;
            }
        }
        return length;
    }

    /** Closes the file; never while somebody looks, who would look into another file. */
    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        status.close();
    }
}
