package dev.procession.pool;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.handover.Cloakroom;
import dev.procession.internal.util.MappedMemory;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
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
final class Engine implements AsyncMap.Home, Meter.Home {

    private final String name;
    private final Share share;
    private final PoolOptions options;
    private final Codec codec = Codec.standard();
    private final @Nullable FunctionRef initializer;
    private final Backlog backlog;
    private final @Nullable WaitingRoom room;
    private final LifeCycle lifeCycle = new LifeCycle(this);
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger unattended = new AtomicInteger();
    private final StatelessFunctions stateless = new StatelessFunctions();
    private final AtomicReference<@Nullable Sink> spareSink = new AtomicReference<>();
    private final LargeArguments largeArguments = new LargeArguments();
    private final Harvest harvest;
    private final Watch watch;
    private final Crew crew;
    private final Stopper stopper;
    private final Control control;
    private final Completions completions;
    private final Cloakroom cloakroom = new Cloakroom();
    private final Settlement settlement = new Settlement(this);
    private final Backoffs backoffs = new Backoffs(this);
    private final Turnover turnover;
    private final ResidentLimit residentLimit;
    private volatile boolean hasTimeLimits;

    Engine(String name, Share share) {
        this.name = name;
        this.share = share;
        this.options = share.options();
        this.residentLimit = new ResidentLimit(this);
        Flight.look();
        this.initializer =
                options.initializer()
                        .map(each -> FunctionRef.action(each, "initializer", codec))
                        .orElse(null);
        OptionalInt most = options.maxWaiting();
        this.backlog = new Backlog(most.isPresent());
        this.room =
                most.isPresent()
                        ? new WaitingRoom(this, most.getAsInt(), options.whenFull())
                        : null;
        this.harvest = new Harvest(this, name);
        this.watch = new Watch(this, name);
        this.stopper = new Stopper(this);
        this.completions = new Completions(name);
        this.turnover =
                new Turnover(
                        this,
                        options.finalizer()
                                .map(each -> FunctionRef.action(each, "finalizer", codec))
                                .orElse(null));
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
            if (options.startsAtOnce()) {
                crew.growToLeast(options.leastWorkers());
            }
        } catch (IOException noThread) {
            try {
                end();
            } catch (IOException | InterruptedException failure) {
                noThread.addSuppressed(failure);
            }
            throw new UncheckedIOException(
                    "[pool " + name + "] could not be opened: " + Shortage.describe(noThread),
                    noThread);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isTerminated() {
        return lifeCycle().terminated().getCount() == 0;
    }

    /** As the user gave them, with what was left open decided. */
    PoolOptions options() {
        return options;
    }

    Share share() {
        return share;
    }

    /** Takes note of terms that tasks may have. */
    void knows(Terms terms) {
        if (terms.timeout() != null && !options.isDebugged()) {
            hasTimeLimits = true;
        }
    }

    /** Tells whether some task may have a time limit. */
    boolean hasTimeLimits() {
        return hasTimeLimits;
    }

    Turnover turnover() {
        return turnover;
    }

    ResidentLimit residentLimit() {
        return residentLimit;
    }

    Settlement settlement() {
        return settlement;
    }

    Backoffs backoffs() {
        return backoffs;
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

    @Override
    public Completions completions() {
        return completions;
    }

    Control control() {
        return control;
    }

    Cloakroom cloakroom() {
        return cloakroom;
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
    @Override
    public void accept() {
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

    /** As {@link #accepts}, for what belongs to something that was accepted and has not ended. */
    boolean acceptsMore(int tasks) {
        boolean accepted = lifeCycle.acceptsMore(tasks);
        if (accepted) {
            watch.wake();
        }
        return accepted;
    }

    /** Counts a task out. */
    @Override
    public void ended() {
        lifeCycle.ended(1);
    }

    @Override
    public boolean isStopped() {
        return lifeCycle.isStopped();
    }

    @Override
    public void began(AsyncMap<?> map) {
        lifeCycle.began(map);
    }

    @Override
    public void left(AsyncMap<?> map) {
        lifeCycle.left(map);
    }

    /** Counts tasks out. */
    void ended(int tasks) {
        lifeCycle.ended(tasks);
    }

    /**
     * Brings a task on its way: to a worker, or into the backlog.
     *
     * @throws RuntimeException if there is no room for it there; then it is not on its way
     */
    void route(Work work, Sink argument) {
        largeArguments.settle(work, argument, 0);
        if (hasBacklog() || !offer(work, argument.array(), argument.size())) {
            if (room != null) {
                room.enter(work);
            }
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
                room += Math.max(0, worker.width() - worker.load());
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
        if (!MappedMemory.isCut(error)) {
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
                if (lifeCycle.isStopped()) {
                    // Whoever stopped the pool may have looked while it was in our hands.
                    lifeCycle.cancelBacklog();
                }
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
            if (worker.load() == 0 && !worker.isRetiring()) {
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

    /** Has a task recorded if somebody records. */
    void record(Work work) {
        if (Flight.isOn()) {
            Flight.write(() -> work.recordBy(TaskEvent.of(name)));
        }
    }

    /** As {@link #record}, after a look whether somebody has just begun to. */
    void recordNow(Work work) {
        if (Flight.look()) {
            record(work);
        }
    }

    // ---- what goes along with tasks ---------------------------------------------------------

    /** What the worker must do before its first task, if anything. */
    @Nullable Initialization initialization(Worker worker) {
        return initializer == null ? null : new Initialization(this, worker, initializer);
    }

    /** Encodes work that has its function in itself. */
    void encodeTask(FunctionRef function, Object task, Sink sink) {
        codec.encode(task, sink, CodecContext.of(function.loader(), "task"));
    }

    /** Encodes what a function is applied to. */
    void encodeArgument(FunctionRef function, @Nullable Object argument, Sink sink) {
        codec.encode(argument, sink, CodecContext.of(function.loader(), "argument"));
    }

    /** Returns a function as it travels; one without state was perhaps encoded before. */
    FunctionRef function(Object function) {
        FunctionRef known = stateless.get(function);
        if (known != null) {
            known.nameForRecordings(function);
            return known;
        }
        FunctionRef made = FunctionRef.of(function, codec);
        stateless.put(function, made);
        return made;
    }

    // ---- sinks -------------------------------------------------------------------------------

    Sink takeSink() {
        Sink sink = spareSink.getAndSet(null);
        Sink taken = sink == null ? new Sink(TaskFrame.MAX_BYTES) : sink;
        taken.attachArrays(true);
        return taken;
    }

    void giveBack(Sink sink) {
        sink.clear();
        sink.trim(64 << 10);
        spareSink.set(sink);
    }

    LargeArguments largeArguments() {
        return largeArguments;
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

    // ---- looking at it -----------------------------------------------------------------------

    PoolStats stats() {
        int busy = 0;
        Worker[] all = workers();
        for (Worker worker : all) {
            busy += worker.load() > 0 && !worker.isInitializing() ? 1 : 0;
        }
        return new PoolStats(
                all.length,
                busy,
                backlog.size(Integer.MAX_VALUE),
                lifeCycle.unfinished(),
                crew.tasksDone(),
                crew.started(),
                crew.lost());
    }

    // ---- the end -----------------------------------------------------------------------------

    /** Ends what the pool consists of, once no task is left. */
    void end() throws InterruptedException, IOException {
        try {
            endAll();
        } finally {
            share.close();
        }
    }

    private void endAll() throws InterruptedException, IOException {
        // A worker whose task is being stopped has something to do before its end, too.
        stopper.awaitAll();
        turnover.end();
        stopper.awaitAll();
        crew.end();
        cloakroom.close();
        // As long as the watch can help them.
        completions.await();
        watch.stop();
        harvest.stop();
        crew.closeBell();
        control.close();
        largeArguments.end();
    }
}
