package dev.procession.pool;

import dev.procession.codec.Sink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which task goes to which worker: to the one that would be done with it first, or, if none has
 * room, into the backlog, out of which workers are fed.
 *
 * <p>No lock is common to all workers: they are looked at one by one and without their locks, and
 * the one that is chosen looks again under its own; the backlog is a lock-free queue. Nothing is
 * lost between "no worker has room" and "put into the backlog", because whoever puts a task there
 * looks at the workers once more.
 *
 * <p>What hands tasks over takes the locks of workers, one after another, and is not to be called
 * under one of them; but {@link #feed} under that of its own worker. What tells how much room there
 * is takes no lock.
 */
final class Dispatcher {

    /** When a worker must see a task that it is offered. */
    enum Haste {
        /** At once if it is idle: it may take long until the next task comes. */
        IF_IDLE,
        /** With the tasks that follow at once. */
        WITH_OTHERS
    }

    /** Up to this it is not worth waking an idle worker. */
    private static final long WORTH_WAITING_NANOS = 50_000;

    private final Engine engine;
    private final Backlog backlog;
    private final @Nullable WaitingRoom room;
    private final int most;

    /**
     * Creates it.
     *
     * @param room bounds the backlog; null for one without bounds
     * @param most how many workers there may be
     */
    Dispatcher(Engine engine, @Nullable WaitingRoom room, int most) {
        this.engine = engine;
        this.room = room;
        this.backlog = new Backlog(room != null);
        this.most = most;
    }

    Backlog backlog() {
        return backlog;
    }

    // ---- to a worker at once -----------------------------------------------------------------

    /**
     * Brings a task on its way: to a worker, or into the backlog.
     *
     * @throws RuntimeException if there is no room for it there; then it is not on its way
     */
    void route(Work work, Sink argument) {
        engine.largeArguments().settle(work, argument, 0);
        if (hasBacklog() || !offer(work, argument.array(), argument.size())) {
            if (room != null) {
                room.enter(work);
            }
            work.keepArgument(argument.array(), argument.size());
            queue(work);
        }
    }

    /** Offers a task to the worker that would be done with it first. */
    private boolean offer(Work work, byte[] bytes, int length) {
        Worker best = soonestDone();
        return best != null && best.sender().offer(work, bytes, length);
    }

    /** Offers tasks to the workers, each time to the one done first; returns how many. */
    int offer(Bundle bundle, Haste haste) {
        int taken = 0;
        int more = 1;
        while (more > 0 && taken < bundle.size()) {
            Worker best = soonestDone();
            more = best == null ? 0 : best.sender().offer(bundle, taken, haste);
            taken += more;
        }
        return taken;
    }

    private @Nullable Worker soonestDone() {
        Worker best = null;
        Worker idle = null;
        long soonest = Long.MAX_VALUE;
        for (Worker worker : engine.workers()) {
            if (worker.sender().seemsOpen()) {
                int load = worker.load();
                idle = load == 0 && idle == null ? worker : idle;
                long done = worker.window().nanosUntilDone(load);
                if (done < soonest) {
                    best = worker;
                    soonest = done;
                }
            }
        }
        if (idle != null && soonest > WORTH_WAITING_NANOS) {
            return idle;
        }
        if (best != null && best.load() > 0) {
            // It would wait behind others although there may be more workers.
            engine.crew().growIfAllowed();
        }
        return best;
    }

    /** Hands over what others have staged: they may wait for this, or for a slow source. */
    void publishAll() {
        for (Worker worker : engine.workers()) {
            worker.sender().publish();
        }
    }

    // ---- through the backlog -----------------------------------------------------------------

    /** Puts a task into the backlog, and has workers look there. */
    void queue(Work work) {
        backlog.add(work);
        publishAll();
        feedAll();
    }

    /** Puts tasks that were taken back in front of all others. */
    void queueAgain(List<Work> works) {
        backlog.putBack(works);
        feedAll();
    }

    /** Has all workers with room look into the backlog; starts another one if there are too few. */
    void feedAll() {
        for (Worker worker : engine.workers()) {
            if (worker.sender().seemsOpen()) {
                feed(worker);
            }
        }
        if (hasBacklog()) {
            if (engine.lifeCycle().isStopped()) {
                engine.lifeCycle().cancelBacklog();
            } else {
                engine.crew().grow(backlog.size(most));
            }
        }
    }

    /** Gives a worker of the backlog what it has room for. */
    void feed(Worker worker) {
        boolean fed = false;
        while (hasBacklog() && worker.sender().seemsOpen()) {
            Work work = backlog.poll();
            if (work == null) {
                break;
            }
            byte[] argument = work.takeArgument();
            if (!worker.sender().stage(work, argument)) {
                work.keepArgument(argument);
                backlog.putBack(List.of(work));
                if (engine.lifeCycle().isStopped()) {
                    // Whoever stopped the pool may have looked while it was in our hands.
                    engine.lifeCycle().cancelBacklog();
                }
                break;
            }
            fed = true;
            work.leftBacklog();
            if (work.isDecided()) {
                // By somebody who still saw it in the backlog.
                engine.stopper().stop(worker, work);
            }
        }
        if (fed) {
            worker.sender().publish();
        }
    }

    boolean hasBacklog() {
        return !backlog.isEmpty();
    }

    // ---- how much room there is --------------------------------------------------------------

    /** How many tasks the workers seem to have room for, from 1 to so many. */
    int room(int atMost) {
        int sum = 0;
        for (Worker worker : engine.workers()) {
            if (worker.sender().seemsOpen()) {
                sum += Math.max(0, worker.sender().width() - worker.load());
            }
        }
        return Math.clamp(sum, 1, atMost);
    }

    /** Tells whether a worker, perhaps one to be started, has nothing to do. */
    boolean hasIdle() {
        Worker[] all = engine.workers();
        for (Worker worker : all) {
            if (worker.load() == 0 && !worker.isRetiring()) {
                return true;
            }
        }
        return all.length < most;
    }

    /** Tells whether tasks are long, as far as is known: no worker has more than one at a time. */
    boolean areTasksLong() {
        for (Worker worker : engine.workers()) {
            if (worker.isUp() && worker.window().usual() > 1) {
                return false;
            }
        }
        return true;
    }

    /** How many tasks all workers that are up may have together: many if tasks are short. */
    int wholeWindow() {
        int sum = 0;
        for (Worker worker : engine.workers()) {
            sum += worker.isUp() ? worker.window().usual() : 0;
        }
        return sum;
    }
}
