package dev.procession.sync;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Threads, perhaps of different processes, each of which has a lock that the one before it waits
 * for, and the first one that of the last.
 *
 * {@snippet :
 * for (Deadlock deadlock : Deadlocks.find()) {
 *     System.err.println(deadlock);
 *     deadlock.end(deadlock.waits().getFirst());
 * }
 * }
 *
 * @see Deadlocks
 * @since 0.1
 */
public final class Deadlock {

    private final List<LockReport.Wait> told;
    private final List<Wait> waits;

    Deadlock(List<LockReport.Wait> told, List<Wait> waits) {
        this.told = List.copyOf(told);
        this.waits = List.copyOf(waits);
    }

    /**
     * One thread of the circle, and the lock it waits for, which the next one has.
     *
     * @param pid the process
     * @param process its name
     * @param threadId the thread there
     * @param thread its name
     * @param lock the name of the lock
     * @param since when the wait began
     * @param stack where it waits, the innermost frame first
     */
    public record Wait(
            long pid,
            String process,
            long threadId,
            String thread,
            String lock,
            Instant since,
            List<String> stack) {

        /** Copies the frames. */
        public Wait {
            stack = List.copyOf(stack);
        }
    }

    /**
     * Returns who waits for whom.
     *
     * @return each wait; the next one has its lock, and the first one that of the last
     */
    public List<Wait> waits() {
        return waits;
    }

    /**
     * Ends it: a thread's wait for the lock ends with a {@link dev.procession.DeadlockException}
     * that holds this report, so that it can give back what it has.
     *
     * @param victim one of {@link #waits}
     * @return whether the thread still waited for that lock, and was told
     * @throws IllegalArgumentException if it is none of them
     * @throws IOException if its process cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean end(Wait victim) throws IOException, InterruptedException {
        int index = waits.indexOf(victim);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "the victim must be one of the threads of this deadlock: victim=" + victim);
        }
        return LockQuestions.refuse(told.get(index), "chosen to break a deadlock\n" + this);
    }

    /**
     * Returns the report: each thread, its lock, who has that, and its stack.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("deadlock of " + waits.size() + " threads:");
        for (int i = 0; i < waits.size(); i++) {
            Wait wait = waits.get(i);
            Wait owner = waits.get((i + 1) % waits.size());
            text.append("\n  ").append(describe(wait));
            text.append("\n    waits for the lock ").append(wait.lock());
            text.append(" since ").append(wait.since());
            text.append("\n    which ").append(describe(owner)).append(" has");
            wait.stack().forEach(frame -> text.append("\n      at ").append(frame));
        }
        return text.toString();
    }

    private static String describe(Wait wait) {
        return "pid "
                + wait.pid()
                + " ("
                + wait.process()
                + "), thread "
                + wait.threadId()
                + " \""
                + wait.thread()
                + "\"";
    }
}
