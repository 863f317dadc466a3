package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Await;
import java.io.File;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listener is told of a run, by pools of both kinds. */
class ProgressIT {

    private static final PoolOptions TWO =
            PoolOptions.defaults().withWorkers(2).withName("progress");

    private static final Duration OFTEN = Duration.ofMillis(1);

    private static final Duration NEVER = Duration.ofDays(100_000);

    private static final List<Integer> THOUSAND = IntStream.range(0, 1000).boxed().toList();

    @TempDir File directory;

    /** Takes note of all that it is told, and by whom. */
    private static final class Notes implements ProgressListener {
        private final List<Progress> all = new CopyOnWriteArrayList<>();
        private final List<Thread> threads = new CopyOnWriteArrayList<>();

        @Override
        public void progress(Progress now) {
            threads.add(Thread.currentThread());
            all.add(now);
        }

        /** A machine that stands still may keep the last call for longer than a run waits. */
        Progress last() {
            Await.until("the last call has come", this::isOver);
            assertThat(all.stream().filter(Progress::isLast)).containsExactly(all.getLast());
            return all.getLast();
        }

        boolean isOver() {
            return !all.isEmpty() && all.getLast().isLast();
        }

        TaskOptions every(Duration interval) {
            return TaskOptions.defaults().withProgress(this, interval);
        }
    }

    /** Can be encoded and not decoded. */
    private static final class Spoiled implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            throw new IllegalStateException("spoiled");
        }
    }

    private static Object outcomeOf(int number) {
        if (number % 10 == 1) {
            throw new IllegalArgumentException("ends with 1: " + number);
        }
        return number % 10 == 2 ? new Spoiled() : number;
    }

    private static int await(String path) throws InterruptedException {
        Pools.park(path);
        return 1;
    }

    @ParameterizedTest
    @EnumSource
    void aMap_isToldOfByOneThread_andTheLastNumbersAreExact(TwinIT.Where where) {
        var notes = new Notes();
        try (TaskPool pool = where.open(TWO)) {
            assertThat(pool.with(notes.every(OFTEN)).map(x -> x + 1, THOUSAND)).hasSize(1000);
            assertThat(notes.last())
                    .returns(OptionalLong.of(1000), Progress::total)
                    .returns(1000L, Progress::submitted)
                    .returns(1000L, Progress::done)
                    .returns(0L, Progress::failed)
                    .returns(0L, Progress::retries)
                    .returns(0L, Progress::running);
            assertThat(notes.all).isSortedAccordingTo((a, b) -> Long.compare(a.done(), b.done()));
            assertThat(notes.all)
                    .allMatch(each -> each.failed() <= each.done())
                    .allMatch(each -> each.done() <= each.submitted());
            assertThat(notes.threads.stream().distinct()).hasSize(1);
            assertThat(notes.threads.getFirst().isDaemon()).isTrue();
            assertThat(notes.threads).doesNotContain(Thread.currentThread());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aShortRun_hasTheLastCallOnly_inAllForms(TwinIT.Where where) throws Exception {
        try (TaskPool pool = where.open(TWO)) {
            for (int form = 0; form < 4; form++) {
                var notes = new Notes();
                TaskExecutor told = pool.with(notes.every(NEVER));
                switch (form) {
                    case 0 -> told.map(x -> x, THOUSAND.stream());
                    case 1 -> Pools.get(told.mapAsync(x -> x, THOUSAND));
                    case 2 -> told.outcomes(x -> x, THOUSAND.stream()).forEach(each -> {});
                    default -> told.imapUnordered(x -> x, THOUSAND).forEach(each -> {});
                }
                // It has come before the run's method has returned.
                assertThat(notes.all).hasSize(1);
                assertThat(notes.last().done()).isEqualTo(1000);
                assertThat(notes.last().total()).hasValue(1000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatRuns_andWhatHasEnded_areToldMeanwhile(TwinIT.Where where) throws Exception {
        var notes = new Notes();
        String goOn = new File(directory, "go-on").getPath();
        try (TaskPool pool = where.open(TWO)) {
            CompletableFuture<List<Integer>> all =
                    pool.with(notes.every(OFTEN))
                            .mapAsync(i -> i < 2 ? await(goOn) : 0, List.of(3, 0, 1, 4));
            Await.until(
                    "two run and another has ended",
                    () ->
                            notes.all.stream()
                                    .anyMatch(each -> each.running() == 2 && each.done() > 0));
            Pools.touch(goOn);
            assertThat(Pools.get(all)).containsExactly(0, 1, 1, 0);
            assertThat(notes.last().done()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failures_values_thatCannotBeDecoded_andRetries_areCounted(TwinIT.Where where) {
        var notes = new Notes();
        boolean isCopied = where == TwinIT.Where.PROCESSES;
        TaskOptions told = notes.every(OFTEN).withRetryPolicy(RetryPolicy.retries(1));
        try (TaskPool pool = where.open(TWO);
                Stream<Outcome<Integer, Object>> outcomes =
                        pool.with(told).outcomes(ProgressIT::outcomeOf, THOUSAND)) {
            long failed = outcomes.filter(each -> each instanceof Outcome.Failed).count();
            assertThat(failed).isEqualTo(isCopied ? 200 : 100);
            assertThat(notes.last())
                    .returns(1000L, Progress::done)
                    .returns(failed, Progress::failed)
                    .returns(100L, Progress::retries);
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsThatEndEarly_haveTheirLastCall(TwinIT.Where where) throws Exception {
        var ofMap = new Notes();
        var ofClosed = new Notes();
        var ofForgotten = new Notes();
        var ofUnasked = new Notes();
        Stream<Integer> forgotten;
        try (TaskPool pool = where.open(TWO)) {
            assertThatThrownBy(() ->
                            pool.with(ofMap.every(NEVER)).map(ProgressIT::outcomeOf, List.of(0, 1)))
                    .isInstanceOf(CompletionException.class);
            assertThat(ofMap.last()).returns(1L, Progress::failed).returns(2L, Progress::done);
            try (Stream<Integer> closed =
                    pool.with(ofClosed.every(NEVER)).imap(x -> x, Stream.iterate(0, x -> x + 1))) {
                assertThat(closed.iterator().next()).isZero();
            }
            assertThat(ofClosed.last().total()).isEmpty();
            assertThat(ofClosed.last().done()).isPositive();
            pool.with(ofUnasked.every(OFTEN)).imap(x -> x, THOUSAND).close();
            forgotten = pool.with(ofForgotten.every(OFTEN)).imap(x -> x, THOUSAND);
            assertThat(forgotten.iterator().next()).isZero();
            assertThat(ofForgotten.isOver()).isFalse();
        }
        Await.until("the end of the pool is told", ofForgotten::isOver);
        forgotten.close();
        assertThat(ofForgotten.last().done()).isPositive();
        assertThat(ofUnasked.all).isEmpty();
    }

    @Test
    void aListenerThatThrows_isCalledOn_andHarmsNobody() {
        var notes = new Notes();
        ProgressListener throwing =
                now -> {
                    notes.progress(now);
                    Thread.currentThread().interrupt();
                    throw new AssertionError("on purpose");
                };
        try (TaskPool pool = ThreadPool.open(TWO)) {
            TaskOptions told = TaskOptions.defaults().withProgress(throwing, OFTEN);
            pool.with(told)
                    .map(
                            x -> {
                                Await.until("it was told twice", () -> notes.all.size() > 1);
                                return x;
                            },
                            List.of(1));
            assertThat(notes.last().done()).isEqualTo(1);
        }
    }

    @Test
    void aListenerThatBlocks_holdsUpNoTask_andItsRunForASecondOnly() throws Exception {
        var notes = new Notes();
        var mayReturn = new CountDownLatch(1);
        ProgressListener blocking =
                now -> {
                    try {
                        mayReturn.await();
                    } catch (InterruptedException nobodyShould) {
                        throw new AssertionError(nobodyShould);
                    }
                    notes.progress(now);
                };
        try (TaskPool pool = ThreadPool.open(TWO)) {
            TaskOptions told = TaskOptions.defaults().withProgress(blocking, OFTEN);
            assertThat(pool.with(told).map(x -> x + 1, THOUSAND)).hasSize(1000);
            assertThat(notes.all).isEmpty();
            mayReturn.countDown();
            Await.until("the last call has come nevertheless", notes::isOver);
            assertThat(notes.last().done()).isEqualTo(1000);
        }
    }
}
