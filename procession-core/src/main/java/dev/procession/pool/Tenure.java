package dev.procession.pool;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How a worker's service begins and ends in good order, and what it has done meanwhile: it may
 * stand by until another one leaves; when it is relieved it works off what it has begun, and
 * leaves.
 */
final class Tenure {

    private final long since = System.nanoTime();
    private final int mostTasks;
    private final AtomicLong tasksDone = new AtomicLong();
    private volatile boolean isStandby;
    private volatile boolean isWornOut;
    private volatile boolean isRelieved;
    private volatile boolean isSuccessionPlanned;
    private volatile @Nullable Worker successor;

    /** Under the worker's lock. */
    private boolean hasLeft;

    // Of the thread that looks for idle workers alone.
    private long tasksDoneThen;
    private long idleSince = since;

    /**
     * Begins.
     *
     * @param mostTasks how many tasks it may run
     */
    Tenure(int mostTasks) {
        this.mostTasks = mostTasks;
    }

    /** Counts tasks that have run; under the worker's lock. */
    void served(int tasks) {
        tasksDone.setRelease(tasksDone.getPlain() + tasks);
    }

    long tasksDone() {
        return tasksDone.get();
    }

    /** How many more tasks it may run. */
    int tasksLeft() {
        return mostTasks == Integer.MAX_VALUE
                ? Integer.MAX_VALUE
                : (int) Math.max(0, mostTasks - tasksDone());
    }

    long ageNanos() {
        return System.nanoTime() - since;
    }

    /** Has it come up and wait. */
    void standBy() {
        isStandby = true;
    }

    /** Has it take tasks. */
    void takeOver() {
        isStandby = false;
    }

    boolean isStandby() {
        return isStandby;
    }

    /** Says that it is to be replaced as soon as there is another. */
    void wearOut() {
        isWornOut = true;
    }

    boolean isWornOut() {
        return isWornOut;
    }

    /** Says whether another worker is started, or is to be, to take its place. */
    void planSuccession(boolean isPlanned) {
        isSuccessionPlanned = isPlanned;
        if (!isPlanned) {
            successor = null;
        }
    }

    boolean isSuccessionPlanned() {
        return isSuccessionPlanned;
    }

    void succeededBy(Worker worker) {
        successor = worker;
    }

    @Nullable Worker successor() {
        return successor;
    }

    /** Has it get no further tasks. */
    void relieve() {
        isRelieved = true;
    }

    boolean isRelieved() {
        return isRelieved;
    }

    /** Tells, once, that it is to leave now; under the worker's lock. */
    boolean leaves() {
        boolean leaves = isRelieved && !hasLeft;
        hasLeft |= leaves;
        return leaves;
    }

    /** Tells whether what it does now is its last; under the worker's lock. */
    boolean hasLeft() {
        return hasLeft;
    }

    /** For how long it has had nothing to do, as far as looks like this one can tell. */
    long idleNanos(Worker worker) {
        long now = System.nanoTime();
        long done = tasksDone();
        if (worker.load() > 0 || done != tasksDoneThen) {
            tasksDoneThen = done;
            idleSince = now;
        }
        return now - idleSince;
    }
}
