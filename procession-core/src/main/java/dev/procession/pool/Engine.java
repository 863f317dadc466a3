package dev.procession.pool;

import dev.procession.WorkerDiedException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.launch.ChildProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/*
 * The inside of a pool: which task goes to which worker, and what becomes of it.
 *
 *   submit, apply, map ──► route ──► a worker with room ──► its lane ──► harvest ──► Work.deliver
 *                            │              ▲                  │
 *                            └──► backlog ──┘ feed             └──► death: the begun one fails,
 *                                    ▲                               the others go back
 *                                    └───────────────────────────────┘
 *
 * No lock is common to all workers: routing looks at the workers one by one, each has its own lock, the
 * backlog is a lock-free queue. Nothing is lost between "no worker has room" and "put into the
 * backlog", because whoever puts a task there looks at the workers once more.
 */
final class Engine {

    private enum State {
        RUNNING,
        SHUTDOWN,
        STOPPED
    }

    private final String name;
    private final PoolOptions options;
    private final Codec codec = Codec.standard();
    private final ConcurrentLinkedDeque<Work> backlog = new ConcurrentLinkedDeque<>();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicInteger unattended = new AtomicInteger();
    private final StatelessFunctions stateless = new StatelessFunctions();
    private final AtomicReference<@Nullable Sink> spareSink = new AtomicReference<>();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final Harvest harvest;
    private final Watch watch;
    private final Crew crew;
    private final Stopper stopper;
    private final Control control;
    private volatile State state = State.RUNNING;
    private volatile @Nullable WorkerDiedException broken;
    private boolean finishing;

    Engine(String name, PoolOptions options) {
        this.name = name;
        this.options = options;
        this.harvest = new Harvest(this, name);
        this.watch = new Watch(this, name);
        this.stopper = new Stopper(this);
        this.crew = new Crew(this, name, options);
        this.control = new Control(crew.controlPath());
        harvest.start();
        watch.start();
    }

    String name() {
        return name;
    }

    PoolOptions options() {
        return options;
    }

    Codec codec() {
        return codec;
    }

    Harvest harvest() {
        return harvest;
    }

    Crew crew() {
        return crew;
    }

    Control control() {
        return control;
    }

    Stopper stopper() {
        return stopper;
    }

    Worker[] workers() {
        return crew.workers();
    }

    Bell bell() {
        return crew.bell();
    }

    // ---- the way of a task -------------------------------------------------------------------

    /**
     * Counts a task in, or refuses it. Whoever {@linkplain Work#decide decides} the task counts it
     * out by {@link #ended}.
     */
    void accept() {
        pending.incrementAndGet();
        if (state != State.RUNNING) {
            ended();
            throw new RejectedExecutionException(
                    "[pool " + name + "] no longer takes tasks: it was shut down", broken);
        }
        watch.wake();
    }

    /** Counts a task out. */
    void ended() {
        if (pending.decrementAndGet() == 0 && state != State.RUNNING) {
            finish();
        }
    }

    /** Brings a task on its way: to a worker, or into the backlog. */
    void route(Work work, Sink argument) {
        if (!backlog.isEmpty() || !offer(work, argument.array(), argument.size(), true)) {
            work.keepArgument(argument.array(), argument.size());
            queue(work);
        }
    }

    /** Offers a task to the workers: an idle one first, otherwise the one with the least to do. */
    boolean offer(Work work, byte[] bytes, int length, boolean isLast) {
        Worker best = null;
        for (Worker worker : workers()) {
            if (worker.seemsOpen() && (best == null || worker.load() < best.load())) {
                best = worker;
                if (best.load() == 0) {
                    break;
                }
            }
        }
        return best != null && best.offer(work, bytes, length, isLast);
    }

    /** Puts a task into the backlog, and has workers look there. */
    void queue(Work work) {
        backlog.addLast(work);
        feedAll();
    }

    /** Puts tasks that were taken back in front of all others. */
    void queueAgain(List<Work> works) {
        for (Work work : works.reversed()) {
            backlog.addFirst(work);
        }
        feedAll();
    }

    /** Has all workers with room look into the backlog; starts another one if there are too few. */
    void feedAll() {
        for (Worker worker : workers()) {
            if (worker.seemsOpen()) {
                feed(worker);
            }
        }
        if (!backlog.isEmpty()) {
            if (state == State.STOPPED) {
                cancelBacklog();
            } else {
                crew.grow(backlogSize());
            }
        }
    }

    private int backlogSize() {
        int size = 0;
        for (Work work : backlog) {
            size += work.isDecided() ? 0 : 1;
            if (size >= options.workers()) {
                break;
            }
        }
        return size;
    }

    /** Gives a worker of the backlog what it has room for. */
    void feed(Worker worker) {
        boolean fed = false;
        while (!backlog.isEmpty() && worker.seemsOpen()) {
            Work work = backlog.pollFirst();
            if (work == null || work.isDecided()) {
                continue;
            }
            byte[] argument = work.takeArgument();
            if (!worker.offer(work, argument, argument.length, false)) {
                work.keepArgument(argument, argument.length);
                backlog.addFirst(work);
                break;
            }
            fed = true;
            work.leftBacklog();
        }
        if (fed) {
            worker.publish();
        }
    }

    boolean hasBacklog() {
        return !backlog.isEmpty();
    }

    // ---- how tasks end -----------------------------------------------------------------------

    boolean mayRetry(Work work) {
        return work.attempts() <= options.retries() && state != State.STOPPED;
    }

    /** Runs a decided task once more, unless it was given up meanwhile. */
    void retry(Work work) {
        work.takenBack();
        work.reopen();
        if (work.isAbandoned() && work.decide()) {
            ended();
        } else {
            queue(work);
        }
    }

    /** Ends a decided task that was begun with a failure, or has it run once more. */
    void failOrRetry(Work work, Throwable cause) {
        if (mayRetry(work)) {
            retry(work);
        } else {
            ended();
            work.fail(cause);
        }
    }

    /** Fails a decided task from a place where no code of users may run. */
    void failLater(Work work, Throwable cause) {
        Thread.startVirtualThread(() -> work.fail(cause));
    }

    /** Gives up a task that somebody outside has decided; stops it if it runs. */
    void abandon(Work work) {
        ended();
        Worker worker = work.worker();
        if (worker != null) {
            stopper.stop(worker, work);
        }
    }

    /** Has a worker end that has reported the end of its memory. */
    void retire(Worker worker) {
        stopper.retire(worker);
    }

    /** Settles the tasks of a dead worker. */
    void settle(Worker.Remains remains, WorkerDiedException death) {
        Work begun = remains.begun();
        if (begun != null && begun.decide()) {
            failOrRetry(begun, death);
        }
        for (Work work : remains.lost()) {
            if (work.decide()) {
                ended();
                work.fail(death);
            }
        }
        queueAgain(remains.notBegun());
    }

    /** Fails everything: workers cannot be started. */
    void breakDown(WorkerDiedException cause) {
        broken = cause;
        state = State.STOPPED;
        Work work = backlog.pollFirst();
        while (work != null) {
            if (work.decide()) {
                ended();
                work.fail(cause);
            }
            work = backlog.pollFirst();
        }
        finishIfDone();
    }

    @Nullable WorkerDiedException broken() {
        return broken;
    }

    /** Encodes work that has its function in itself. */
    void encodeTask(Object task, Sink sink) {
        codec.encode(task, sink, CodecContext.of(FunctionRef.loaderOf(task), "task"));
    }

    /** Returns a function as it travels; one without state was perhaps encoded before. */
    FunctionRef function(Object function) {
        FunctionRef known = stateless.get(function);
        if (known != null) {
            return known;
        }
        FunctionRef made = FunctionRef.of(function, codec);
        stateless.put(function, made);
        return made;
    }

    // ---- sinks -------------------------------------------------------------------------------

    Sink takeSink() {
        Sink sink = spareSink.getAndSet(null);
        return sink == null ? new Sink(TaskFrame.MAX_BYTES) : sink;
    }

    void giveBack(Sink sink) {
        sink.clear();
        sink.trim(64 << 10);
        spareSink.set(sink);
    }

    // ---- who waits ---------------------------------------------------------------------------

    /** Counts a task for which no thread waits in {@link Harvest#await}. */
    void addUnattended() {
        unattended.incrementAndGet();
    }

    void removeUnattended() {
        unattended.decrementAndGet();
    }

    boolean isUnattended() {
        return unattended.get() > 0;
    }

    /** Tells whether there is anything to watch. */
    boolean isQuiet() {
        return pending.get() == 0;
    }

    // ---- the end -----------------------------------------------------------------------------

    boolean isShutdown() {
        return state != State.RUNNING;
    }

    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    CountDownLatch terminated() {
        return terminated;
    }

    void shutdown() {
        synchronized (this) {
            if (state == State.RUNNING) {
                state = State.SHUTDOWN;
            }
        }
        finishIfDone();
    }

    /** Cancels everything; returns what never began. */
    List<Work> shutdownNow() {
        synchronized (this) {
            state = State.STOPPED;
        }
        for (Worker worker : workers()) {
            Work running = worker.running();
            backlog.addAll(worker.recall());
            if (running != null && running.decide()) {
                stopper.stop(worker, running);
                ended();
                running.fail(cancelled(running));
            }
        }
        List<Work> never = cancelBacklog();
        finishIfDone();
        return never;
    }

    private List<Work> cancelBacklog() {
        List<Work> never = new ArrayList<>();
        Work work = backlog.pollFirst();
        while (work != null) {
            if (work.decide()) {
                never.add(work);
                ended();
                work.fail(cancelled(work));
            }
            work = backlog.pollFirst();
        }
        return never;
    }

    private CancellationException cancelled(Work work) {
        return new CancellationException(
                "[pool " + name + "] " + work.describe() + " was cancelled by shutdownNow");
    }

    private void finishIfDone() {
        if (pending.get() == 0 && state != State.RUNNING) {
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
        Thread thread = new Thread(null, this::finishNow, "procession-" + name + "-end", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private void finishNow() {
        try {
            stopper.awaitAll();
            crew.end();
            watch.stop();
            harvest.stop();
            crew.closeBell();
            control.close();
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, "[pool " + name + "] ending it", failure);
        } finally {
            terminated.countDown();
        }
    }

    /** The children of this pool that live. */
    List<ChildProcess> children() {
        List<ChildProcess> list = new ArrayList<>();
        for (Worker worker : workers()) {
            ChildProcess child = worker.process();
            if (child != null) {
                list.add(child);
            }
        }
        return list;
    }
}
