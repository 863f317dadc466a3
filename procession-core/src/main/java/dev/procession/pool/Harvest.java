package dev.procession.pool;

import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.Spinner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * Who waits, leads.
 *
 * Of all threads that wait for something of a pool, one at a time is the leader: it sleeps on the
 * pool's bell, harvests the results of all workers, whomever they belong to, and wakes the owners. The
 * others, the followers, are parked. A leader that has what it came for gives the lead up and wakes one
 * follower to take it. So the usual case, one caller that waits for one result, needs no hand-over from
 * one thread to another: the worker's ring wakes the very thread that wants the result.
 *
 * Sleeping follows the protocol of Bell: (1) the leader sets the sleep word in every lane; (2) it looks
 * again at everything it waits for, its own condition included, since another thread may have
 * harvested its result or decided its task; (3) it waits for the bell. A worker rings only if it is the
 * one who cleared its word. A lane is born with its word set, so a worker that joins later rings, too.
 *
 * The bell cannot be waited for with a time limit or an interruption. Whoever changes a condition from
 * outside therefore signals its waiter, which rings the bell if that waiter leads; and the pool's watch
 * looks every few milliseconds whether the leader was interrupted. Waiters with a time limit and
 * virtual threads, whose carrier the wait would occupy, never lead; the pool's own thread leads for
 * them.
 */
final class Harvest implements Runnable {

    /** Something a thread waits for. */
    interface Waiter {
        /** Tells whether the wait is over; becomes true once and for all. */
        boolean isReady();

        /** Tells whether it waits for one result, rather than for many. */
        default boolean isUrgent() {
            return false;
        }
    }

    private final Engine engine;
    private final AtomicReference<@Nullable Thread> leader = new AtomicReference<>();
    private final Queue<Thread> followers = new ConcurrentLinkedQueue<>();
    private final Thread own;
    private final Spinner spinner = new Spinner();
    private volatile boolean stopped;

    Harvest(Engine engine, String name) {
        this.engine = engine;
        this.own = new Thread(null, this, "procession-" + name + "-harvest", 0, false);
        own.setDaemon(true);
    }

    void start() {
        own.start();
    }

    /** Waits, harvesting meanwhile. */
    void await(Waiter waiter) throws InterruptedException {
        Thread self = Thread.currentThread();
        boolean mayLead = !self.isVirtual();
        while (!waiter.isReady()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (mayLead && leader.compareAndSet(null, self)) {
                try {
                    lead(waiter, self);
                } finally {
                    leader.set(null);
                    promote();
                }
            } else {
                follow(waiter, self, mayLead);
            }
        }
    }

    private void lead(Waiter waiter, Thread self) {
        Bell bell = engine.bell();
        while (!waiter.isReady()) {
            harvestAll();
            if (waiter.isReady() || self.isInterrupted()) {
                return;
            }
            if (waiter.isUrgent() && look()) {
                continue;
            }
            if (armAll() && !waiter.isReady()) {
                try {
                    bell.await(this::isAsleep);
                } catch (IOException broken) {
                    throw new UncheckedIOException("the pool's bell is broken", broken);
                }
            }
            disarmAll();
        }
    }

    /** Looks for results for a short time; {@code true} if one came. */
    private boolean look() {
        int limit = spinner.limit();
        Worker[] workers = engine.workers();
        for (int turn = 0; turn < limit; turn++) {
            Thread.onSpinWait();
            for (Worker worker : workers) {
                if (worker.hasNews()) {
                    spinner.hit(turn);
                    return true;
                }
            }
        }
        spinner.miss();
        return false;
    }

    private void harvestAll() {
        for (Worker worker : engine.workers()) {
            if (worker.hasNews()) {
                worker.harvest();
            }
        }
        if (engine.hasBacklog()) {
            // A worker that has just come up has no result yet, but it has room.
            engine.feedAll();
        }
    }

    private boolean armAll() {
        boolean quiet = true;
        for (Worker worker : engine.workers()) {
            quiet &= worker.armSleep();
        }
        return quiet;
    }

    private void disarmAll() {
        for (Worker worker : engine.workers()) {
            worker.disarmSleep();
        }
    }

    private boolean isAsleep() {
        for (Worker worker : engine.workers()) {
            if (!worker.isSleepArmed()) {
                return false;
            }
        }
        return true;
    }

    private void follow(Waiter waiter, Thread self, boolean mayLead) {
        followers.add(self);
        if (!waiter.isReady() && (!mayLead || leader.get() != null)) {
            if (!mayLead) {
                LockSupport.unpark(own);
            }
            LockSupport.park(this);
        }
        followers.remove(self);
    }

    /** Has somebody who waits take the lead. */
    private void promote() {
        Thread next = followers.peek();
        if (next != null) {
            LockSupport.unpark(next);
        }
    }

    /** Wakes a waiter whose condition was changed by somebody who is not the leader, or is it. */
    void signal(Thread waiter) {
        if (waiter == Thread.currentThread()) {
            return;
        }
        LockSupport.unpark(waiter);
        if (leader.get() == waiter) {
            ring();
        }
    }

    /** Has everybody look again: something happened that may concern anyone. */
    void wakeAll() {
        followers.forEach(LockSupport::unpark);
        ring();
    }

    /** Has the leader look again. */
    void ring() {
        try {
            engine.bell().ring();
        } catch (IOException broken) {
            throw new UncheckedIOException("the pool's bell is broken", broken);
        }
    }

    /** Wakes the leader if it was interrupted while it waited for the bell. */
    void tellOfInterrupt() {
        Thread leading = leader.get();
        if (leading != null && leading.isInterrupted()) {
            ring();
        }
    }

    /** Makes sure that somebody harvests although nobody may wait. */
    void attend() {
        if (leader.get() == null) {
            LockSupport.unpark(own);
        }
    }

    /** The pool's own thread: leads while there are tasks that nobody who may lead waits for. */
    @Override
    public void run() {
        while (!stopped) {
            try {
                if (engine.isUnattended()) {
                    await(() -> stopped || !engine.isUnattended());
                } else {
                    LockSupport.park(this);
                }
            } catch (InterruptedException nobodyShould) {
                Thread.currentThread().isInterrupted();
            }
        }
    }

    /** Ends the pool's own thread; returns when nobody waits for the bell any more. */
    void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(own);
        ring();
        own.join();
    }
}
