package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows F3 to F8, every phase of a task in a worker by every way to fail: the task ends with the
 * exact failure, all others of its pool are right and have run once, and the pool goes on.
 *
 * <p>What is submitted meets a young worker, whose first task it is, unless it hangs; what comes by
 * {@code outcomes} one that has mapped its lane, and has further tasks in it.
 */
@Timeout(60)
class FaultMatrixIT {

    /** For tasks that hang; all others of the pool are under it, too. */
    private static final Duration LIMIT = Await.scaled(Duration.ofMillis(1500));

    private static final Duration GRACE = Duration.ofMillis(200);
    private static final String NAME = "matrix";

    @TempDir static Path absent;

    @TempDir File directory;

    @BeforeAll
    static void makeTheAbsentClass() throws Exception {
        AbsentClass.make(absent);
    }

    static Stream<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            for (Way way : Way.values()) {
                for (Stricken.Entry entry : Stricken.Entry.values()) {
                    if (!phase.isOfParents() && way != Way.SPIN) {
                        cells.add(Arguments.of(phase, way, entry));
                    }
                }
            }
        }
        return cells.stream();
    }

    private File file(String name) {
        return new File(directory, name);
    }

    /** What hangs has a time limit, within which a young worker may not get to it. */
    private static boolean meetsYoung(Way way, Stricken.Entry entry) {
        return entry == Stricken.Entry.SUBMIT && !way.isHang();
    }

    private PoolOptions options(Phase phase, Way way, Stricken.Entry entry) {
        List<String> jvm = new ArrayList<>();
        if (!phase.isOfUsers()) {
            String place = phase.place(meetsYoung(way, entry));
            String hold = way.isHang() ? "mark=" : "wait=";
            jvm.add(
                    "-Dprocession.fault="
                            + place
                            + ":"
                            + hold
                            + file("gate")
                            + "+"
                            + way.harm
                            + ":@"
                            + file("trigger"));
        }
        if (way == Way.METASPACE) {
            jvm.add("-XX:MaxMetaspaceSize=16m");
        }
        ProcessOptions process =
                ProcessOptions.defaults()
                        .withOutput(OutputMode.DISCARDED)
                        .withJvmOptions(jvm.toArray(String[]::new));
        if (way == Way.HEAP) {
            process = process.withMaxHeap("24m");
        }
        if (way == Way.ABSENT) {
            process = process.withClassPath(List.of(absent));
        }
        PoolOptions options =
                PoolOptions.defaults()
                        .withName(NAME)
                        .withWorkers(2)
                        .withStopGrace(GRACE)
                        .withProcess(process);
        return way.isHang() ? options.withTaskTimeout(LIMIT) : options;
    }

    @ParameterizedTest(name = "{0} by {1}, {2}")
    @MethodSource("cells")
    void F5_aWorkersPhaseFails_thatTaskFails_andNoOther(Phase phase, Way way, Stricken.Entry entry)
            throws Exception {
        Verdict verdict = new Verdict(phase, way, LIMIT);
        try (var pool = ProcessPool.open(options(phase, way, entry))) {
            try {
                meetHarm(pool, verdict, entry);
            } finally {
                // What failed here must not wait for ever.
                Pools.touch(file("gate").getPath());
                Pools.touch(file("other").getPath());
            }
        }
    }

    private void meetHarm(ProcessPool pool, Verdict verdict, Stricken.Entry entry)
            throws Exception {
        Way way = verdict.way();
        Phase phase = verdict.phase();
        Bystanders others = new Bystanders(pool, directory);
        int submitted = meetsYoung(way, entry) ? 0 : season(pool, others, way);
        // What hangs has a time limit, which would be the parked one's, too.
        CompletableFuture<Boolean> parked = way.isHang() ? null : park(pool);
        submitted += parked == null ? 0 : 1;
        Pools.touch(file("trigger").getPath());
        Hostile hostile = phase.isOfUsers() ? new Hostile(phase, way, directory) : null;
        List<Bystanders.Task> tasks = new ArrayList<>(List.of(others.task("victim", hostile)));
        Stricken victim;
        if (entry == Stricken.Entry.SUBMIT) {
            victim = Stricken.submit(pool, tasks.getFirst(), submitted);
        } else {
            tasks.addAll(others.tasks("mate", 5));
            victim = Stricken.outcomes(pool, tasks);
        }
        Pools.awaitFile(file("gate.reached"));
        victim.isThere();
        Map<Long, Pid> workers = processes(pool);
        others.add(6);
        Pools.touch(file("gate").getPath());

        Stricken.Fate end = victim.fate();
        verdict.check(end.thrown(), NAME, end.description(), end.pid());
        assertThat(end.attempts()).isEqualTo(1);
        assertThat(workers).containsKey(end.pid());
        others.check();
        unpark(parked);
        checkWorker(pool, verdict, workers.get(end.pid()));
        goesOn(pool, others, way);
        tasks.removeIf(each -> each.label().equals(end.label()));
        others.checkRuns(end.label(), phase.hasRun() ? 1 : 0, tasks);
    }

    private static Map<Long, Pid> processes(ProcessPool pool) {
        Map<Long, Pid> processes = new HashMap<>();
        pool.workers().forEach(each -> processes.put(each.pid(), Pid.of(each.pid())));
        return processes;
    }

    private static void checkWorker(ProcessPool pool, Verdict verdict, Pid worker) {
        if (verdict.workerLives()) {
            assertThat(pool.workers()).anyMatch(each -> each.pid() == worker.number());
            assertThat(worker.isAlive()).isTrue();
        } else {
            worker.awaitDeath(Duration.ofSeconds(5));
        }
    }

    /** Both workers are there, perhaps new ones, and work. */
    private void goesOn(ProcessPool pool, Bystanders others, Way way) throws Exception {
        others.add(6);
        others.check();
        if (!way.isHang()) {
            File again = file("again");
            assertThat(again.mkdir()).isTrue();
            Pools.startAll(pool, again, 2);
        }
    }

    /** Has the workers map their lanes, and learn that tasks are short; returns how many tasks. */
    private int season(ProcessPool pool, Bystanders others, Way way) throws Exception {
        if (!way.isHang()) {
            // These park for longer than the time limit of hanging tasks.
            Pools.startAll(pool, directory, 2);
        }
        others.add(10);
        others.check();
        return 10 + (way.isHang() ? 0 : 2);
    }

    /** Keeps one worker busy; the task begins here and ends when told to. */
    private CompletableFuture<Boolean> park(ProcessPool pool) {
        String begun = file("other.begun").getPath();
        String gate = file("other").getPath();
        CompletableFuture<Boolean> parked =
                pool.submit(() -> {
                    Pools.touch(begun);
                    Pools.park(gate);
                    return true;
                });
        Pools.awaitFile(file("other.begun"));
        return parked;
    }

    private void unpark(CompletableFuture<Boolean> parked) throws Exception {
        if (parked != null) {
            assertThat(parked).isNotDone();
            Pools.touch(file("other").getPath());
            assertThat(Pools.get(parked)).isTrue();
        }
    }
}
