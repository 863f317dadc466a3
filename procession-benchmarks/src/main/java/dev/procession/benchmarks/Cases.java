package dev.procession.benchmarks;

import static dev.procession.benchmarks.Case.Sense.LESS_IS_BETTER;
import static dev.procession.benchmarks.Case.Sense.MORE_IS_BETTER;

import dev.procession.memory.SharedDoubleArray;
import dev.procession.pool.PoolOptions;
import dev.procession.sync.ProcessLock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** All cases there are, at one scale. */
final class Cases {

    /** Why a size is not measured. */
    static final String NO_PROC = "this system has no /proc to read it from";

    private static final String NO_CHUNKS =
            "procession has no chunks: each element is a task of its own, here as in the other map";

    /** A worker has brought up all it ever will: its lifeline comes last, after three seconds. */
    private static final int UP_MILLIS = 4500;

    private static final Duration MOST_ABOVE_GRACE = Duration.ofMillis(100);

    /** Of a peer that waits for all its workers. */
    private static final Duration SLOWEST_START = Duration.ofSeconds(2);

    private static final String RETRIES =
            "ours retries what a death cost; pp4j: elements without a result do not count";

    private final Scale scale;
    private final Scratch scratch;
    private final String python;

    /**
     * Prepares the cases.
     *
     * @param scale how much is measured
     * @param scratch where the peers' files are put
     * @param python the command of CPython
     */
    Cases(Scale scale, Scratch scratch, String python) {
        this.scale = scale;
        this.scratch = scratch;
        this.python = python;
    }

    List<Case> all() {
        List<Case> all = new ArrayList<>(others());
        all.addAll(new ManagerCases(scale, this::cpython).all());
        Entrant java = new Entrant(Entrant.JAVA, this::helloMicros);
        Duration rest = Duration.ofMillis(scale.size(UP_MILLIS, 1));
        all.addAll(new ThreadCases(scale, rest, java, this::cpython).all());
        return all;
    }

    private List<Case> others() {
        return List.of(
                apply("apply", 1),
                apply("apply-2", 2),
                mapOne(),
                mapAuto(),
                start(),
                startFresh(),
                memory(),
                idle(),
                fault(),
                close(),
                recycle(),
                elastic(),
                lock(),
                lockOfTwo(),
                pingPong(),
                queue("queue-1", 1),
                queue("queue-4", 4),
                queueOfLarge(),
                pipe(),
                pipeOfLarge(),
                array(),
                sharedArray());
    }

    private Rounds rounds(int warmUps, int least, int most, int quickMillis) {
        return Rounds.of(scale, warmUps, least, most, quickMillis);
    }

    private Case apply(String name, int workers) {
        int ours = scale.size(4000, 10);
        int theirs = scale.size(1000, 10);
        List<Entrant> entrants = new ArrayList<>();
        entrants.add(new Entrant(Entrant.OURS, () -> new PoolApply(workers, ours)));
        entrants.add(cpython(name, theirs));
        if (workers == 1) {
            entrants.add(pp4j(name, scale.size(100, 10)));
        }
        return new Case(
                name,
                "one task submitted and awaited, "
                        + workers
                        + (workers == 1 ? " worker" : " workers"),
                "us",
                LESS_IS_BETTER,
                rounds(10, 3, 200, 1000),
                entrants,
                Target.ratioAtMost(Entrant.CPYTHON, 1.0 / 8),
                List.of());
    }

    private Case mapOne() {
        int ours = scale.size(200_000, 100);
        int theirs = scale.size(5000, 100);
        int slow = scale.size(500, 10);
        return new Case(
                "map-1",
                "map, one element a task, 2 workers; elements: ours "
                        + ours
                        + ", cpython "
                        + theirs
                        + ", pp4j "
                        + slow,
                "1/s",
                MORE_IS_BETTER,
                rounds(8, 3, 100, 1000),
                List.of(
                        new Entrant(Entrant.OURS, () -> new PoolMap(2, ours)),
                        cpython("map-1", theirs),
                        pp4j("map-1", slow)),
                Target.ratioAtLeast(Entrant.CPYTHON, 10),
                List.of());
    }

    private Case mapAuto() {
        int count = scale.size(200_000, 100);
        return new Case(
                "map-auto",
                "map of " + count + " elements, cpython in its own chunks, 2 workers",
                "1/s",
                MORE_IS_BETTER,
                rounds(8, 3, 100, 1000),
                List.of(
                        new Entrant(Entrant.OURS, () -> new PoolMap(2, count)),
                        cpython("map-auto", count)),
                Target.ratioAtLeast(Entrant.CPYTHON, 1),
                List.of(NO_CHUNKS));
    }

    private Case start() {
        return new Case(
                "start",
                "pool opened to first result, parent warm; java: Hello from start to exit",
                "ms",
                LESS_IS_BETTER,
                rounds(4, 5, 60, 2500),
                List.of(
                        new Entrant(Entrant.OURS, PoolStart::new),
                        new Entrant(Entrant.JAVA, this::hello),
                        cpython("start", 1),
                        pp4j("start", 1)),
                Target.ratioAtMost(Entrant.JAVA, 1.8),
                List.of());
    }

    private Contestant hello() throws IOException {
        var folder = scratch.hello();
        return () -> new double[] {Jvm.helloMillis(folder)};
    }

    private Contestant helloMicros() throws IOException {
        var folder = scratch.hello();
        return () -> new double[] {1e3 * Jvm.helloMillis(folder)};
    }

    private Case startFresh() {
        return new Case(
                "start-fresh",
                "the same, each time the first start of a fresh parent",
                "ms",
                LESS_IS_BETTER,
                rounds(0, 3, 20, 2000),
                List.of(
                        new Entrant(Entrant.OURS, FreshStart::ofPool),
                        new Entrant(Entrant.JAVA, () -> FreshStart.ofHello(scratch.hello())),
                        new Entrant(Entrant.CPYTHON, this::freshCPython)),
                null,
                List.of());
    }

    /** The first one is opened at once, to see whether there is any. */
    private Contestant freshCPython() throws IOException, InterruptedException {
        List<String> command = command("start");
        LinePeer.open(command, 1).close();
        return () -> {
            try (LinePeer fresh = LinePeer.open(command, 1)) {
                return fresh.round();
            }
        };
    }

    private Case memory() {
        Duration rest = Duration.ofMillis(scale.size(UP_MILLIS, 1));
        return new Case(
                "memory",
                "resident size of an idle worker; java: of a JVM that said Hello and sleeps",
                "MiB",
                LESS_IS_BETTER,
                rounds(0, 1, 3, 0),
                List.of(
                        new Entrant(Entrant.OURS, linuxOnly(() -> new PoolMemory(rest))),
                        new Entrant(Entrant.JAVA, linuxOnly(() -> bareMemory(rest))),
                        cpython("memory", Math.toIntExact(rest.toMillis()))),
                Target.ratioAtMost(Entrant.JAVA, 1.4),
                List.of());
    }

    private Contestant bareMemory(Duration rest) throws IOException {
        var folder = scratch.hello();
        return () -> {
            try (IdleJvm bare = IdleJvm.start(folder, rest)) {
                return new double[] {ProcFiles.residentMiB(bare.pid())};
            }
        };
    }

    private Case idle() {
        Duration rest = Duration.ofMillis(scale.size(UP_MILLIS, 1));
        Duration watched = Duration.ofMillis(scale.size(2000, 20));
        return new Case(
                "idle",
                "CPU time of an idle pool of one: worker and threads in the parent; java: a sleeping JVM",
                "ms/s",
                LESS_IS_BETTER,
                rounds(0, 1, 3, 0),
                List.of(
                        new Entrant(Entrant.OURS, linuxOnly(() -> new PoolIdle(rest, watched))),
                        new Entrant(Entrant.JAVA, linuxOnly(() -> bareIdle(rest, watched)))),
                Target.valueAtMost(1),
                List.of());
    }

    private Contestant bareIdle(Duration rest, Duration watched) throws IOException {
        var folder = scratch.hello();
        return () -> {
            try (IdleJvm bare = IdleJvm.start(folder, rest)) {
                CpuMeter meter = CpuMeter.of(bare.pid());
                Thread.sleep(watched);
                return new double[] {meter.millisPerSecond()};
            }
        };
    }

    private Case fault() {
        Duration window = Duration.ofMillis(scale.pick(5000, 2000, 1000));
        int ours = scale.size(200_000, 1000);
        int windowMillis = Math.toIntExact(window.toMillis());
        // A single one is at the mercy of whatever else the machine has to do.
        int most = scale.pick(5, 1, 1);
        Duration limit = window.multipliedBy(5).plus(SLOWEST_START);
        return new Case(
                "fault",
                "rate of map-1 while a worker a second is killed, divided by that without; "
                        + "2 workers, "
                        + Figures.plain(windowMillis / 1e3)
                        + " s each",
                "x",
                MORE_IS_BETTER,
                new Rounds(0, most, most, Duration.ZERO),
                List.of(
                        new Entrant(Entrant.OURS, () -> new PoolFault(2, ours, window)),
                        pp4j("fault", windowMillis, limit)),
                Target.valueAtLeast(0.8),
                List.of(RETRIES));
    }

    private Case recycle() {
        int count = scale.pick(400, 200, 4);
        int after = scale.size(100, 1);
        // A single one is at the mercy of whatever else the machine has to do.
        int most = scale.pick(5, 3, 1);
        return new Case(
                "recycle",
                "rate with each worker replaced after 100 tasks of some 10 ms, divided by that without;"
                        + " 2 workers",
                "x",
                MORE_IS_BETTER,
                new Rounds(0, most, most, Duration.ZERO),
                List.of(new Entrant(Entrant.OURS, () -> new PoolRecycle(2, after, count))),
                Target.valueAtLeast(0.8),
                List.of());
    }

    private Case elastic() {
        int most = scale.size(20, 2);
        return new Case(
                "elastic",
                "from a backlog to 20 workers, all with a task; java: 20 JVMs that say Hello",
                "ms",
                LESS_IS_BETTER,
                rounds(0, 1, 5, 0),
                List.of(
                        new Entrant(Entrant.OURS, () -> new PoolElastic(most, scratch::newFile)),
                        new Entrant(Entrant.JAVA, () -> new JvmCrowd(scratch.hello(), most))),
                null,
                List.of());
    }

    private Case close() {
        Duration grace = PoolOptions.defaults().stopGrace();
        return new Case(
                "close",
                "shutdownNow to termination, worker deaf to interruption and SIGTERM; stop grace "
                        + grace.toMillis()
                        + " ms",
                "ms",
                LESS_IS_BETTER,
                rounds(0, 1, 10, 1000),
                List.of(new Entrant(Entrant.OURS, () -> new PoolClose(grace, scratch::newFile))),
                Target.valueAtMost((double) grace.plus(MOST_ABOVE_GRACE).toMillis()),
                List.of());
    }

    private Case lock() {
        int count = scale.size(2_000_000, 10);
        return new Case(
                "lock",
                "a lock that nobody else wants, locked and unlocked; java: ReentrantLock",
                "ns",
                LESS_IS_BETTER,
                rounds(5, 5, 40, 1000),
                List.of(
                        new Entrant(Entrant.OURS, () -> alone(count)),
                        new Entrant(
                                Entrant.JAVA,
                                () -> new LockAlone(new ReentrantLock(), () -> {}, count)),
                        cpython("lock", scale.size(50_000, 10))),
                Target.ratioAtMost(Entrant.JAVA, 2),
                List.of());
    }

    private static Contestant alone(int count) {
        ProcessLock lock = ProcessLock.create("bench");
        return new LockAlone(lock, () -> lock.close(), count);
    }

    private Case lockOfTwo() {
        int ours = scale.size(1_000_000, 10);
        return new Case(
                "lock-2",
                "a lock that two processes want all the time, with 20 steps of arithmetic in and 50"
                        + " outside of it; cpython: 1 and 2",
                "1/s",
                MORE_IS_BETTER,
                rounds(3, 3, 20, 1000),
                List.of(
                        new Entrant(Entrant.OURS, () -> new LockOfTwo(ours)),
                        cpython("lock-2", scale.size(20_000, 10))),
                Target.ratioAtLeast(Entrant.CPYTHON, 1),
                List.of());
    }

    private Case pingPong() {
        int count = scale.size(20_000, 10);
        return new Case(
                "pingpong",
                "two processes wake each other by semaphores, there and back; futex: by a word each",
                "us",
                LESS_IS_BETTER,
                rounds(3, 5, 40, 1000),
                List.of(
                        new Entrant(Entrant.OURS, () -> new PingPong(count)),
                        new Entrant(Entrant.FUTEX, () -> BareFutex.open(scratch.newFile(), count)),
                        cpython("pingpong", scale.size(5000, 10))),
                Target.ratioAtMost(Entrant.FUTEX, 1.3),
                List.of());
    }

    private Case pipe() {
        int count = scale.size(20_000, 10);
        return new Case(
                "pipe",
                "a number over a pipe to another process, there and back; futex: a wake-up each",
                "us",
                LESS_IS_BETTER,
                rounds(3, 5, 40, 1000),
                List.of(
                        new Entrant(Entrant.OURS, () -> new PipeTalk(count)),
                        new Entrant(Entrant.FUTEX, () -> BareFutex.open(scratch.newFile(), count)),
                        cpython("pipe", scale.size(5000, 10))),
                Target.ratioAtMost(Entrant.FUTEX, 1.3),
                List.of());
    }

    private Case pipeOfLarge() {
        int ours = scale.size(2000, 2);
        return new Case(
                "pipe-1m",
                "arrays of 1 MiB over a pipe, received into one or each anew; java: copied into"
                        + " shared memory",
                "1/s",
                MORE_IS_BETTER,
                rounds(8, 3, 20, 1500),
                List.of(
                        new Entrant(Entrant.OURS, () -> new PipeFlow(1 << 20, ours, true)),
                        new Entrant(Entrant.OURS_ANEW, () -> new PipeFlow(1 << 20, ours, false)),
                        new Entrant(Entrant.JAVA, () -> new Copying(1 << 20, ours)),
                        cpython("pipe-1m", scale.size(200, 2))),
                Target.ratioAtLeast(Entrant.JAVA, 0.6),
                List.of());
    }

    private Case array() {
        int length = scale.size(10_000_000, 10_000);
        return new Case(
                "array",
                "an array of 80 MB of numbers as the argument of a task",
                "ms",
                LESS_IS_BETTER,
                rounds(5, 5, 60, 3000),
                List.of(
                        new Entrant(
                                Entrant.OURS,
                                () ->
                                        new PoolArray<>(
                                                all -> all.length, new double[length], length, 1)),
                        cpython("array", length)),
                Target.ratioAtMost(Entrant.CPYTHON, 0.1),
                List.of());
    }

    private Case sharedArray() {
        int length = scale.size(10_000_000, 10_000);
        return new Case(
                "array-shared",
                "a shared array of 80 MB as the argument of a task",
                "ms",
                LESS_IS_BETTER,
                rounds(10, 3, 60, 1000),
                List.of(
                        new Entrant(
                                Entrant.OURS,
                                () ->
                                        new PoolArray<>(
                                                all -> Math.toIntExact(all.length()),
                                                SharedDoubleArray.create(length),
                                                length,
                                                scale.size(1000, 10)))),
                Target.valueAtMost(0.05),
                List.of());
    }

    private Case queue(String name, int pairs) {
        int ours = scale.size(400_000, 10) / pairs;
        int theirs = scale.size(20_000, 10) / pairs;
        return new Case(
                name,
                "numbers through a queue, from "
                        + pairs
                        + " to "
                        + pairs
                        + (pairs == 1 ? " process" : " processes"),
                "1/s",
                MORE_IS_BETTER,
                rounds(5, 3, 40, 1500),
                List.of(
                        new Entrant(Entrant.OURS, () -> new QueueFlow(pairs, 4711, ours)),
                        cpython(name, theirs)),
                Target.ratioAtLeast(Entrant.CPYTHON, 20),
                List.of());
    }

    private Case queueOfLarge() {
        int ours = scale.size(2000, 2);
        return new Case(
                "queue-1m",
                "arrays of 1 MiB through a queue, taken into one or each anew; java: copied into"
                        + " shared memory",
                "1/s",
                MORE_IS_BETTER,
                rounds(8, 3, 20, 1500),
                List.of(
                        new Entrant(
                                Entrant.OURS,
                                () -> new QueueFlow(1, new byte[1 << 20], new byte[1 << 20], ours)),
                        new Entrant(
                                Entrant.OURS_ANEW, () -> new QueueFlow(1, new byte[1 << 20], ours)),
                        new Entrant(Entrant.JAVA, () -> new Copying(1 << 20, ours)),
                        cpython("queue-1m", scale.size(200, 2))),
                Target.ratioAtLeast(Entrant.JAVA, 0.6),
                List.of());
    }

    static Entrant.Opener linuxOnly(Entrant.Opener opener) {
        return () -> {
            if (!ProcFiles.exist()) {
                throw new NotHereException(NO_PROC);
            }
            return opener.open();
        };
    }

    private static Entrant pp4j(String name, int size) {
        return pp4j(name, size, LinePeer.LIMIT);
    }

    private static Entrant pp4j(String name, int size, Duration limit) {
        return new Entrant(
                Entrant.PP4J, () -> LinePeer.open(Jvm.likeThis(Pp4jPeer.class, name), size, limit));
    }

    private Entrant cpython(String name, int size) {
        return new Entrant(Entrant.CPYTHON, () -> LinePeer.open(command(name), size));
    }

    private List<String> command(String name) throws IOException {
        return List.of(python, scratch.script().toString(), name);
    }
}
