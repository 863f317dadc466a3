package dev.procession.pool;

import dev.procession.internal.launch.ResidentSize;
import dev.procession.internal.util.Times;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Workers that leave in good order: because there are more of them than there is work for, because
 * they have served long enough, or because the pool ends.
 */
final class Turnover {

    /** How often in the time after which an idle worker leaves it is looked for such. */
    private static final int LOOKS = 4;

    private static final long LEAST_PAUSE_MILLIS = 10;

    /** How long before the end of a worker's service the next one is started. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long MEMORY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Engine engine;
    private final int least;
    private final long idleNanos;
    private final Recycling recycling;
    private final @Nullable FunctionRef finalizer;
    private final Set<Finalization> finalizations = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isLooking = new AtomicBoolean();

    /** Of the watch's thread alone. */
    private long memorySeen = System.nanoTime();

    Turnover(Engine engine, @Nullable FunctionRef finalizer) {
        this.engine = engine;
        this.least = engine.options().leastWorkers();
        this.idleNanos = Times.nanos(engine.options().idleTimeout());
        this.recycling = engine.options().recycling();
        this.finalizer = finalizer;
    }

    // ---- idle workers ------------------------------------------------------------------------

    /** Says that a worker more is on its way. */
    void hasGrown(int planned) {
        if (planned > least && isLooking.compareAndSet(false, true)) {
            lookLater();
        }
    }

    private void lookLater() {
        long pause = TimeUnit.NANOSECONDS.toMillis(idleNanos / LOOKS);
        engine.crew().later(this::look, Math.max(LEAST_PAUSE_MILLIS, pause));
    }

    private void look() {
        isLooking.set(false);
        int staying = 0;
        for (Worker worker : engine.workers()) {
            staying += isStaying(worker) ? 1 : 0;
        }
        for (Worker worker : engine.workers()) {
            boolean isIdle = worker.isUp() && worker.tenure().idleNanos(worker) >= idleNanos;
            if (isIdle && staying > least && isStaying(worker)) {
                relieve(worker);
                staying--;
            }
        }
        hasGrown(engine.crew().planned());
    }

    private static boolean isStaying(Worker worker) {
        return !worker.tenure().isRelieved() && !worker.tenure().isStandby();
    }

    // ---- workers that have served ------------------------------------------------------------

    Tenure newTenure() {
        return new Tenure(recycling.tasks());
    }

    /**
     * Has a successor started in time for a worker whose tasks are counted; perhaps under a lock.
     */
    void prepare(Worker worker) {
        Tenure tenure = worker.tenure();
        int left = tenure.tasksLeft();
        if (left != Integer.MAX_VALUE
                && isStaying(worker)
                && worker.load() > 0
                && !tenure.isSuccessionPlanned()
                && left * worker.window().nanosUntilDone(0) <= LEAD_NANOS) {
            engine.crew().succeed(worker);
        }
    }

    /** Looks for workers that have served; called by the watch now and then. */
    void recycle() {
        if (recycling.isNever()) {
            return;
        }
        boolean seesMemory =
                recycling.memoryBytes() != Long.MAX_VALUE
                        && System.nanoTime() - memorySeen > MEMORY_PAUSE_NANOS;
        memorySeen = seesMemory ? System.nanoTime() : memorySeen;
        for (Worker worker : engine.workers()) {
            if (isStaying(worker) && worker.isUp()) {
                recycle(worker, seesMemory);
            }
        }
    }

    private void recycle(Worker worker, boolean seesMemory) {
        Tenure tenure = worker.tenure();
        boolean isDue =
                tenure.ageNanos() > recycling.ageNanos()
                        || (seesMemory && ResidentSize.of(worker.pid()) > recycling.memoryBytes());
        if (isDue && !tenure.isSuccessionPlanned()) {
            tenure.wearOut();
            engine.crew().succeed(worker);
        }
        Worker successor = tenure.successor();
        if (tenure.isWornOut() && successor != null && successor.isReady()) {
            relieve(worker);
        }
    }

    // ---- leaving -----------------------------------------------------------------------------

    /**
     * Has a worker leave once it has done what it has begun; the rest of its tasks go elsewhere.
     */
    void relieve(Worker worker) {
        worker.tenure().relieve();
        engine.dispatcher().queueAgain(worker.sender().recall());
        mayLeave(worker);
    }

    /** Has a worker go that has no task and gets none. */
    void mayLeave(Worker worker) {
        if (worker.tenure().tasksLeft() == 0) {
            worker.tenure().relieve();
        }
        if (!worker.leaves()) {
            return;
        }
        engine.crew().hasLeft(worker);
        Finalization last = finalization(worker);
        if (last == null) {
            engine.stopper().dismiss(worker);
        } else {
            long limit = engine.options().process().startTimeout().toMillis();
            engine.crew().later(last::killLate, limit);
        }
    }

    /** Has a worker do the last it does, if there is anything. */
    private @Nullable Finalization finalization(Worker worker) {
        if (finalizer == null) {
            return null;
        }
        Finalization last = new Finalization(engine, worker, finalizer);
        // Somebody must take its result although nobody may wait for anything.
        engine.harvest().addUnattended();
        finalizations.add(last);
        if (!worker.sender().stageLast(last, finalizer.encoded())) {
            finalizations.remove(last);
            engine.harvest().removeUnattended();
            return null;
        }
        engine.harvest().attend();
        return last;
    }

    void hasEnded(Finalization last) {
        finalizations.remove(last);
    }

    /** Has nobody wait any more for what workers do last. */
    void stop() {
        finalizations.forEach(Finalization::release);
    }

    /** Has all workers do the last they do, at the end of the pool; returns when they have. */
    void end() throws InterruptedException {
        if (finalizer == null || engine.lifeCycle().isStopped()) {
            return;
        }
        long limit = Times.nanos(engine.options().process().startTimeout());
        long start = System.nanoTime();
        for (Worker worker : engine.workers()) {
            worker.tenure().relieve();
            if (worker.leaves()) {
                finalization(worker);
            }
        }
        for (Finalization last : finalizations) {
            last.await(limit - (System.nanoTime() - start));
        }
    }
}
