package dev.procession.manager;

/** Threads that call managed objects. */
final class Callers {

    private Callers() {}

    /** Tells whether one waits for an answer: asleep, or in the kernel for all who wait. */
    static boolean isWaiting(Thread thread) {
        if (thread.getState() == Thread.State.TIMED_WAITING) {
            return true;
        }
        for (StackTraceElement each : thread.getStackTrace()) {
            if (each.getMethodName().equals("epollWait") || each.getMethodName().equals("select")) {
                return true;
            }
        }
        return false;
    }
}
