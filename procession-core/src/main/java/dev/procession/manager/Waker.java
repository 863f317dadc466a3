package dev.procession.manager;

import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes virtual threads, several by one call of the kernel. To wake each from a platform thread
 * takes two: its carrier is waked, runs it alone, and goes to sleep before the next is ready. So
 * one virtual thread is waked instead, and wakes the others when it is on their carrier already.
 */
final class Waker {

    private final Queue<Thread> sleepers = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private boolean isStarted;
    private volatile boolean hasEnded;

    /** Takes a thread down that is to be waked; for one thread at a time, as is {@link #wake}. */
    void add(Thread sleeper) {
        sleepers.add(sleeper);
    }

    /** Wakes those taken down. */
    void wake() {
        Thread first = sleepers.poll();
        if (first != null && (sleepers.isEmpty() || !canRun())) {
            LockSupport.unpark(first);
            wakeAll();
        } else if (first != null) {
            sleepers.add(first);
            LockSupport.unpark(thread);
            wakeAllIfEnded();
        }
    }

    /** The thread may have looked for the last time before. */
    private void wakeAllIfEnded() {
        if (hasEnded) {
            wakeAll();
        }
    }

    private boolean canRun() {
        if (isStarted) {
            return !hasEnded;
        }
        try {
            Shortage.start(thread);
            isStarted = true;
        } catch (IOException noThread) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "waking one by one", noThread);
        }
        return isStarted;
    }

    private void run() {
        while (!hasEnded) {
            wakeAll();
            LockSupport.park(this);
        }
        wakeAll();
    }

    private void wakeAll() {
        for (Thread next = sleepers.poll(); next != null; next = sleepers.poll()) {
            LockSupport.unpark(next);
        }
    }

    /** Has the thread end; whoever waits is waked before. */
    void end() {
        hasEnded = true;
        LockSupport.unpark(thread);
    }
}
