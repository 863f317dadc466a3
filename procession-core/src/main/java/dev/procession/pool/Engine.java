package dev.procession.pool;

import dev.procession.TaskAction;
import dev.procession.WorkerDiedException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
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

    private final String name;
    private final PoolOptions options;
    private final Codec codec = Codec.standard();
    private final byte @Nullable [] initializer;
    private final Backlog backlog = new Backlog();
    private final LifeCycle lifeCycle = new LifeCycle(this);
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger unattended = new AtomicInteger();
    private final StatelessFunctions stateless = new StatelessFunctions();
    private final AtomicReference<@Nullable Sink> spareSink = new AtomicReference<>();
    private final Harvest harvest;
    private final Watch watch;
    private final Crew crew;
    private final Stopper stopper;
    private final Control control;
    private final Completions completions;

    Engine(String name, PoolOptions options) {
        this.name = name;
        this.options = options;
        this.initializer = options.initializer().map(this::encodeInitializer).orElse(null);
        this.harvest = new Harvest(this, name);
        this.watch = new Watch(this, name);
        this.stopper = new Stopper(this);
        this.completions = new Completions(name);
        this.crew = new Crew(this, name, options);
        this.control = new Control(crew.controlPath());
        begin();
    }

    /** Starts the threads; without all of them there is no pool, and nothing is left of it. */
    private void begin() {
        try {
            crew.begin();
            harvest.start();
            watch.start();
        } catch (IOException noThread) {
            try {
                end();
            } catch (IOException | InterruptedException failure) {
                noThread.addSuppressed(failure);
            }
            throw new UncheckedIOException(
                    "[pool " + name + "] could not be opened: " + noThread.getMessage(), noThread);
        }
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

    LifeCycle lifeCycle() {
        return lifeCycle;
    }

    Backlog backlog() {
        return backlog;
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

    Watch watch() {
        return watch;
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
            throw lifeCycle.refusal("");
        }
    }

    /** Counts tasks in, and out again unless the pool takes them: {@link LifeCycle#accepts}. */
    boolean accepts(int tasks) {
        boolean accepted = lifeCycle.accepts(tasks);
        if (accepted) {
            watch.wake();
        }
        return accepted;
    }

    /** Counts a task out. */
    void ended() {
        lifeCycle.ended(1);
    }

    /** Counts tasks out. */
    void ended(int tasks) {
        lifeCycle.ended(tasks);
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

    /** Offers a task to the worker that would be done with it first. */
    private boolean offer(Work work, byte[] bytes, int length) {
        Worker best = soonestDone();
        return best != null && best.offer(work, bytes, length);
    }

    /** Offers tasks to the workers, each time to the one done first; returns how many. */
    int offer(Bundle bundle, Haste haste) {
        int taken = 0;
        int more = 1;
        while (more > 0 && taken < bundle.size()) {
            Worker best = soonestDone();
            more = best == null ? 0 : best.offer(bundle, taken, haste);
            taken += more;
        }
        return taken;
    }

    /** Up to this it is not worth waking an idle worker. */
    private static final long WORTH_WAITING_NANOS = 50_000;

    private @Nullable Worker soonestDone() {
        Worker best = null;
        Worker idle = null;
        long soonest = Long.MAX_VALUE;
        for (Worker worker : workers()) {
            if (worker.seemsOpen()) {
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
            crew.growIfAllowed();
        }
        return best;
    }

    /** How many tasks the workers seem to have room for, from 1 to so many. */
    int room(int most) {
        int room = 0;
        for (Worker worker : workers()) {
            if (worker.seemsOpen()) {
                room += Math.max(0, worker.window().usual() - worker.load());
            }
        }
        return Math.clamp(room, 1, most);
    }

    /** Puts a task into the backlog, and has workers look there. */
    void queue(Work work) {
        backlog.add(work);
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
        backlog.putBack(works);
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
            if (lifeCycle.isStopped()) {
                lifeCycle.cancelBacklog();
            } else {
                crew.grow(backlog.size(options.workers()));
            }
        }
    }

    /** Gives a worker of the backlog what it has room for. */
    void feed(Worker worker) {
        boolean fed = false;
        while (hasBacklog() && worker.seemsOpen()) {
            Work work = backlog.poll();
            if (work == null) {
                break;
            }
            byte[] argument = work.takeArgument();
            if (!worker.stage(work, argument)) {
                work.keepArgument(argument);
                backlog.putBack(List.of(work));
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
        return !backlog.isEmpty();
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

    /** Tells whether tasks are long, as far as is known: no worker has more than one at a time. */
    boolean areTasksLong() {
        for (Worker worker : workers()) {
            if (worker.isUp() && worker.window().usual() > 1) {
                return false;
            }
        }
        return true;
    }

    /** How many tasks all workers that are up may have together: many if tasks are short. */
    int wholeWindow() {
        int sum = 0;
        for (Worker worker : workers()) {
            sum += worker.isUp() ? worker.window().usual() : 0;
        }
        return sum;
    }

    // ---- how tasks end -----------------------------------------------------------------------

    boolean mayRetry(Work work) {
        return work.isTask() && work.attempts() <= options.retries() && !lifeCycle.isStopped();
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
    void settle(Remains remains, WorkerDiedException death) {
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

    /** What the worker must do before its first task, if anything. */
    @Nullable Initialization initialization(Worker worker) {
        return initializer == null ? null : new Initialization(this, worker, initializer);
    }

    private byte[] encodeInitializer(TaskAction action) {
        Sink sink = new Sink(TaskFrame.MAX_BYTES);
        ClassLoader loader = FunctionRef.loaderOf(action.getClass());
        codec.encode(action, sink, CodecContext.of(loader, "initializer"));
        return Arrays.copyOf(sink.array(), sink.size());
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

    // ---- the end -----------------------------------------------------------------------------

    /** Ends what the pool consists of, once no task is left. */
    void end() throws InterruptedException, IOException {
        stopper.awaitAll();
        crew.end();
        // As long as the watch can help them.
        completions.await();
        watch.stop();
        harvest.stop();
        crew.closeBell();
        control.close();
    }
}
