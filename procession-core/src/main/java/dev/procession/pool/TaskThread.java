package dev.procession.pool;

import dev.procession.internal.channel.ControlClient;

/**
 * Guards that an interruption meets the task it is meant for, and no later one.
 *
 * <p>Without a lock on the tasks' way: who interrupts says so first and then looks which task runs;
 * a task that ends says so first and then looks whether somebody is about to interrupt it.
 */
final class TaskThread implements ControlClient.Tasks {

    private static final int NONE = -1;

    private final Thread thread = Thread.currentThread();
    private volatile int sequence = NONE;
    private volatile boolean interrupting;

    /** By the tasks' thread. */
    void begin(int number) {
        sequence = number;
    }

    /** By the tasks' thread. */
    void end() {
        sequence = NONE;
        while (interrupting) {
            Thread.onSpinWait();
        }
        // The flag belongs to the task that has ended.
        Thread.interrupted();
    }

    /** Interrupts the task of that number, if it runs. */
    @Override
    public synchronized void interrupt(int number) {
        interrupting = true;
        try {
            if (sequence == number) {
                thread.interrupt();
            }
        } finally {
            interrupting = false;
        }
    }

    /** Returns where the task of that number is; empty if it does not run. */
    @Override
    public StackTraceElement[] stack(int number) {
        StackTraceElement[] frames = thread.getStackTrace();
        return sequence == number ? frames : new StackTraceElement[0];
    }
}
