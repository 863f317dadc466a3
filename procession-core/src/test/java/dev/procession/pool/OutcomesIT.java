package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.TaskFunction;
import dev.procession.testing.Await;
import java.io.File;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows O3 and N2: outcomes of sources that are slow, and for consumers that are. */
@Timeout(60)
class OutcomesIT {

    private static final PoolOptions OPTIONS =
            PoolOptions.defaults().withWorkers(2).withName("outcomes");
    private static final String READER = "procession-outcomes-source";

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    private static List<Thread> readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(READER))
                .toList();
    }

    private static void awaitNoReader() {
        Await.until("the reader has ended", () -> readers().isEmpty());
    }

    private static int take(SynchronousQueue<Integer> queue) {
        try {
            return queue.take();
        } catch (InterruptedException stop) {
            throw new IllegalStateException("the source was interrupted", stop);
        }
    }

    private static int value(Outcome<Integer, Integer> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Ok.class);
        return ((Outcome.Ok<Integer, Integer>) outcome).value();
    }

    // ---- slow sources ------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void O3_sourceThatBlocks_doesNotHoldBackOutcomes(boolean inOrder) throws Exception {
        SynchronousQueue<Integer> queue = new SynchronousQueue<>();
        Stream<Integer> source = Stream.generate(() -> take(queue));
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        inOrder
                                ? pool.outcomes(x -> x + 1, source)
                                : pool.outcomesUnordered(x -> x + 1, source)) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Void> giver = new CompletableFuture<>();
                int input = i;
                Thread.ofPlatform().start(() -> give(queue, input, giver));
                assertThat(value(iterator.next())).isEqualTo(i + 1);
                Pools.get(giver);
            }
        }
        awaitNoReader();
    }

    private static void give(
            SynchronousQueue<Integer> queue, int input, CompletableFuture<Void> given) {
        try {
            queue.put(input);
            given.complete(null);
        } catch (InterruptedException stop) {
            given.completeExceptionally(stop);
        }
    }

    @Test
    void O3_iterableThatIsNoCollection_doesNotHoldBackOutcomes() {
        CountDownLatch gate = new CountDownLatch(1);
        Iterable<Integer> source =
                () ->
                        IntStream.range(0, 2)
                                .peek(x -> {
                                    if (x == 1) {
                                        awaitQuietly(gate);
                                    }
                                })
                                .iterator();
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes = pool.outcomes(x -> x, source)) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            assertThat(value(iterator.next())).isZero();
            gate.countDown();
            assertThat(value(iterator.next())).isEqualTo(1);
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException("the source was interrupted", stop);
        }
    }

    /** A collection that says which threads have pulled from it. */
    private static class Watched extends AbstractCollection<Integer> {
        private final Set<Thread> pullers = new HashSet<>();
        private final int size;

        Watched(int size) {
            this.size = size;
        }

        @Override
        public Iterator<Integer> iterator() {
            return IntStream.range(0, size)
                    .peek(x -> pullers.add(Thread.currentThread()))
                    .iterator();
        }

        @Override
        public int size() {
            return size;
        }
    }

    @Test
    void O3_collectionsAndMaps_arePulledByTheCallingThread() {
        try (var pool = ProcessPool.open(OPTIONS)) {
            Watched inputs = new Watched(1000);
            assertThat(pool.outcomes(x -> x, inputs)).hasSize(1000);
            assertThat(inputs.pullers).containsExactly(Thread.currentThread());
            inputs.pullers.clear();
            pool.map(x -> x, inputs);
            pool.map(x -> x, inputs.stream());
            assertThat(inputs.pullers).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void O3_sourceOfOutcomes_isPulledByAThreadOfItsOwn_notBeforeTheFirstLook() {
        Set<String> pullers = new HashSet<>();
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(
                                x -> x,
                                IntStream.range(0, 1000)
                                        .peek(x -> pullers.add(Thread.currentThread().getName()))
                                        .boxed())) {
            assertThat(readers()).isEmpty();
            assertThat(pullers).isEmpty();
            assertThat(outcomes).hasSize(1000);
            assertThat(pullers).containsExactly(READER);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void O3_sourceThatThrows_doesSoAfterTheOutcomesBefore(boolean isCollection) {
        Error dry = new AssertionError("the source is dry");
        IntStream three =
                IntStream.range(0, 4)
                        .peek(x -> {
                            if (x == 3) {
                                throw dry;
                            }
                        });
        Watched here =
                new Watched(4) {
                    @Override
                    public Iterator<Integer> iterator() {
                        return three.iterator();
                    }
                };
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        isCollection
                                ? pool.outcomes(x -> x, here)
                                : pool.outcomes(x -> x, three.boxed())) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            for (int i = 0; i < 3; i++) {
                assertThat(value(iterator.next())).isEqualTo(i);
            }
            assertThatThrownBy(iterator::next).isSameAs(dry);
            assertThatThrownBy(iterator::hasNext).isSameAs(dry);
            assertThat(pool.map(x -> x, List.of(1, 2))).containsExactly(1, 2);
        }
    }

    @Test
    void O3_endlessSource_limitedAndClosed_keepsNoThread() {
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger pulled = new AtomicInteger();
        try (var pool = ProcessPool.open(OPTIONS)) {
            try (Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomes(
                            x -> x,
                            Stream.generate(pulled::getAndIncrement)
                                    .onClose(() -> closed.set(true)))) {
                assertThat(outcomes.limit(1000).mapToInt(OutcomesIT::value).sum())
                        .isEqualTo(499_500);
            }
            assertThat(closed).isTrue();
            awaitNoReader();
            int then = pulled.get();
            assertThat(pool.map(x -> x, List.of(1, 2))).containsExactly(1, 2);
            assertThat(pulled).hasValue(then);
        }
    }

    @Test
    void O3_manyInputsOfALazyStream_loseNothingAndKeepTheOrder() {
        int many = 300_000;
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(x -> 3 * x, IntStream.range(0, many).boxed())) {
            int[] next = {0};
            outcomes.forEach(outcome -> {
                if (value(outcome) != 3 * next[0] || outcome.input() != next[0]) {
                    throw new AssertionError(outcome + " instead of " + next[0]);
                }
                next[0]++;
            });
            assertThat(next[0]).isEqualTo(many);
        }
    }

    @Test
    void O3_close_whileTheSourceBlocks_interruptsIt() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (var pool = ProcessPool.open(OPTIONS)) {
            Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomes(x -> x, blockingAtOne(blocked, never));
            assertThat(value(outcomes.iterator().next())).isZero();
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            Thread reader = readers().getFirst();
            outcomes.close();
            Await.until("the reader has ended", () -> !reader.isAlive());
        }
    }

    private static Stream<Integer> blockingAtOne(CountDownLatch blocked, CountDownLatch gate) {
        return IntStream.range(0, 10)
                .peek(x -> {
                    if (x == 1) {
                        blocked.countDown();
                        awaitQuietly(gate);
                    }
                })
                .boxed();
    }

    @Test
    void O3_close_whileTheSourceBlocksDeafly_returnsAndPullsNothingMore() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        AtomicBoolean gate = new AtomicBoolean();
        AtomicInteger pulled = new AtomicInteger();
        Stream<Integer> source =
                IntStream.range(0, 10)
                        .peek(x -> {
                            pulled.getAndIncrement();
                            if (x == 1) {
                                blocked.countDown();
                                while (!gate.get()) {
                                    Thread.onSpinWait();
                                }
                            }
                        })
                        .boxed();
        try (var pool = ProcessPool.open(OPTIONS)) {
            Stream<Outcome<Integer, Integer>> outcomes = pool.outcomes(x -> x, source);
            assertThat(value(outcomes.iterator().next())).isZero();
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            Thread reader = readers().getFirst();
            // Were this to wait for the source, it would do so for ever.
            outcomes.close();
            gate.set(true);
            reader.join();
            assertThat(pulled).hasValue(2);
        }
    }

    @Test
    void O3_interruptedConsumer_thatWaitsForTheSource_closesTheStream() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<Object> thrown = new CompletableFuture<>();
        try (var pool = ProcessPool.open(OPTIONS)) {
            Iterator<Outcome<Integer, Integer>> iterator =
                    pool.outcomes(x -> x, blockingAtOne(blocked, new CountDownLatch(1))).iterator();
            Thread consumer =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    iterator.next();
                                    iterator.next();
                                    thrown.complete("nothing");
                                } catch (CancellationException expected) {
                                    thrown.complete(Thread.currentThread().isInterrupted());
                                }
                            });
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            consumer.interrupt();
            assertThat(Pools.get(thrown)).isEqualTo(true);
            assertThat(iterator.hasNext()).isFalse();
            consumer.join();
            awaitNoReader();
        }
    }

    @Test
    void O3_sourceThatUsesThePool_works() {
        try (var pool = ProcessPool.of(1);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(
                                x -> x * 2,
                                IntStream.range(0, 50)
                                        .boxed()
                                        .map(x -> pool.apply(y -> y + 1, x)))) {
            assertThat(outcomes.map(OutcomesIT::value).toList())
                    .isEqualTo(IntStream.range(0, 50).map(x -> 2 * x + 2).boxed().toList());
        }
    }

    @Test
    void O3_consumerThatTakesNothing_getsAFewInputsPulled() {
        AtomicInteger pulled = new AtomicInteger();
        String gate = file("gate").getPath();
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(
                                x -> {
                                    if (x > 0) {
                                        Pools.park(gate);
                                    }
                                    return x;
                                },
                                Stream.generate(pulled::getAndIncrement))) {
            assertThat(value(outcomes.iterator().next())).isZero();
            Thread reader = readers().getFirst();
            Await.until("the reader has had enough", () -> !reader.isAlive());
            assertThat(pulled.get()).isBetween(1, 32);
            Pools.touch(gate);
        }
    }

    @Test
    void O3_streamThatIsAbandoned_keepsNoThread() {
        try (var pool = ProcessPool.open(OPTIONS)) {
            assertThat(pool.outcomes(x -> x, Stream.generate(() -> 1)).findFirst()).isPresent();
            awaitNoReader();
        }
    }

    // ---- busy consumers ----------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void O3_busyConsumer_doesNotKeepWorkersFromWork(boolean isCollection) {
        String path = directory.getPath();
        List<Integer> inputs = IntStream.range(0, 20).boxed().toList();
        TaskFunction<Integer, Integer> parked =
                x -> {
                    Pools.touch(path + "/begun" + x);
                    Pools.park(path + "/go" + x);
                    return x;
                };
        // The first outcome comes when those before it were read.
        Consumer<Integer> started =
                x -> {
                    if (x == 5) {
                        Pools.touch(path + "/go0");
                    }
                };
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        isCollection
                                ? pool.outcomes(parked, inputs)
                                : pool.outcomes(parked, inputs.stream().peek(started))) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            if (isCollection) {
                Pools.touch(path + "/go0");
            }
            assertThat(value(iterator.next())).isZero();
            // From here on nobody but the pool itself harvests.
            for (int i = 1; i < 4; i++) {
                Pools.awaitFile(file("begun" + i));
                Pools.touch(path + "/go" + i);
            }
            Pools.touch(path + "/go4");
            Await.until(
                    "nothing runs any more",
                    () -> pool.workers().stream().noneMatch(WorkerInfo::isBusy));
            // Two in the lanes and two in the backlog is all there may be.
            assertThat(file("begun5")).doesNotExist();
            for (int i = 5; i < 20; i++) {
                Pools.touch(path + "/go" + i);
            }
            for (int i = 1; i < 20; i++) {
                assertThat(value(iterator.next())).isEqualTo(i);
            }
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    @Test
    void O3_streamThatIsLeft_isNotAttendedForEver() {
        String gate = file("gate").getPath();
        try (var pool = ProcessPool.open(OPTIONS)) {
            Iterator<Outcome<Integer, Integer>> iterator =
                    pool.outcomes(
                                    x -> {
                                        if (x > 0) {
                                            Pools.park(gate);
                                        }
                                        return x;
                                    },
                                    IntStream.range(0, 20).boxed().toList())
                            .iterator();
            assertThat(value(iterator.next())).isZero();
            Await.until("the pool attends to it", () -> harvests("lead"));
            Pools.touch(gate);
            Await.until("it does not any more", () -> !harvests("await"));
            assertThat(pool.map(x -> x, List.of(1, 2))).containsExactly(1, 2);
        }
    }

    /** Whether the pool's own thread is in a method of {@link Harvest}. */
    private static boolean harvests(String method) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals("procession-outcomes-harvest"))
                .flatMap(each -> Stream.of(each.getValue()))
                .anyMatch(frame ->
                        frame.getClassName().equals(Harvest.class.getName())
                                && frame.getMethodName().equals(method));
    }

    // ---- shutdown ----------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void O4_shutdown_inTheMiddleOfAnEndlessSource_losesNoOutcome(boolean isCollection) {
        AtomicInteger pulled = new AtomicInteger();
        try (var pool = ProcessPool.open(OPTIONS)) {
            Stream<Outcome<Integer, Integer>> outcomes = endless(pool, pulled, isCollection);
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            for (int i = 0; i < 500; i++) {
                assertThat(value(iterator.next())).isEqualTo(i);
            }
            pool.shutdown();
            List<Outcome<Integer, Integer>> rest = new ArrayList<>();
            assertThatThrownBy(() -> iterator.forEachRemaining(rest::add))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage(notTaken(500 + rest.size()));
            for (int i = 0; i < rest.size(); i++) {
                assertThat(value(rest.get(i))).isEqualTo(500 + i);
            }
            assertThatThrownBy(iterator::hasNext).isInstanceOf(RejectedExecutionException.class);
            outcomes.close();
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    private static Stream<Outcome<Integer, Integer>> endless(
            ProcessPool pool, AtomicInteger pulled, boolean isCollection) {
        Stream<Integer> source = Stream.generate(pulled::getAndIncrement);
        return isCollection
                ? pool.outcomes(
                        x -> x,
                        new Watched(Integer.MAX_VALUE) {
                            @Override
                            public Iterator<Integer> iterator() {
                                return source.iterator();
                            }
                        })
                : pool.outcomes(x -> x, source);
    }

    private static String notTaken(int index) {
        return "[pool outcomes] no longer takes tasks: it was shut down; input "
                + index
                + " and what follows were not taken";
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void O4_shutdownNow_inTheMiddleOfAnEndlessSource_losesNoOutcome(boolean isCollection) {
        AtomicInteger pulled = new AtomicInteger();
        try (var pool = ProcessPool.open(OPTIONS)) {
            Stream<Outcome<Integer, Integer>> outcomes = endless(pool, pulled, isCollection);
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            for (int i = 0; i < 500; i++) {
                assertThat(value(iterator.next())).isEqualTo(i);
            }
            pool.shutdownNow();
            List<Outcome<Integer, Integer>> rest = new ArrayList<>();
            assertThatThrownBy(() -> iterator.forEachRemaining(rest::add))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage(notTaken(500 + rest.size()));
            for (int i = 0; i < rest.size(); i++) {
                assertThat(rest.get(i).run().index()).isEqualTo(500 + i);
                if (rest.get(i) instanceof Outcome.Failed<Integer, Integer> failed) {
                    assertThat(failed.cause()).isInstanceOf(CancellationException.class);
                }
            }
            outcomes.close();
        }
    }

    @Test
    void O4_cancelledInputThatRan_saysSo() {
        String begun = file("begun").getPath();
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(
                                x -> {
                                    if (x == 1) {
                                        Pools.touch(begun);
                                        Thread.sleep(60_000);
                                    }
                                    return x;
                                },
                                List.of(0, 1))) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            assertThat(value(iterator.next())).isZero();
            Pools.awaitFile(file("begun"));
            pool.shutdownNow();
            assertThat(iterator.next())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> {
                                assertThat(failed.cause())
                                        .isInstanceOf(CancellationException.class);
                                assertThat(failed.run().attempts()).isOne();
                                assertThat(failed.run().duration()).isPositive();
                            });
        }
    }

    @Test
    void O4_shutdownAfterTheLastInput_isNoRefusal() {
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(x -> x, IntStream.range(0, 3).boxed())) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            for (int i = 0; i < 3; i++) {
                assertThat(value(iterator.next())).isEqualTo(i);
            }
            pool.shutdown();
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    @Test
    void O4_shutdownWhileTheSourceBlocks_isARefusalOnlyIfThereIsAnotherInput() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (var pool = ProcessPool.open(OPTIONS);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(x -> x, blockingAtOne(blocked, gate))) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            assertThat(value(iterator.next())).isZero();
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Object> thrown = new CompletableFuture<>();
            Thread consumer =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    thrown.complete(iterator.hasNext());
                                } catch (RejectedExecutionException refused) {
                                    thrown.complete(refused.getMessage());
                                }
                            });
            Await.until("it waits", () -> consumer.getState() == Thread.State.WAITING);
            gate.countDown();
            assertThat(Pools.get(thrown)).isEqualTo(notTaken(1));
            consumer.join();
        }
    }
}
