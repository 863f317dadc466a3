package dev.procession.internal.launch;

import java.io.IOException;
import java.io.RandomAccessFile;

/** How much memory a process has in use, by {@code proc_pid_statm(5)}. */
public final class ResidentSize {

    private static final int PAGE = 4096;
    private static final int LONGEST = 128;

    private ResidentSize() {}

    /**
     * Returns the resident size of a process: what it shares with others included.
     *
     * @param pid of the process
     * @return bytes; 0 if the process has ended, or where the system does not tell
     */
    public static long of(long pid) {
        byte[] text = new byte[LONGEST];
        try (RandomAccessFile statm = new RandomAccessFile("/proc/" + pid + "/statm", "r")) {
            int length = Math.max(0, statm.read(text));
            int at = 0;
            while (at < length && text[at] != ' ') {
                at++;
            }
            long pages = 0;
            for (at++; at < length && text[at] != ' '; at++) {
                pages = 10 * pages + text[at] - '0';
            }
            return pages * PAGE;
        } catch (IOException ended) {
            return 0;
        }
    }
}
