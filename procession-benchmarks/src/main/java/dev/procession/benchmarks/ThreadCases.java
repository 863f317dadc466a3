package dev.procession.benchmarks;

import static dev.procession.benchmarks.Case.Sense.LESS_IS_BETTER;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskPool;
import dev.procession.pool.ThreadPool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/** The cases that set processes against threads, and a pool against a process for each task. */
final class ThreadCases {

    private static final String THREAD = "thread";
    private static final String VIRTUAL = "virtual thread";
    private static final String ALONE = "one by one";
    private static final int LIMIT_OF_PRIMES = 60_000;
    private static final Duration ANSWER_TIME = Duration.ofMillis(10);

    private final Scale scale;
    private final Duration rest;
    private final Entrant java;
    private final BiFunction<String, Integer, Entrant> cpython;

    /**
     * Prepares the cases.
     *
     * @param scale how much is measured
     * @param rest how long a worker takes until it has brought up all it ever will
     * @param java the plain JVM
     * @param cpython makes the peer of a case, of which each round is told a size
     */
    ThreadCases(
            Scale scale,
            Duration rest,
            Entrant java,
            BiFunction<String, Integer, Entrant> cpython) {
        this.scale = scale;
        this.rest = rest;
        this.java = java;
        this.cpython = cpython;
    }

    List<Case> all() {
        return List.of(
                start(),
                memory(
                        "thread-memory",
                        Footprint.RESIDENT,
                        "resident size (Rss), shared pages counted for each process in full"),
                memory(
                        "thread-share",
                        Footprint.PROPORTIONAL,
                        "proportional size (Pss), shared pages counted by parts"),
                cpu(),
                io(),
                perTask());
    }

    private Rounds rounds(int warmUps, int least, int most, int quickMillis) {
        return Rounds.of(scale, warmUps, least, most, quickMillis);
    }

    private Case start() {
        int times = scale.size(200, 2);
        return new Case(
                "thread-start",
                "one process or thread that does nothing, from its start to its end",
                "us",
                LESS_IS_BETTER,
                rounds(4, 5, 60, 1500),
                List.of(
                        new Entrant(Entrant.OURS, StartAndEnd::ofProcess),
                        new Entrant(THREAD, () -> StartAndEnd.ofThread(times)),
                        new Entrant(VIRTUAL, () -> StartAndEnd.ofVirtualThread(times)),
                        java,
                        cpython.apply("thread-start", scale.size(10, 1))),
                null,
                List.of("cpython forks, unless it is told otherwise: the copy of a small process"));
    }

    private Case memory(String name, Footprint footprint, String what) {
        int idleWorkers = scale.size(4, 1);
        int threads = scale.size(500, 10);
        int virtual = scale.size(20_000, 10);
        return new Case(
                name,
                "one that idles, " + what,
                "MiB",
                LESS_IS_BETTER,
                rounds(0, 1, 3, 0),
                List.of(
                        new Entrant(
                                Entrant.OURS,
                                Cases.linuxOnly(
                                        () -> new WorkersMemory(idleWorkers, rest, footprint))),
                        new Entrant(
                                THREAD,
                                Cases.linuxOnly(
                                        () -> new ThreadsMemory(threads, false, footprint))),
                        new Entrant(
                                VIRTUAL,
                                Cases.linuxOnly(
                                        () -> new ThreadsMemory(virtual, true, footprint)))),
                null,
                List.of(
                        "ours: each of "
                                + idleWorkers
                                + " workers of a pool; thread: by how much a JVM grows with "
                                + threads
                                + " that wait; virtual thread: with "
                                + virtual));
    }

    private Case cpu() {
        int workers = scale.size(Runtime.getRuntime().availableProcessors(), 1);
        int count = scale.size(16 * workers, 2);
        int limit = scale.size(LIMIT_OF_PRIMES, 100);
        return new Case(
                "thread-cpu",
                count + " tasks that compute, " + workers + " at a time",
                "ms",
                LESS_IS_BETTER,
                rounds(3, 3, 20, 2000),
                List.of(
                        computing(Entrant.OURS, ProcessPool::of, workers, limit, count),
                        computing(THREAD, ThreadPool::of, workers, limit, count),
                        computing(ALONE, ThreadPool::of, 1, limit, count)),
                null,
                List.of());
    }

    private static Entrant computing(
            String name, IntFunction<TaskPool> opener, int workers, int limit, int count) {
        return new Entrant(
                name,
                () ->
                        new ManyTasks(
                                opener.apply(workers), Toil::countPrimes, limit, count, () -> {}));
    }

    private Case io() {
        int atATime = scale.size(8, 1);
        int count = scale.size(80, 2);
        return new Case(
                "thread-io",
                count
                        + " tasks that wait "
                        + ANSWER_TIME.toMillis()
                        + " ms for a server's answer, "
                        + atATime
                        + " at a time",
                "ms",
                LESS_IS_BETTER,
                rounds(3, 3, 20, 2500),
                List.of(
                        waiting(Entrant.OURS, ProcessPool::of, atATime, count),
                        waiting(THREAD, ThreadPool::of, atATime, count),
                        waiting(ALONE, ThreadPool::of, 1, count)),
                null,
                List.of());
    }

    private static Entrant waiting(
            String name, IntFunction<TaskPool> opener, int workers, int count) {
        return new Entrant(name, () -> waiting(opener.apply(workers), count));
    }

    private static Contestant waiting(TaskPool pool, int count) throws IOException {
        SlowServer server = SlowServer.start(ANSWER_TIME);
        return new ManyTasks(pool, Toil::fetch, server.port(), count, server::close);
    }

    private Case perTask() {
        int pool = scale.size(5, 1);
        int tasks = scale.pick(100, 20, 2);
        return new Case(
                "process-per-task",
                tasks
                        + " tasks that do nothing, from nothing to the last end: a pool of "
                        + pool
                        + ", a process each ("
                        + pool
                        + " at a time), all processes at once",
                "ms",
                LESS_IS_BETTER,
                rounds(1, 1, 5, 1500),
                List.of(
                        new Entrant(Entrant.OURS, () -> Crowd.ofPool(tasks, pool)),
                        new Entrant("one each", () -> Crowd.ofProcesses(tasks, pool)),
                        new Entrant("at once", () -> Crowd.ofProcesses(tasks, tasks)),
                        new Entrant(THREAD, () -> Crowd.ofThreads(tasks, pool)),
                        cpython.apply("process-per-task", tasks)),
                null,
                List.of("thread: a pool of " + pool + " threads; cpython: a pool of " + pool));
    }
}
