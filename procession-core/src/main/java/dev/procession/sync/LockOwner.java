package dev.procession.sync;

import java.io.Serializable;
import java.time.Instant;

/**
 * Who had a lock at the moment of asking.
 *
 * @param pid the process; 0 if it has ended and another one has taken its place in the session
 * @param process its name, such as {@code MainProcess} or {@code render-2}
 * @param threadId the thread there, as {@link Thread#threadId}
 * @param since since when it has been seen to have it: by the first who had to wait for it, or
 *     asked
 * @since 0.1
 */
public record LockOwner(long pid, String process, long threadId, Instant since)
        implements Serializable {

    /**
     * Returns it in words.
     *
     * @return such as {@code pid 4711 (render-2), thread 31, seen since 2026-01-31T10:15:30.123Z}
     */
    @Override
    public String toString() {
        String who = pid == 0 ? "a process that has ended" : "pid " + pid + " (" + process + ")";
        return who + ", thread " + threadId + ", seen since " + since;
    }
}
