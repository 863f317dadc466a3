package dev.procession.pool;

import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.Spinner;
import dev.procession.internal.util.MappedMemory;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

        /** Tells whether it waits for one result and wants it at once. */
        default boolean isUrgent() {
            return false;
        }

        /** Tells whether it waits for many results and rather takes some together. */
        default boolean isPatient() {
            return false;
        }
    }

    private static final long RETRY_NANOS = 1_000_000;

    private final Engine engine;
    private final AtomicReference<@Nullable Thread> leader = new AtomicReference<>();
    private final Queue<Thread> followers = new ConcurrentLinkedQueue<>();
    private final Thread own;
    private final AtomicInteger unattended = new AtomicInteger();
    private final Spinner spinner = new Spinner();
    private volatile boolean patient;
    private volatile boolean stopped;

    Harvest(Engine engine, String name) {
        this.engine = engine;
        this.own = new Thread(null, this, "procession-" + name + "-harvest", 0, false);
        own.setDaemon(true);
    }

    void start() throws IOException {
        Shortage.start(own);
    }

    /** Counts a task for which no thread waits in {@link #await}: the pool's own leads for it. */
    void addUnattended() {
        unattended.incrementAndGet();
    }

    void removeUnattended() {
        unattended.decrementAndGet();
    }

    private boolean isUnattended() {
        return unattended.get() > 0;
    }

    /** Waits, harvesting meanwhile. */
    void await(Waiter waiter) throws InterruptedException {
        Thread self = Thread.currentThread();
        boolean mayLead = !self.isVirtual();
        if (mayLead) {
            await(waiter, self, true);
            return;
        }
        addUnattended();
        try {
            await(waiter, self, false);
        } finally {
            removeUnattended();
        }
    }

    private void await(Waiter waiter, Thread self, boolean mayLead) throws InterruptedException {
        try {
            leadOrFollow(waiter, self, mayLead);
        } finally {
            // It may have been asked to take the lead, and has no need of it any more.
            if (leader.get() == null) {
                promote();
            }
        }
    }

    private void leadOrFollow(Waiter waiter, Thread self, boolean mayLead)
            throws InterruptedException {
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
        while (true) {
            try {
                leadToTheEnd(waiter, self);
                MappedMemory.settle();
                return;
            } catch (InternalError late) {
                // Of a glance at a lane that was cut short.
                engine.audit(late);
            }
        }
    }

    private void leadToTheEnd(Waiter waiter, Thread self) {
        Bell bell = engine.bell();
        while (!waiter.isReady()) {
            harvestAll();
            if (waiter.isReady() || self.isInterrupted()) {
                return;
            }
            if (waiter.isUrgent() && look()) {
                continue;
            }
            if (armAll(isPatient(waiter)) && !waiter.isReady()) {
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
        for (int turn = 0; turn < limit; turn++) {
            Thread.onSpinWait();
            if (hasNews()) {
                spinner.hit(turn);
                return true;
            }
        }
        spinner.miss();
        return false;
    }

    private void harvestAll() {
        for (Worker worker : engine.workers()) {
            if (worker.receiver().hasNews()) {
                harvest(worker);
            }
        }
        // No late error of these glances may strike where tasks are in nobody's hands.
        MappedMemory.settle();
        if (engine.dispatcher().hasBacklog()) {
            // A worker that has just come up has no result yet, but it has room.
            engine.dispatcher().feedAll();
        }
    }

    /** Whoever leads must not end for want of memory that somebody else's task takes. */
    private static void harvest(Worker worker) {
        try {
            worker.receiver().harvest();
        } catch (OutOfMemoryError lack) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, "[" + worker.name() + "] no memory", lack);
            // Others may let go of some until the next attempt.
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** Only a leader that is alone may be patient; {@link #follow} and {@link #attend} end that. */
    private boolean isPatient(Waiter waiter) {
        boolean isPatient = waiter.isPatient();
        patient = isPatient;
        return isPatient && followers.isEmpty() && !isUnattended();
    }

    private boolean armAll(boolean isPatient) {
        boolean quiet = true;
        for (Worker worker : engine.workers()) {
            quiet &= worker.receiver().armSleep(isPatient);
        }
        return quiet;
    }

    private void disarmAll() {
        for (Worker worker : engine.workers()) {
            worker.receiver().disarmSleep();
        }
    }

    private boolean isAsleep() {
        for (Worker worker : engine.workers()) {
            if (!worker.receiver().isSleepArmed()) {
                return false;
            }
        }
        return true;
    }

    private void follow(Waiter waiter, Thread self, boolean mayLead) {
        followers.add(self);
        if (!waiter.isReady() && (!mayLead || leader.get() != null)) {
            if (patient) {
                ring();
            }
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
        } else if (isUnattended()) {
            LockSupport.unpark(own);
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

    /**
     * Called by the watch now and then: wakes a leader that was interrupted while it waited for the
     * bell, that is too patient, or whose sleep word a task has overwritten; harvests if results
     * wait for a consumer that is busy, since time limits begin when the results before are taken.
     */
    void remind() {
        Thread leading = leader.get();
        boolean hasNews = hasNews();
        MappedMemory.settle();
        if (leading == null && hasNews) {
            harvestAll();
        } else if (leading != null && (hasNews || leading.isInterrupted())) {
            ring();
        }
    }

    private boolean hasNews() {
        for (Worker worker : engine.workers()) {
            if (worker.receiver().hasNews()) {
                return true;
            }
        }
        return false;
    }

    /** Makes sure that somebody harvests although nobody may wait. */
    void attend() {
        if (leader.get() == null) {
            LockSupport.unpark(own);
        } else if (patient) {
            ring();
        }
    }

    /** The pool's own thread: leads while there are tasks that nobody who may lead waits for. */
    @Override
    public void run() {
        while (!stopped) {
            try {
                if (isUnattended()) {
                    await(() -> stopped || !isUnattended());
                } else {
                    LockSupport.park(this);
                    // Whoever has interrupted all threads: with the flag set no park would wait.
                    Thread.interrupted();
                }
            } catch (InterruptedException byATask) {
                System.getLogger("dev.procession")
                        .log(System.Logger.Level.DEBUG, "all threads were interrupted", byATask);
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
