package dev.procession.pool;

import dev.procession.WorkerDiedException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.Lane;
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
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();
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
    private final Completions completions = new Completions();
    private final List<Work> neverRan = new ArrayList<>();
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

    Completions completions() {
        return completions;
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

    /** As {@link #accepts}, or throws. */
    void accept() {
        if (!accepts(1)) {
            throw refusal("");
        }
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
        watch.wake();
        return true;
    }

    /** Why a task is not accepted. */
    RejectedExecutionException refusal(String more) {
        return new RejectedExecutionException(
                "[pool " + name + "] no longer takes tasks: it was shut down" + more, broken);
    }

    /** Counts a task out. */
    void ended() {
        ended(1);
    }

    /** Counts tasks out. */
    void ended(int tasks) {
        if (tasks > 0 && pending.addAndGet(-tasks) == 0 && state != State.RUNNING) {
            finish();
        }
    }

    /** Brings a task on its way: to a worker, or into the backlog. */
    void route(Work work, Sink argument) {
        if (hasBacklog() || !offer(work, argument.array(), argument.size())) {
            work.keepArgument(argument.array(), argument.size());
            queue(work);
        }
    }

    /** When a worker must see a task that it is offered. */
    enum Haste {
        /** At once if it is idle: it may take long until the next task comes. */
        IF_IDLE,
        /** With the tasks that follow at once. */
        WITH_OTHERS
    }

    /** Offers a task to the workers: an idle one first, otherwise the one with the least to do. */
    private boolean offer(Work work, byte[] bytes, int length) {
        Worker best = leastLoaded();
        return best != null && best.offer(work, bytes, length);
    }

    /** Offers tasks to the workers, each time the one with the least to do; returns how many. */
    int offer(Bundle bundle, Haste haste) {
        int taken = 0;
        int more = 1;
        while (more > 0 && taken < bundle.size()) {
            Worker best = leastLoaded();
            more = best == null ? 0 : best.offer(bundle, taken, haste);
            taken += more;
        }
        return taken;
    }

    private @Nullable Worker leastLoaded() {
        Worker best = null;
        for (Worker worker : workers()) {
            if (worker.seemsOpen() && (best == null || worker.load() < best.load())) {
                best = worker;
                if (best.load() == 0) {
                    return best;
                }
            }
        }
        if (best != null) {
            // It would wait behind others although there may be more workers.
            crew.growIfAllowed();
        }
        return best;
    }

    /** How many tasks the workers seem to have room for, from 1 to so many. */
    int room(int most) {
        int room = 0;
        for (Worker worker : workers()) {
            if (worker.seemsOpen()) {
                room += Math.max(0, worker.usualWindow() - worker.load());
            }
        }
        return Math.clamp(room, 1, most);
    }

    /** Puts a task into the backlog, and has workers look there. */
    void queue(Work work) {
        waiting.incrementAndGet();
        backlog.addLast(work);
        publishAll();
        feedAll();
    }

    /** Hands over what others have staged: they may wait for this, or for a slow source. */
    void publishAll() {
        for (Worker worker : workers()) {
            worker.publish();
        }
    }

    /**
     * Ends those workers whose lane was cut short, after an error that says so and not which.
     *
     * @throws InternalError the same one, if it says something else
     */
    void audit(InternalError error) {
        if (!Lane.isCut(error)) {
            throw error;
        }
        for (Worker worker : workers()) {
            worker.audit();
        }
    }

    /** Puts tasks that were taken back in front of all others. */
    void queueAgain(List<Work> works) {
        putBack(works);
        feedAll();
    }

    /** Has all workers with room look into the backlog; starts another one if there are too few. */
    void feedAll() {
        for (Worker worker : workers()) {
            if (worker.seemsOpen()) {
                feed(worker);
            }
        }
        if (hasBacklog()) {
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
        while (hasBacklog() && worker.seemsOpen()) {
            Work work = poll();
            if (work == null) {
                break;
            }
            byte[] argument = work.takeArgument();
            if (!worker.stage(work, argument)) {
                work.keepArgument(argument);
                putBack(List.of(work));
                break;
            }
            fed = true;
            work.leftBacklog();
            if (work.isDecided()) {
                // By somebody who still saw it in the backlog.
                stopper.stop(worker, work);
            }
        }
        if (fed) {
            worker.publish();
        }
    }

    boolean hasBacklog() {
        return waiting.get() > 0;
    }

    private void putBack(List<Work> works) {
        for (Work work : works.reversed()) {
            waiting.incrementAndGet();
            backlog.addFirst(work);
        }
    }

    /** Takes the next task that is still wanted from the backlog. */
    private @Nullable Work poll() {
        Work work = backlog.pollFirst();
        while (work != null) {
            waiting.decrementAndGet();
            if (!work.isDecided()) {
                return work;
            }
            work = backlog.pollFirst();
        }
        return null;
    }

    /** Tells whether a worker, perhaps one to be started, has nothing to do. */
    boolean hasIdle() {
        Worker[] all = workers();
        for (Worker worker : all) {
            if (worker.load() == 0) {
                return true;
            }
        }
        return all.length < options.workers();
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /** How many tasks the slowest worker may have: many if tasks are short. */
    int smallestWindow() {
        int smallest = Integer.MAX_VALUE;
        for (Worker worker : workers()) {
            smallest = Math.min(smallest, worker.usualWindow());
        }
        return smallest == Integer.MAX_VALUE ? 1 : smallest;
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
            work.fail(cause);
            ended();
        }
    }

    /** Gives up a task that somebody outside has decided; stops it if it runs. */
    void abandon(Work work) {
        Worker worker = work.worker();
        if (worker != null) {
            stopper.stop(worker, work);
        }
        ended();
    }

    /** As {@link #abandon}, for many: of each worker's tasks only the running one needs a stop. */
    void abandonAll(List<? extends Work> works) {
        for (Worker worker : workers()) {
            queueAgain(worker.recall());
        }
        for (Work work : works) {
            Worker worker = work.worker();
            if (worker != null && worker.holds(work)) {
                stopper.stop(worker, work);
            }
        }
        ended(works.size());
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
                work.fail(death);
                ended();
            }
        }
        queueAgain(remains.notBegun());
    }

    /** Fails everything: workers cannot be started. */
    void breakDown(WorkerDiedException cause) {
        broken = cause;
        synchronized (this) {
            state = State.STOPPED;
        }
        cancelBacklog();
        finishIfDone();
    }

    @Nullable WorkerDiedException broken() {
        return broken;
    }

    /** Encodes work that has its function in itself. */
    void encodeTask(Object task, Sink sink) {
        codec.encode(task, sink, CodecContext.of(FunctionRef.loaderOf(task.getClass()), "task"));
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

    /** Tells whether nothing more may be handed to a worker. */
    boolean isStopped() {
        return state == State.STOPPED;
    }

    void shutdown() {
        synchronized (this) {
            if (state == State.RUNNING) {
                state = State.SHUTDOWN;
                // Somebody must harvest to the end, even if a stream of outcomes was forgotten.
                addUnattended();
            }
        }
        harvest.attend();
        finishIfDone();
    }

    /** Cancels everything; returns what never began. */
    List<Work> shutdownNow() {
        synchronized (this) {
            state = State.STOPPED;
        }
        Worker[] all = workers();
        for (Worker worker : all) {
            // From here on it takes nothing: it looks at the state under its lock.
            worker.harvest();
            putBack(worker.recall());
        }
        cancelBacklog();
        for (Worker worker : all) {
            for (Work work : worker.held()) {
                if (work.decide()) {
                    long ran = worker.runningNanos();
                    if (ran >= 0) {
                        work.began(ran);
                    }
                    stopper.stop(worker, work);
                    work.fail(cancelled(work));
                    ended();
                }
            }
        }
        finishIfDone();
        return takeNeverRan();
    }

    /** Whoever finds tasks in the backlog of a stopped pool ends them, not only who stopped it. */
    private void cancelBacklog() {
        synchronized (neverRan) {
            Work work = poll();
            while (work != null) {
                if (work.decide()) {
                    neverRan.add(work);
                    work.fail(broken != null ? broken : cancelled(work));
                    ended();
                }
                work = poll();
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
            completions.await();
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, "[pool " + name + "] ending it", failure);
        } finally {
            terminated.countDown();
        }
    }
}
