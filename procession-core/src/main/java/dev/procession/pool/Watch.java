package dev.procession.pool;

import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.util.MappedMemory;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the tasks of a pool while there are any: time limits, tasks that wait behind a slow
 * one while another worker is idle, and a leader that was interrupted.
 *
 * <p>No task waits for this thread on its normal way. It sleeps until the next time limit, at most
 * 20 milliseconds, or 10 where the workers' memory has a limit, and without end once there was no
 * task for fifty such turns.
 */
final class Watch implements Runnable {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int QUIET_TICKS = 50;

    private final Engine engine;
    private final Thread thread;
    private final Pauses pauses = new Pauses();
    private long turnBegan;
    private long lastLook = System.nanoTime();
    private volatile boolean asleep;
    private volatile @Nullable Runnable last;
    private volatile boolean stopped;

    Watch(Engine engine, String name) {
        this.engine = engine;
        this.thread = new Thread(null, this, "procession-" + name + "-watch", 0, false);
        thread.setDaemon(true);
    }

    void start() throws IOException {
        Shortage.start(thread);
    }

    /** Called for each task; costs a look unless the watch has gone to sleep. */
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                watch();
                MappedMemory.settle();
            } catch (InternalError late) {
                // Of a glance at a lane that was cut short; it may have arrived in a park.
                engine.audit(late);
            }
        }
        Runnable action = last;
        if (action != null) {
            action.run();
        }
    }

    private void watch() {
        int quiet = 0;
        while (!stopped) {
            quiet = isQuiet() ? quiet + 1 : 0;
            if (quiet > QUIET_TICKS) {
                sleep();
                quiet = 0;
            } else {
                turn();
            }
        }
    }

    /** Has this thread do something as its last act: what needs a thread when there is no other. */
    void endWith(Runnable action) {
        last = action;
        stopped = true;
        LockSupport.unpark(thread);
    }

    private void turn() {
        turnBegan = System.nanoTime();
        long pause = lookOrLog();
        LockSupport.parkNanos(this, pause);
        pauses.woke(turnBegan + pause, System.nanoTime());
    }

    private void sleep() {
        asleep = true;
        try {
            if (isQuiet() && !stopped) {
                LockSupport.park(this);
            }
        } finally {
            asleep = false;
        }
    }

    /** All time limits of the pool depend on this thread: no error must end it. */
    private long lookOrLog() {
        try {
            return look();
        } catch (OutOfMemoryError lack) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, thread.getName() + " has no memory", lack);
            return TICK_NANOS;
        }
    }

    private boolean isQuiet() {
        return engine.lifeCycle().isQuiet()
                && engine.completions().haveBegun()
                && !engine.residentLimit().isNeeded();
    }

    /** Looks once; returns how long nothing can happen. */
    private long look() {
        ResidentLimit memory = engine.residentLimit();
        long pause = memory.isSet() ? ResidentLimit.LOOK_NANOS : TICK_NANOS;
        long sinceLook = Math.min(TICK_NANOS, turnBegan - lastLook);
        lastLook = turnBegan;
        boolean hasHelp = engine.crew().mayGrow();
        boolean isRecorded = Flight.look();
        List<Worker> slow = new ArrayList<>();
        for (Worker worker : engine.workers()) {
            worker.audit();
            if (isRecorded) {
                // Nobody else may ask as long as its first task runs.
                worker.isUp();
            }
            Occupancy occupancy = worker.occupancy();
            long ran = occupancy.runningNanos(pauses);
            long timeout = engine.hasTimeLimits() ? occupancy.timeoutNanos() : Long.MAX_VALUE;
            pause = Math.min(pause, limit(worker, ran, timeout));
            long reluctant = worker.reluctance().look(worker, ran, sinceLook);
            MappedMemory.settle();
            if (memory.isSet() && ran >= 0) {
                memory.look(worker);
            }
            if (reluctant >= timeout) {
                engine.stopper().retire(worker);
            }
            if (worker.load() == 0 && worker.sender().seemsOpen()) {
                // One that has just come up: nobody else may look into the backlog for it.
                engine.dispatcher().feed(worker);
                hasHelp = true;
            }
            if (ran > TICK_NANOS / 2) {
                worker.window().slow(true);
                if (worker.load() > 1) {
                    slow.add(worker);
                }
            }
        }
        if (hasHelp) {
            for (Worker worker : slow) {
                engine.dispatcher().queueAgain(worker.sender().recall());
            }
        }
        engine.turnover().recycle();
        engine.dispatcher().publishAll();
        engine.harvest().remind();
        engine.completions().help();
        engine.largeArguments().trim();
        return Math.max(pause, TICK_NANOS / 20);
    }

    /** Looks at the time limit of the running task; returns how much is left of it. */
    private long limit(Worker worker, long ran, long timeout) {
        if (System.nanoTime() - turnBegan > Pauses.LEAST_NANOS) {
            // This process has just stood still: for how long is known in the next turn.
            return TICK_NANOS;
        }
        if (ran >= 0 && worker.isInitializing()) {
            return initializationLimit(worker, ran);
        }
        if (timeout == Long.MAX_VALUE || ran < 0) {
            return Long.MAX_VALUE;
        }
        if (ran >= timeout) {
            Work overdue = worker.occupancy().overdue(pauses);
            if (overdue != null) {
                engine.stopper().timeOut(worker, overdue);
            }
            return Long.MAX_VALUE;
        }
        if (ran > timeout / 4 && ran > TICK_NANOS) {
            // So that its stack can be had in time.
            engine.control().prepare(worker);
        }
        return timeout - ran;
    }

    private long initializationLimit(Worker worker, long ran) {
        Duration limit = engine.options().process().startTimeout();
        long left = Times.nanos(limit) - ran;
        ChildProcess child = worker.process();
        if (left <= 0 && child != null) {
            child.killTree(
                    "its initializer did not end within its start timeout of "
                            + limit.toMillis()
                            + " ms");
            return Long.MAX_VALUE;
        }
        return left;
    }

    void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        if (thread != Thread.currentThread()) {
            thread.join();
        }
    }
}
