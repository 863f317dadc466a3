package dev.procession.pool;

import dev.procession.TaskAction;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The threads of a {@link ThreadPool}, the tasks that wait for them, and how they end. */
final class ThreadCrew implements AsyncMap.Home, Meter.Home {

    private enum State {
        RUNNING,
        SHUTDOWN,
        STOPPED
    }

    private final String name;
    private final PoolOptions options;
    private final Completions completions;
    private final ScheduledThreadPoolExecutor timer;
    private final CountDownLatch terminated = new CountDownLatch(1);

    /** Accepted and without an outcome. */
    private final Set<ThreadTask<?>> tasks = ConcurrentHashMap.newKeySet();

    private final Set<AsyncMap<?>> maps = ConcurrentHashMap.newKeySet();
    private final AtomicLong tasksDone = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    // Under the lock.
    private final ThreadBacklog waiting = new ThreadBacklog();
    private final Set<Thread> threads = new HashSet<>();
    private int idle;
    private int numbers;
    private long pending;
    private boolean isEnding;
    private volatile @Nullable Throwable broken;
    private volatile State state = State.RUNNING;

    ThreadCrew(String name, PoolOptions options) {
        this.name = name;
        this.options = options;
        this.completions = new Completions(name);
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1, action -> daemon(action, "procession-" + name + "-timer"));
        timer.setRemoveOnCancelPolicy(true);
        if (options.startsAtOnce()) {
            locked(this::growToLeast);
        }
    }

    private void growToLeast() {
        boolean grows = true;
        while (grows && threads.size() < options.leastWorkers()) {
            grows = grow();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private static Thread daemon(Runnable action, String name) {
        Thread thread = new Thread(null, action, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    PoolOptions options() {
        return options;
    }

    @Override
    public Completions completions() {
        return completions;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    // ---- tasks -------------------------------------------------------------------------------

    @Override
    public void accept() {
        locked(() -> accept(State.RUNNING));
    }

    private void accept(State last) {
        if (state.compareTo(last) > 0 || isEnding) {
            throw new RejectedExecutionException(
                    "[pool " + name + "] no longer takes tasks: it was shut down", broken);
        }
        pending++;
    }

    /** Takes a task, if there is room for it. */
    void submit(ThreadTask<?> task) {
        locked(() -> {
            accept(State.RUNNING);
            take(task, options.maxWaiting().orElse(Integer.MAX_VALUE));
        });
        endIfStopped(task);
    }

    /**
     * Takes one input of many.
     *
     * @param isMore whether they were accepted together, and have not ended
     */
    void submitOneOfMany(ThreadTask<?> task, boolean isMore) {
        locked(() -> {
            accept(isMore ? State.SHUTDOWN : State.RUNNING);
            take(task, Integer.MAX_VALUE);
        });
        endIfStopped(task);
    }

    private void take(ThreadTask<?> task, int mostWaiting) {
        try {
            awaitRoom(mostWaiting);
            tasks.add(task);
            enqueue(task);
        } catch (RuntimeException noRoom) {
            tasks.remove(task);
            pending--;
            endIfDone();
            throw noRoom;
        }
    }

    private void endIfStopped(ThreadTask<?> task) {
        if (isStopped()) {
            Throwable cause = broken;
            task.fail(cause != null ? cause : stopped("a task"));
        }
    }

    private void awaitRoom(int most) {
        while (most < Integer.MAX_VALUE
                && waiting.countWanted() >= most
                && idle == 0
                && threads.size() == options.workers()
                && !isStopped()) {
            if (options.whenFull() == WhenFull.REFUSE) {
                throw new RejectedExecutionException(
                        "[pool "
                                + name
                                + "] as many tasks wait as may: waiting="
                                + most
                                + "; raise it by PoolOptions.withMaxWaiting, or submit fewer at a"
                                + " time");
            }
            try {
                room.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CancellationException(
                        "[pool "
                                + name
                                + "] the thread that waited for room for its task was interrupted");
            }
        }
    }

    private void enqueue(ThreadTask<?> task) {
        waiting.add(task);
        // One that was woken for the task before this one still counts as idle.
        if (waiting.size() > idle) {
            grow();
        }
        work.signal();
    }

    /** Has a task tried again after a while. */
    void again(ThreadTask<?> task, Duration wait) {
        if (wait.isZero()) {
            locked(() -> enqueue(task));
            return;
        }
        timer.schedule(() -> locked(() -> enqueue(task)), Times.nanos(wait), TimeUnit.NANOSECONDS);
    }

    /** Says that a task has its outcome. */
    void ended(ThreadTask<?> task) {
        tasks.remove(task);
        locked(room::signal);
        ended();
    }

    @Override
    public void ended() {
        locked(() -> {
            pending--;
            endIfDone();
        });
    }

    // ---- threads -----------------------------------------------------------------------------

    /** Starts one more thread, if there may be more; under the lock. */
    private boolean grow() {
        if (threads.size() >= options.workers()) {
            return false;
        }
        numbers++;
        Thread thread = daemon(this::serve, "procession-" + name + "-" + numbers);
        try {
            Shortage.start(thread);
            threads.add(thread);
            return true;
        } catch (IOException noThread) {
            if (threads.isEmpty()) {
                throw new RejectedExecutionException(
                        "[pool " + name + "] no thread could be started", noThread);
            }
            return false;
        }
    }

    private void serve() {
        boolean isReady = false;
        try {
            isReady = isInitialized();
            ThreadTask<?> task = isReady ? next() : null;
            while (task != null) {
                task.run();
                tasksDone.incrementAndGet();
                task = next();
            }
        } finally {
            locked(() -> threads.remove(Thread.currentThread()));
            if (isReady && !isStopped()) {
                doLast();
            }
        }
    }

    private boolean isInitialized() {
        TaskAction action = options.initializer().orElse(null);
        if (action == null) {
            return true;
        }
        try {
            action.run();
            return true;
        } catch (Throwable thrown) {
            breakDown(thrown);
            return false;
        }
    }

    private void doLast() {
        options.finalizer()
                .ifPresent(action -> {
                    try {
                        action.run();
                    } catch (Throwable thrown) {
                        System.getLogger("dev.procession")
                                .log(
                                        System.Logger.Level.WARNING,
                                        "[pool " + name + "] the finalizer of a thread failed",
                                        thrown);
                    }
                });
    }

    /** Waits for a task; null if this thread is to end. */
    private @Nullable ThreadTask<?> next() {
        lock.lock();
        try {
            long left = Times.nanos(options.idleTimeout());
            while (true) {
                // What never began when the pool was stopped never begins.
                ThreadTask<?> task = isStopped() ? null : waiting.poll();
                if (task != null) {
                    room.signal();
                    return task;
                }
                boolean mayLeave = threads.size() > options.leastWorkers();
                if (isEnding || (mayLeave && left <= 0)) {
                    // Before the lock is given up: nobody must count on this thread any more.
                    threads.remove(Thread.currentThread());
                    return null;
                }
                left = idle(mayLeave, left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits once; who calls it looks again. */
    @SuppressWarnings("WaitNotInLoop")
    private long idle(boolean mayLeave, long left) {
        idle++;
        try {
            if (mayLeave) {
                return work.awaitNanos(left);
            }
            work.await();
            return left;
        } catch (InterruptedException stray) {
            // Of a task that has ended by now.
            return left;
        } finally {
            idle--;
        }
    }

    // ---- the end -----------------------------------------------------------------------------

    boolean isShutdown() {
        return state != State.RUNNING;
    }

    @Override
    public boolean isStopped() {
        return state == State.STOPPED;
    }

    CountDownLatch terminated() {
        return terminated;
    }

    @Override
    public void began(AsyncMap<?> map) {
        maps.add(map);
        if (isStopped()) {
            map.stop(stopped(map.describe()));
        }
    }

    @Override
    public void left(AsyncMap<?> map) {
        maps.remove(map);
    }

    void shutdown() {
        locked(() -> {
            if (state == State.RUNNING) {
                state = State.SHUTDOWN;
            }
            endIfDone();
        });
    }

    /** Cancels everything; returns what was submitted and never began. */
    List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        stop();
        for (ThreadTask<?> task : tasks) {
            if (task.isSubmittedAndNeverBegun()) {
                never.add(task.asRunnable());
            }
            task.fail(stopped("a task"));
        }
        maps.forEach(map -> map.stop(stopped(map.describe())));
        return never;
    }

    private void stop() {
        locked(() -> {
            state = State.STOPPED;
            room.signalAll();
            endIfDone();
        });
    }

    private void breakDown(Throwable cause) {
        locked(() -> broken = cause);
        stop();
        tasks.forEach(task -> task.fail(cause));
        maps.forEach(map -> map.stop(cause));
    }

    private CancellationException stopped(String what) {
        return new CancellationException(
                "[pool " + name + "] " + what + " was cancelled by shutdownNow");
    }

    /** Under the lock. */
    private void endIfDone() {
        if (state == State.RUNNING || pending > 0 || isEnding) {
            return;
        }
        isEnding = true;
        work.signalAll();
        room.signalAll();
        // Copied here: the threads leave while the end begins.
        List<Thread> all = List.copyOf(threads);
        Thread end = daemon(() -> end(all), "procession-" + name + "-end");
        try {
            Shortage.start(end);
        } catch (IOException noThread) {
            // Nobody waits for the threads then; they end by themselves.
            finish();
        }
    }

    private void end(List<Thread> all) {
        long limit = System.nanoTime() + Times.nanos(options.stopGrace());
        try {
            for (Thread thread : all) {
                // One that runs a task which was given up may never end; it is a daemon.
                long left = Math.max(1, limit - System.nanoTime());
                thread.join(Duration.ofNanos(left));
            }
            completions.await();
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        } finally {
            finish();
        }
    }

    private void finish() {
        timer.shutdownNow();
        terminated.countDown();
    }

    PoolStats stats() {
        lock.lock();
        try {
            return new PoolStats(
                    threads.size(),
                    threads.size() - idle,
                    waiting.countWanted(),
                    pending,
                    tasksDone.get(),
                    numbers,
                    0);
        } finally {
            lock.unlock();
        }
    }
}
