package dev.procession.pool;

import dev.procession.MemoryLimitException;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.launch.ResidentSize;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The limit on the resident size of the workers of a pool. The watch looks at each worker that runs
 * something; one that is over the limit is killed at once, for whatever it is asked to do it may
 * take more memory before it does it.
 *
 * <p>The end of the task is settled with that of its worker, like any death: if its result arrived
 * first, or somebody else decided the task, that stands.
 */
final class ResidentLimit {

    /** How often a worker is looked at. */
    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Engine engine;
    private final long limit;

    /**
     * Creates it.
     *
     * @throws UnsupportedOperationException if there is a limit and the system tells no sizes
     */
    ResidentLimit(Engine engine) {
        this.engine = engine;
        this.limit = engine.options().maxResidentBytes().orElse(Long.MAX_VALUE);
        if (isSet() && !ResidentSize.isTold()) {
            throw new UnsupportedOperationException(
                    "[pool "
                            + engine.name()
                            + "] a limit on resident size needs Linux with /proc, which this system"
                            + " lacks; leave out PoolOptions.withMaxResidentSize, and limit the"
                            + " heap by withMaxHeap");
        }
    }

    boolean isSet() {
        return limit != Long.MAX_VALUE;
    }

    /**
     * Tells whether a worker has something to do; perhaps a task that nobody waits for any more.
     */
    boolean isNeeded() {
        if (isSet()) {
            for (Worker worker : engine.workers()) {
                if (worker.load() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What a task came to that went over the limit. */
    record Excess(Work work, long bytes) {}

    /** Looks at a worker that runs something, and kills it if it is over the limit. */
    void look(Worker worker) {
        Work running = worker.occupancy().running();
        boolean isInitializing = running == null && worker.isInitializing();
        if (worker.residentMemory().excess() != null || (running == null && !isInitializing)) {
            return;
        }
        long bytes = worker.residentMemory().bytes();
        if (bytes <= limit) {
            return;
        }
        if (running != null) {
            strike(worker, running, bytes);
        } else {
            kill(worker, "its initializer", bytes);
        }
    }

    private void strike(Worker worker, Work work, long bytes) {
        List<Work> waiting = worker.beginStop();
        // From now on nothing comes after what runs: a task that is not to blame cannot be hit.
        boolean isToBlame = worker.occupancy().running() == work;
        if (isToBlame) {
            worker.residentMemory().exceeded(new Excess(work, bytes));
        } else {
            worker.endStop();
        }
        engine.dispatcher().queueAgain(waiting);
        if (isToBlame) {
            kill(worker, work.describe(), bytes);
        }
    }

    private void kill(Worker worker, String who, long bytes) {
        ChildProcess child = worker.process();
        if (child != null) {
            child.killTree(who + " went over the limit on resident size: " + sizes(bytes));
        }
    }

    private String sizes(long bytes) {
        return "resident=" + bytes + " bytes, limit=" + limit + " bytes";
    }

    /** The end of a task whose worker was killed for it. */
    MemoryLimitException exception(Worker worker, Excess excess) {
        return new MemoryLimitException(
                "[pool "
                        + engine.name()
                        + "] "
                        + excess.work().describe()
                        + " went over the limit on resident size and was killed with its worker:"
                        + " worker="
                        + worker.name()
                        + ", pid="
                        + worker.pid()
                        + ", "
                        + sizes(excess.bytes())
                        + "; raise it by PoolOptions.withMaxResidentSize, or, if earlier tasks left"
                        + " that behind, have workers replaced by Recycling.withMaxMemory",
                null);
    }
}
