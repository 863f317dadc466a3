package dev.procession.pool;

import dev.procession.codec.Codec;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.handover.Cloakroom;
import dev.procession.internal.util.MappedMemory;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 * The inside of a pool: what it consists of, how that begins and ends, and which tasks it takes.
 *
 *   submit, apply, map ──► route ──► a worker with room ──► its lane ──► harvest ──► Work.deliver
 *                            │              ▲                  │
 *                            └──► backlog ──┘ feed             └──► death: the begun one fails,
 *                                    ▲                               the others go back
 *                                    └───────────────────────────────┘
 *
 * Who does what on that way: Dispatcher (route, backlog, feed), Worker (its lane), Harvest (results),
 * Settlement (what ends without a result), Crew (which workers there are), LifeCycle (how many tasks
 * are on their way, and when the pool ends). No lock is common to all workers.
 */
final class Engine implements AsyncMap.Home, Meter.Home {

    private final String name;
    private final Share share;
    private final PoolOptions options;
    private final Codec codec = Codec.standard();
    private final @Nullable FunctionRef initializer;
    private final LifeCycle lifeCycle = new LifeCycle(this);
    private final AtomicLong numbers = new AtomicLong();
    private final TaskEncoder encoder = new TaskEncoder(codec);
    private final LargeArguments largeArguments = new LargeArguments();
    private final Harvest harvest;
    private final Watch watch;
    private final Crew crew;
    private final Stopper stopper;
    private final Control control;
    private final Completions completions;
    private final Cloakroom cloakroom = new Cloakroom();
    private final Dispatcher dispatcher;
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
        this.dispatcher = new Dispatcher(this, waitingRoom(), options.workers());
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
        this.control = new Control(crew.launcher().controlPath());
        begin();
    }

    private @Nullable WaitingRoom waitingRoom() {
        OptionalInt most = options.maxWaiting();
        return most.isPresent() ? new WaitingRoom(this, most.getAsInt(), options.whenFull()) : null;
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

    TaskEncoder encoder() {
        return encoder;
    }

    LargeArguments largeArguments() {
        return largeArguments;
    }

    LifeCycle lifeCycle() {
        return lifeCycle;
    }

    Dispatcher dispatcher() {
        return dispatcher;
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
        return crew.launcher().bell();
    }

    // ---- its tasks ---------------------------------------------------------------------------

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

    long nextNumber() {
        return numbers.incrementAndGet();
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

    // ---- its workers -------------------------------------------------------------------------

    /** What the worker must do before its first task, if anything. */
    @Nullable Initialization initialization(Worker worker) {
        return initializer == null ? null : new Initialization(this, worker, initializer);
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
                dispatcher.backlog().size(Integer.MAX_VALUE),
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
        crew.launcher().closeBell();
        control.close();
        largeArguments.end();
    }
}
