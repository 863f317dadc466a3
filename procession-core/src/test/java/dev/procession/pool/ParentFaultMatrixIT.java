package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.CodecException;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.internal.util.Harm;
import dev.procession.testing.Await;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows F5 and F18, every phase of a task in the parent by every way to fail there: whoever brought
 * the harm has it, all other tasks are right, the workers live, and {@code shutdownNow} ends the
 * pool whatever hangs.
 */
@Timeout(60)
class ParentFaultMatrixIT {

    private static final Duration GRACE = Duration.ofMillis(200);

    /** More than can be carried at once. */
    private static final int MANY = Runtime.getRuntime().availableProcessors() + 1;

    @TempDir static Path absent;

    @TempDir File directory;

    @BeforeAll
    static void makeTheAbsentClass() throws Exception {
        AbsentClass.make(absent);
    }

    private static Stream<Arguments> cells(boolean hangs) {
        List<Arguments> cells = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            for (Way way : Way.values()) {
                for (Stricken.Entry entry : Stricken.Entry.values()) {
                    if (way.isHang() == hangs && meets(phase, way, entry)) {
                        cells.add(Arguments.of(phase, way, entry));
                    }
                }
            }
        }
        return cells.stream();
    }

    private static boolean meets(Phase phase, Way way, Stricken.Entry entry) {
        // Outcomes have no callbacks; and what the parent lacks it can but get as a result.
        return phase.isOfParents()
                && way.isOfParents()
                && (phase != Phase.CALLBACK || entry == Stricken.Entry.SUBMIT)
                && (phase == Phase.DECODE_RESULT || way != Way.ABSENT);
    }

    static Stream<Arguments> failures() {
        return cells(false);
    }

    static Stream<Arguments> hangs() {
        return cells(true);
    }

    private File file(String name) {
        return new File(directory, name);
    }

    private static ProcessPool open() {
        return ProcessPool.open(
                PoolOptions.defaults()
                        .withWorkers(2)
                        .withName("parent")
                        .withStopGrace(GRACE)
                        .withProcess(
                                ProcessOptions.defaults()
                                        .withOutput(OutputMode.DISCARDED)
                                        .withClassPath(List.of(absent))));
    }

    // ---- what fails --------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} by {1}, {2}")
    @MethodSource("failures")
    void F5_aParentsPhaseFails_thatTaskFails_andNoOther(Phase phase, Way way, Stricken.Entry entry)
            throws Exception {
        try (var pool = open()) {
            Pools.startAll(pool, directory, 2);
            Pools.touch(file("gate").getPath());
            Bystanders others = new Bystanders(pool, directory);
            others.add(3);
            Bystanders.Task task = others.task("victim", new Hostile(phase, way, directory));
            List<Bystanders.Task> mates = new ArrayList<>();
            if (phase == Phase.CALLBACK) {
                callBack(pool, others, way);
            } else if (entry == Stricken.Entry.SUBMIT) {
                checkEnd(phase, way, endOfSubmitted(pool, task));
            } else {
                mates = others.tasks("mate", 5);
                checkOutcomes(phase, way, pool, task, mates);
            }
            others.add(10);
            others.check();
            assertThat(pool.workersStarted()).isEqualTo(2);
            // A huge graph alone is no failure.
            boolean hasRun = phase.hasRun() || way == Way.HUGE;
            others.checkRuns("victim", hasRun ? 1 : 0, mates);
        }
    }

    private static CompletableFuture<Object> endOfSubmitted(
            ProcessPool pool, Bystanders.Task task) {
        try {
            return pool.submit(() -> Bystanders.Task.run(task));
        } catch (CodecException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static void checkEnd(Phase phase, Way way, CompletableFuture<Object> end)
            throws Exception {
        if (way == Way.HUGE) {
            checkValue(phase, Pools.get(end));
        } else {
            checkCodec(phase, way, Pools.failure(end));
        }
    }

    private static void checkValue(Phase phase, Object value) {
        if (phase == Phase.DECODE_RESULT) {
            assertThat(value).isInstanceOf(Hostile.class);
            assertThat(((Hostile) value).ballastBytes()).isEqualTo(Harm.ballast().length << 20);
        } else {
            assertThat(value).isEqualTo("victim");
        }
    }

    private static void checkCodec(Phase phase, Way way, Throwable thrown) {
        assertThat(thrown).isExactlyInstanceOf(CodecException.class);
        assertThat(thrown.getMessage())
                .containsPattern("^(" + phase.root + "|task)")
                .containsIgnoringCase(way == Way.STACK ? "stack" : Verdict.nameOfThrown(way));
        assertThat(thrown.getCause().getClass().getName())
                .isEqualTo(
                        way == Way.ABSENT
                                ? ClassNotFoundException.class.getName()
                                : Verdict.nameOfThrown(way));
    }

    private static void checkOutcomes(
            Phase phase,
            Way way,
            ProcessPool pool,
            Bystanders.Task task,
            List<Bystanders.Task> mates)
            throws Exception {
        List<Bystanders.Task> tasks = new ArrayList<>(mates);
        tasks.add(2, task);
        try (Stream<Outcome<Bystanders.Task, Object>> stream =
                pool.outcomes(Bystanders.Task::run, tasks)) {
            for (Outcome<Bystanders.Task, Object> outcome : stream.toList()) {
                switch (outcome) {
                    case Outcome.Ok(var input, var value, var run) -> {
                        if (input == task) {
                            assertThat(way).isEqualTo(Way.HUGE);
                            checkValue(phase, value);
                        } else {
                            assertThat(value).isEqualTo(input.label());
                        }
                    }
                    case Outcome.Failed(var input, var cause, var run) -> {
                        assertThat(input).isSameAs(task);
                        checkCodec(phase, way, cause);
                        assertThat(run.attempts()).isEqualTo(phase.hasRun() ? 1 : 0);
                    }
                }
            }
        }
    }

    /** A callback's failure is its own stage's. */
    private void callBack(ProcessPool pool, Bystanders others, Way way) throws Exception {
        Hostile hostile = new Hostile(Phase.CALLBACK, way, directory);
        CompletableFuture<Object> future = parked(pool, others, "victim");
        CompletableFuture<Object> stage =
                future.thenApply(value -> {
                    hostile.callBack();
                    return value;
                });
        Pools.touch(file("go").getPath());
        Throwable thrown = Pools.failure(stage);
        assertThat(thrown).isExactlyInstanceOf(CompletionException.class);
        assertThat(thrown.getCause().getClass().getName()).isEqualTo(Verdict.nameOfThrown(way));
        assertThat(Pools.get(future)).isEqualTo("victim");
    }

    /** A task that ends when the file {@code go} is there, so that callbacks can be added. */
    private CompletableFuture<Object> parked(ProcessPool pool, Bystanders others, String label) {
        Bystanders.Task task = others.task(label, null);
        String go = file("go").getPath();
        return pool.submit(() -> {
            Pools.park(go);
            return Bystanders.Task.run(task);
        });
    }

    // ---- what hangs --------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} by {1}, {2}")
    @MethodSource("hangs")
    void F18_aParentsPhaseHangs_othersGoOn_andShutdownNowEnds(
            Phase phase, Way way, Stricken.Entry entry) throws Exception {
        var pool = open();
        try {
            Bystanders others = new Bystanders(pool, directory);
            List<CompletableFuture<?>> stuck = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                File own = file("stuck" + i);
                assertThat(own.mkdir()).isTrue();
                stuck.add(hang(pool, others, new Hostile(phase, way, own), i, entry));
            }
            Pools.touch(file("go").getPath());
            for (int i = 0; i < MANY; i++) {
                Pools.awaitFile(new File(file("stuck" + i), "gate.reached"));
            }
            others.add(10);
            others.check();
            assertThat(pool.map(x -> 2 * x, List.of(1, 2, 3))).containsExactly(2, 4, 6);
            assertThat(stuck).noneMatch(CompletableFuture::isDone);
            if (phase == Phase.DECODE_RESULT) {
                others.checkRuns("none", 0, victims(others));
            }

            pool.shutdownNow();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            if (phase == Phase.DECODE_RESULT && entry == Stricken.Entry.SUBMIT) {
                for (CompletableFuture<?> each : stuck) {
                    assertThat(Pools.failure(each)).isInstanceOf(CancellationException.class);
                }
            }
            release();
            for (CompletableFuture<?> each : stuck) {
                Await.until("its caller goes on", each::isDone);
                if (phase == Phase.ENCODE_ARGUMENT) {
                    assertThat(failure(each)).isExactlyInstanceOf(RejectedExecutionException.class);
                }
            }
        } finally {
            release();
            Pools.touch(file("go").getPath());
            pool.shutdownNow();
            pool.close();
        }
    }

    /** How a call failed, or the only input of one. */
    private static Throwable failure(CompletableFuture<?> call) throws Exception {
        if (call.isCompletedExceptionally()) {
            return Pools.failure(call);
        }
        assertThat(call.join()).isInstanceOf(List.class);
        Object outcome = ((List<?>) call.join()).getFirst();
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed<?, ?>) outcome).cause();
    }

    private void release() {
        for (int i = 0; i < MANY; i++) {
            Pools.touch(new File(file("stuck" + i), "released").getPath());
        }
    }

    private static List<Bystanders.Task> victims(Bystanders others) {
        return others.tasks("victim", MANY);
    }

    /** Has one phase of a task hang; the future is done when that has ended. */
    private CompletableFuture<?> hang(
            ProcessPool pool,
            Bystanders others,
            Hostile hostile,
            int number,
            Stricken.Entry entry) {
        Bystanders.Task task = others.task("victim" + number, hostile);
        if (hostile.phase() == Phase.CALLBACK) {
            return parked(pool, others, "victim" + number).thenAccept(value -> hostile.callBack());
        }
        if (entry == Stricken.Entry.OUTCOMES) {
            return Stricken.async(() -> {
                try (Stream<Outcome<Bystanders.Task, Object>> outcomes =
                        pool.outcomes(Bystanders.Task::run, List.of(task))) {
                    return outcomes.toList();
                }
            });
        }
        return hostile.phase() == Phase.ENCODE_ARGUMENT
                ? Stricken.async(() -> pool.submit(() -> Bystanders.Task.run(task)))
                : pool.submit(() -> Bystanders.Task.run(task));
    }
}
