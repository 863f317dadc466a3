package dev.procession.pool;

import dev.procession.internal.channel.ControlClient;

/** Guards that an interruption meets the task it is meant for, and no later one. */
final class TaskThread implements ControlClient.Tasks {

    private static final int NONE = -1;

    private final Thread thread = Thread.currentThread();
    private int sequence = NONE;

    synchronized void begin(int number) {
        sequence = number;
    }

    synchronized void end() {
        sequence = NONE;
        // The flag belongs to the task that has ended.
        Thread.interrupted();
    }

    /** Interrupts the task of that number, if it runs. */
    @Override
    public synchronized void interrupt(int number) {
        if (sequence == number) {
            thread.interrupt();
        }
    }

    /** Returns where the task of that number is; empty if it does not run. */
    @Override
    public StackTraceElement[] stack(int number) {
        StackTraceElement[] frames = thread.getStackTrace();
        synchronized (this) {
            return sequence == number ? frames : new StackTraceElement[0];
        }
    }
}
