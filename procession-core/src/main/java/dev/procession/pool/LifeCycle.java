package dev.procession.pool;

import dev.procession.WorkerDiedException;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pool takes tasks, how many have no outcome, and how it ends: once it takes none and the
 * last has its outcome, its workers end, then its threads.
 */
final class LifeCycle {

    private enum State {
        RUNNING,
        SHUTDOWN,
        STOPPED
    }

    private final Engine engine;
    private final AtomicLong pending = new AtomicLong();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final List<Work> neverRan = new ArrayList<>();
    private volatile State state = State.RUNNING;
    private volatile @Nullable WorkerDiedException broken;
    private final Set<AsyncMap<?>> maps = ConcurrentHashMap.newKeySet();
    private boolean finishing;

    LifeCycle(Engine engine) {
        this.engine = engine;
    }

    /**
     * Counts tasks in, unless the pool was shut down. Whoever {@linkplain Work#decide decides} a
     * task counts it out by {@link #ended}.
     */
    boolean accepts(int tasks) {
        pending.addAndGet(tasks);
        if (state != State.RUNNING) {
            ended(tasks);
            return false;
        }
        return true;
    }

    /** As {@link #accepts}, for what belongs to something that was accepted and has not ended. */
    boolean acceptsMore(int tasks) {
        pending.addAndGet(tasks);
        if (state == State.STOPPED) {
            ended(tasks);
            return false;
        }
        return true;
    }

    /** Why a task is not accepted. */
    RejectedExecutionException refusal(String more) {
        return new RejectedExecutionException(
                "[pool " + engine.name() + "] no longer takes tasks: it was shut down" + more,
                broken);
    }

    /** Counts tasks out. */
    void ended(int tasks) {
        if (tasks > 0 && pending.addAndGet(-tasks) == 0 && state != State.RUNNING) {
            finish();
        }
    }

    /** How many tasks are on their way. */
    long unfinished() {
        return pending.get();
    }

    /** Tells whether no task is on its way. */
    boolean isQuiet() {
        return pending.get() == 0;
    }

    boolean isShutdown() {
        return state != State.RUNNING;
    }

    /** Tells whether nothing more may be handed to a worker. */
    boolean isStopped() {
        return state == State.STOPPED;
    }

    CountDownLatch terminated() {
        return terminated;
    }

    /** Why no worker could be started, if that ended the pool. */
    @Nullable WorkerDiedException broken() {
        return broken;
    }

    void shutdown() {
        synchronized (this) {
            if (state == State.RUNNING) {
                state = State.SHUTDOWN;
                // Somebody must harvest to the end, even if a stream of outcomes was forgotten.
                engine.harvest().addUnattended();
            }
        }
        engine.harvest().attend();
        finishIfDone();
    }

    /** Cancels everything; returns what never began. */
    List<Work> shutdownNow() {
        stop();
        Worker[] all = engine.workers();
        for (Worker worker : all) {
            // From here on it takes nothing: it looks at the state under its lock.
            worker.receiver().harvest();
            engine.dispatcher().backlog().putBack(worker.sender().recall());
        }
        engine.turnover().stop();
        engine.backoffs().end();
        cancelBacklog();
        for (Worker worker : all) {
            for (Work work : worker.occupancy().held()) {
                cancel(worker, work);
            }
        }
        maps.forEach(map -> map.stop(stopped(map.describe())));
        engine.completions().hurry(engine.options().stopGrace());
        finishIfDone();
        return takeNeverRan();
    }

    private synchronized void stop() {
        state = State.STOPPED;
    }

    private void cancel(Worker worker, Work work) {
        if (work.decide()) {
            long ran = worker.occupancy().runningNanos();
            if (ran >= 0) {
                work.began(ran);
            }
            engine.stopper().stop(worker, work);
            work.fail(stopped(work.describe()));
            ended(1);
        }
    }

    /** Fails everything: workers cannot be started. */
    void breakDown(WorkerDiedException cause) {
        broken = cause;
        stop();
        engine.backoffs().end();
        cancelBacklog();
        maps.forEach(map -> map.stop(cause));
        finishIfDone();
    }

    /** Takes note of a map that must end when the pool is stopped, whatever its source does. */
    void began(AsyncMap<?> map) {
        maps.add(map);
        if (isStopped()) {
            WorkerDiedException cause = broken;
            map.stop(cause != null ? cause : stopped(map.describe()));
        }
    }

    void left(AsyncMap<?> map) {
        maps.remove(map);
    }

    /** Whoever finds tasks in the backlog of a stopped pool ends them, not only who stopped it. */
    void cancelBacklog() {
        synchronized (neverRan) {
            Work work = engine.dispatcher().backlog().poll();
            while (work != null) {
                if (work.decide()) {
                    if (work.attempts() == 0) {
                        neverRan.add(work);
                    }
                    work.fail(broken != null ? broken : stopped(work.describe()));
                    ended(1);
                }
                work = engine.dispatcher().backlog().poll();
            }
        }
    }

    private List<Work> takeNeverRan() {
        synchronized (neverRan) {
            List<Work> taken = List.copyOf(neverRan);
            neverRan.clear();
            return taken;
        }
    }

    private CancellationException stopped(String what) {
        return new CancellationException(
                "[pool " + engine.name() + "] " + what + " was cancelled by shutdownNow");
    }

    private void finishIfDone() {
        if (isQuiet() && state != State.RUNNING) {
            finish();
        }
    }

    private void finish() {
        synchronized (this) {
            if (finishing) {
                return;
            }
            finishing = true;
        }
        Thread thread =
                new Thread(null, this::finishNow, "procession-" + engine.name() + "-end", 0, false);
        thread.setDaemon(true);
        try {
            Shortage.start(thread);
        } catch (IOException noThread) {
            // All tasks have ended: there is nothing left to watch.
            engine.watch().endWith(this::finishNow);
        }
    }

    private void finishNow() {
        try {
            engine.end();
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "[pool " + engine.name() + "] ending it",
                            failure);
        } finally {
            terminated.countDown();
        }
    }
}
