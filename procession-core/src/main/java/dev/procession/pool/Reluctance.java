package dev.procession.pool;

/**
 * For how long a worker has had tasks and begun none, as one does that was stopped while it was
 * idle: no time limit would ever strike it, since limits count from the beginning of a task.
 *
 * <p>Only the time between looks counts, so that a pause of this process is no fault of a worker.
 * Used by the watch alone.
 */
final class Reluctance {

    private long nanos;
    private long doneBefore = -1;

    /**
     * Looks at the worker.
     *
     * @param ran for how long its task has run; negative if none runs
     * @param sinceLook how much time counts since the last look
     * @return for how long it has been reluctant
     */
    long look(Worker worker, long ran, long sinceLook) {
        long done = worker.tasksDone();
        boolean isReluctant =
                ran < 0
                        && worker.load() > 0
                        && done == doneBefore
                        && worker.isUp()
                        && !worker.isInitializing()
                        && !worker.isRetiring()
                        && !worker.receiver().hasNews();
        nanos = isReluctant ? nanos + sinceLook : 0;
        doneBefore = done;
        return nanos;
    }
}
