package dev.procession.pool;

import dev.procession.ExitStatus;
import dev.procession.WorkerDiedException;
import dev.procession.internal.desk.Desk;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.launch.Children;
import dev.procession.internal.launch.StartupCache;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: starts them when there is work, replaces the dead, ends them.
 *
 * <p>A start has failed if the process ended before it took a task or mapped its lane. After a
 * failure the next start waits, twice as long each time; after too many in a row without a live
 * worker the pool gives up, and every task that waits gets the reason.
 */
final class Crew {

    /** Who lives that long starts more than once, or has started before. */
    private static final long CACHE_AFTER_MILLIS = 5000;

    /** To load what logs takes a JVM 10 to 20 ms, which a short program need not spend. */
    private static final long TOLD_AFTER_MILLIS = 1000;

    /** Whoever has set one of these wants to see logs, and has paid for them. */
    private static final List<String> LOGGING =
            List.of(
                    "java.util.logging.config.file",
                    "java.util.logging.config.class",
                    "java.util.logging.manager",
                    "jdk.system.logger.level");

    /** For each worker one that stands by, and one that is about to leave. */
    private static final int MOST_OF_EACH = 3;

    private final Engine engine;
    private final String name;
    private final int most;
    private final ScheduledThreadPoolExecutor starter;
    private final PoolTeller teller;
    private final WorkerLauncher launcher;

    /** Those whose end is not settled yet. */
    private final Set<ChildProcess> children = ConcurrentHashMap.newKeySet();

    private volatile Worker[] workers = {};
    private final AtomicInteger planned = new AtomicInteger();
    private final RestartIntensity intensity = new RestartIntensity();
    private final Succession succession = new Succession();
    private long tasksOfTheDead;
    private int numbers;
    private final AtomicLong startedCount = new AtomicLong();

    private final AtomicLong lost = new AtomicLong();
    private volatile boolean ended;

    Crew(Engine engine, String name, PoolOptions options) {
        this.engine = engine;
        this.teller = new PoolTeller(engine);
        this.name = name;
        this.most = options.workers();
        this.launcher = new WorkerLauncher(engine, name, options.process());
        this.starter = new ScheduledThreadPoolExecutor(1, this::starterThread);
        starter.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Starts the threads that start workers: later, when it matters, there may be none. */
    void begin() throws IOException {
        launcher.begin();
        Shortage.start("procession-" + name + "-starter", starter::prestartCoreThread);
        later(this::tellSizing, isLoggingSetUp() ? 0 : TOLD_AFTER_MILLIS);
        later(() -> StartupCache.makeIfMissing(CacheMaker.class), CACHE_AFTER_MILLIS);
    }

    private static boolean isLoggingSetUp() {
        for (String property : LOGGING) {
            if (System.getProperty(property) != null) {
                return true;
            }
        }
        return false;
    }

    private void tellSizing() {
        System.getLogger("dev.procession")
                .log(System.Logger.Level.DEBUG, "[pool " + name + "] " + engine.share().sizing());
    }

    /**
     * Does something on the thread that starts workers, which is there for certain.
     *
     * @return whether it will be done: not once the crew was ended
     */
    boolean later(Runnable action, long delayMillis) {
        try {
            starter.schedule(action, delayMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    private Thread starterThread(Runnable work) {
        Thread thread = new Thread(null, work, "procession-" + name + "-starter", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    WorkerLauncher launcher() {
        return launcher;
    }

    Worker[] workers() {
        return workers;
    }

    /** How many tasks have been done by all workers there ever were. */
    synchronized long tasksDone() {
        long done = tasksOfTheDead;
        for (Worker worker : workers) {
            done += worker.tasksDone();
        }
        return done;
    }

    /** How many workers have ended in another way than to leave. */
    long lost() {
        return lost.get();
    }

    long started() {
        return startedCount.get();
    }

    /** Starts one more worker if fewer than wanted are there or on their way. */
    synchronized void grow(int tasksWaiting) {
        int free = planned.get() - workers.length - succession.notStarted();
        for (Worker worker : workers) {
            boolean isFree = worker.load() == 0 || worker.isInitializing();
            free += isFree && !worker.isRetiring() ? 1 : 0;
        }
        if (mayGrow() && free < tasksWaiting) {
            plan(intensity.delayMillis());
        }
    }

    /** How many workers there are, or are on their way. */
    int planned() {
        return planned.get();
    }

    /** Tells whether there may be more workers than there are, or are on their way. */
    boolean mayGrow() {
        return planned.get() - succession.size() < most && !ended;
    }

    /** Starts one more worker if there may be more and none is idle or on its way. */
    void growIfAllowed() {
        if (mayGrow()) {
            grow(1);
        }
    }

    /** Starts as many workers at once as there are to be without any task. */
    synchronized void growToLeast(int least) {
        while (planned.get() < least) {
            plan(0);
        }
    }

    private void plan(long delayMillis) {
        engine.turnover().hasGrown(planned.incrementAndGet());
        starter.schedule(this::start, delayMillis, TimeUnit.MILLISECONDS);
    }

    private void start() {
        Worker worker;
        synchronized (this) {
            if (ended) {
                return;
            }
            numbers++;
            worker = new Worker(engine, name + "-" + numbers);
            succession.start(worker);
            replace(null, worker);
        }
        if (Flight.look()) {
            Flight.write(() -> worker.recordStartBy(WorkerStartEvent.begun(name, worker.name())));
        }
        try {
            children.add(launcher.launch(worker, child -> died(worker, child)));
            startedCount.incrementAndGet();
            Desk.tells(teller);
        } catch (Throwable refused) {
            // An Error, too: nobody but us can tell those who wait for the worker.
            remove(worker);
            failed();
            startAnother(
                    "could not be started",
                    new WorkerDiedException.Death(
                            worker.name(),
                            0,
                            ExitStatus.running(),
                            "the process could not be started: " + Shortage.describe(refused),
                            List.of(),
                            null,
                            null),
                    null,
                    true);
        }
    }

    private synchronized void replace(@Nullable Worker old, @Nullable Worker by) {
        List<Worker> list = new ArrayList<>(List.of(workers));
        if (old != null) {
            list.remove(old);
        }
        if (by != null) {
            list.add(by);
        }
        workers = list.toArray(Worker[]::new);
    }

    private synchronized void remove(Worker worker) {
        replace(worker, null);
        succession.forget(worker, workers);
        tasksOfTheDead += worker.tasksDone();
        planned.decrementAndGet();
    }

    /** Starts a worker that takes the place of this one, which serves on until it is up. */
    synchronized void succeed(Worker worker) {
        Tenure tenure = worker.tenure();
        boolean isServing = !tenure.isRelieved() && List.of(workers).contains(worker);
        if (ended
                || engine.lifeCycle().isShutdown()
                || tenure.isSuccessionPlanned()
                || !isServing
                || planned.get() >= MOST_OF_EACH * most) {
            return;
        }
        succession.plan(worker);
        plan(intensity.delayMillis());
    }

    /** Has the successor of a worker that has left take its tasks. */
    void hasLeft(Worker worker) {
        Worker successor;
        synchronized (this) {
            successor = succession.end(worker);
        }
        if (successor != null) {
            successor.tenure().takeOver();
            engine.dispatcher().feed(successor);
        }
    }

    /** On the reaper's thread of the worker. */
    private void died(Worker worker, ChildProcess child) {
        try {
            settle(worker, child);
        } finally {
            children.remove(child);
        }
    }

    private void settle(Worker worker, ChildProcess child) {
        engine.control().forget(child.pid());
        Remains remains = worker.close();
        remove(worker);
        WorkerDiedException.Death death = Deaths.describe(child, worker.name(), remains);
        if (Flight.look()) {
            Flight.write(() -> WorkerEndEvent.write(name, worker, death));
        }
        Throwable cause = remains.initializerFailure();
        if (remains.isFailedStart() && !isEnded()) {
            // Before its tasks look for another worker, which they would have started at once.
            failed();
            countLost();
            engine.settlement()
                    .settle(worker, remains, exception("could not be started", death, cause));
            startAnother("could not be started", death, cause, true);
        } else {
            String what = remains.begun() == null ? "a task" : remains.begun().describe();
            engine.settlement()
                    .settle(worker, remains, exception("died while running " + what, death, cause));
            if (worker.tenure().isRelieved()) {
                if (remains.begun() != null) {
                    countLost();
                }
                left();
            } else if (remains.begun() != null || worker.tasksDone() > 0) {
                countLost();
                replaceDead();
            } else {
                countLost();
                failed();
                boolean isMissed = engine.dispatcher().hasBacklog();
                startAnother("died before it began a task", death, cause, isMissed);
            }
        }
        engine.harvest().wakeAll();
    }

    private WorkerDiedException exception(
            String what, WorkerDiedException.Death death, @Nullable Throwable cause) {
        return new WorkerDiedException(
                "[pool " + name + "] worker " + death.worker() + " " + what, death, cause);
    }

    /** At the end of the pool all workers are ended, and none is lost by that. */
    private void countLost() {
        if (!isEnded()) {
            lost.incrementAndGet();
        }
    }

    /** It was not needed any more; perhaps it is now. */
    private void left() {
        for (Worker worker : workers) {
            engine.turnover().prepare(worker);
        }
        if (engine.dispatcher().hasBacklog()) {
            engine.dispatcher().feedAll();
        }
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private synchronized void failed() {
        intensity.failed(tasksDone());
    }

    private synchronized void replaceDead() {
        intensity.wasOfUse();
        if (mayGrow() && !engine.lifeCycle().isShutdown()) {
            plan(0);
        }
    }

    /** Starts another worker, later each time, or gives up if that has become senseless. */
    private void startAnother(
            String whatHappened,
            WorkerDiedException.Death death,
            @Nullable Throwable cause,
            boolean mayGiveUp) {
        boolean givesUp;
        boolean isToBeLogged;
        int failures;
        synchronized (this) {
            failures = intensity.failures();
            givesUp = intensity.isExceeded();
            boolean isWanted =
                    !ended
                            && (!engine.lifeCycle().isShutdown()
                                    || engine.dispatcher().hasBacklog());
            if (!givesUp && isWanted && mayGrow()) {
                plan(intensity.delayMillis());
            }
            // Those that live go on with the work, and nobody would hear of this otherwise.
            isToBeLogged = isWanted && failures == 1 && workers.length > 0 && !Children.areEnding();
            givesUp &= workers.length == 0;
        }
        if (isToBeLogged) {
            String what = whatHappened + "; the others go on, and it is tried again";
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, exception(what, death, cause).getMessage());
        }
        if (givesUp && mayGiveUp) {
            String what = whatHappened + ", " + failures + " times in a row";
            engine.lifeCycle().breakDown(exception(what, death, cause));
        }
    }

    /** Ends all workers, the idle ones by SIGTERM, and waits for their end. */
    void end() throws InterruptedException {
        synchronized (this) {
            ended = true;
        }
        starter.shutdown();
        starter.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        Desk.forget(teller);
        for (Worker worker : workers) {
            ChildProcess child = worker.process();
            if (child != null && !worker.isUp()) {
                // It has run no code of users: there is nothing to end in good order.
                child.killTree("its pool has ended before it was up");
            }
        }
        Children.end(children, engine.options().stopGrace(), "its pool has ended");
        for (ChildProcess child : children) {
            child.await();
        }
    }
}
