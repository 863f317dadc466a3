package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.sync.ProcessSemaphore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for a first-in-first-out queue. */
interface QueueContract extends Contract {

    int ELEMENTS = 200;
    int NO_MORE = -1;

    /** Makes one for so many elements. */
    <E> Subject<BlockingQueue<E>> newQueue(int capacity);

    /** Makes one without a limit. */
    <E> Subject<BlockingQueue<E>> newUnboundedQueue();

    private static boolean offerSoon(BlockingQueue<Integer> queue, int element)
            throws InterruptedException {
        return queue.offer(element, SHORT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Integer pollSoon(BlockingQueue<Integer> queue) throws InterruptedException {
        return queue.poll(SHORT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    default void Q1_queue_firstIn_firstOut_seenByAllAtOnce() throws Exception {
        try (var made = this.<Integer>newQueue(10)) {
            BlockingQueue<Integer> queue = made.it();
            assertThat(queue).hasSize(0);
            assertThat(queue.remainingCapacity()).isEqualTo(10);
            var putting =
                    parties()
                            .start(() -> {
                                queue.put(1);
                                queue.put(2);
                                return queue.offer(3) && queue.add(4);
                            });
            assertThat(Contract.get(putting)).isTrue();
            assertThat(queue.size()).isEqualTo(4);
            assertThat(queue.isEmpty()).isFalse();
            assertThat(queue.remainingCapacity()).isEqualTo(6);
            assertThat(queue.peek()).isEqualTo(1);
            assertThat(queue.element()).isEqualTo(1);
            var taking = parties().start(() -> List.of(queue.take(), queue.poll(), queue.remove()));
            assertThat(Contract.get(taking)).containsExactly(1, 2, 3);
            assertThat(queue.poll(1, TimeUnit.NANOSECONDS)).isEqualTo(4);
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    default void Q1_queue_empty_hasNothingForAnybody() throws Exception {
        try (var made = this.<Integer>newQueue(1)) {
            BlockingQueue<Integer> queue = made.it();
            assertThat(queue.poll()).isNull();
            assertThat(queue.peek()).isNull();
            assertThat(queue.poll(-1, TimeUnit.DAYS)).isNull();
            assertThat(Contract.get(parties().start(() -> pollSoon(queue) == null))).isTrue();
            assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    default void Q1_queue_full_takesNothingFromAnybody() throws Exception {
        try (var made = this.<Integer>newQueue(2)) {
            BlockingQueue<Integer> queue = made.it();
            queue.put(1);
            queue.put(2);
            assertThat(queue.remainingCapacity()).isZero();
            assertThat(queue.offer(3)).isFalse();
            assertThat(queue.offer(3, -1, TimeUnit.DAYS)).isFalse();
            assertThat(Contract.get(parties().start(() -> offerSoon(queue, 3)))).isFalse();
            assertThatThrownBy(() -> queue.add(3)).isInstanceOf(IllegalStateException.class);
            assertThat(queue.size()).isEqualTo(2);
            assertThat(queue.take()).isEqualTo(1);
            assertThat(queue.offer(3)).isTrue();
            assertThat(List.of(queue.take(), queue.take())).containsExactly(2, 3);
        }
    }

    @Test
    default void Q1_queue_whoWaitsForRoom_putsOnceThereIsSome() throws Exception {
        try (var made = this.<Integer>newQueue(1);
                var there = ProcessSemaphore.create(0)) {
            BlockingQueue<Integer> queue = made.it();
            queue.put(0);
            var putting =
                    start(
                            3,
                            () -> {
                                there.release();
                                queue.put(1);
                                return true;
                            });
            assertThat(there.tryAcquire(3, LONG)).isTrue();
            assertThat(putting).noneMatch(each -> each.isDone());
            assertThat(queue.take()).isZero();
            for (int i = 0; i < 3; i++) {
                assertThat(queue.poll(LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(1);
            }
            assertThat(Contract.all(putting)).containsOnly(true);
        }
    }

    @Test
    default void Q1_queue_whoWaitsForElements_takesOneEach() throws Exception {
        try (var made = this.<Integer>newQueue(10);
                var there = ProcessSemaphore.create(0)) {
            BlockingQueue<Integer> queue = made.it();
            var taking =
                    start(
                            3,
                            () -> {
                                there.release();
                                return queue.take();
                            });
            assertThat(there.tryAcquire(3, LONG)).isTrue();
            assertThat(taking).noneMatch(each -> each.isDone());
            for (int element = 0; element < 3; element++) {
                queue.put(element);
            }
            assertThat(Contract.all(taking)).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(queue.poll()).isNull();
        }
    }

    @Test
    default void Q2_queue_eachElement_reachesOneTaker_inItsProducersOrder() throws Exception {
        try (var made = this.<Integer>newQueue(7)) {
            BlockingQueue<Integer> queue = made.it();
            List<Future<Boolean>> producers = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                int producer = each;
                producers.add(parties().start(() -> produce(queue, producer)));
            }
            var consumers = start(3, () -> consume(queue));
            assertThat(Contract.all(producers)).containsOnly(true);
            for (int i = 0; i < 3; i++) {
                queue.put(NO_MORE);
            }
            List<List<Integer>> taken = Contract.all(consumers);
            assertThat(taken.stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 2 * ELEMENTS).boxed().toList());
            for (List<Integer> each : taken) {
                for (int parity = 0; parity < 2; parity++) {
                    int producer = parity;
                    assertThat(each.stream().filter(element -> element % 2 == producer).toList())
                            .isSortedAccordingTo(Comparator.naturalOrder());
                }
            }
        }
    }

    private static boolean produce(BlockingQueue<Integer> queue, int producer)
            throws InterruptedException {
        for (int element = 0; element < ELEMENTS; element++) {
            queue.put(2 * element + producer);
        }
        return true;
    }

    private static List<Integer> consume(BlockingQueue<Integer> queue) throws InterruptedException {
        List<Integer> taken = new ArrayList<>();
        for (int next = queue.take(); next != NO_MORE; next = queue.take()) {
            taken.add(next);
        }
        return taken;
    }

    @Test
    default void Q1_queue_unbounded_takesThemAll() throws Exception {
        try (var made = this.<Integer>newUnboundedQueue()) {
            BlockingQueue<Integer> queue = made.it();
            assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
            var putting =
                    parties()
                            .start(() -> {
                                for (int element = 0; element < 1000; element++) {
                                    queue.add(element);
                                }
                                return queue.size();
                            });
            assertThat(Contract.get(putting)).isEqualTo(1000);
            List<Integer> some = new ArrayList<>();
            assertThat(queue.drainTo(some, 600)).isEqualTo(600);
            assertThat(queue.drainTo(some)).isEqualTo(400);
            assertThat(some).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
            assertThat(queue.drainTo(some)).isZero();
            assertThatThrownBy(() -> queue.drainTo(queue))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void Q1_queue_clear_leavesNothing() throws Exception {
        try (var made = this.<Integer>newQueue(2)) {
            BlockingQueue<Integer> queue = made.it();
            assertThat(queue.addAll(List.of(1, 2))).isTrue();
            Contract.get(
                    parties()
                            .start(() -> {
                                queue.clear();
                                return true;
                            }));
            assertThat(queue.poll()).isNull();
            assertThat(queue.offer(3)).isTrue();
            assertThat(queue.take()).isEqualTo(3);
        }
    }

    @Test
    default void Q1_queue_elementsOfAllKinds_areAsTheyWere() throws Exception {
        try (var made = this.<Object>newQueue(10)) {
            BlockingQueue<Object> queue = made.it();
            byte[] large = new byte[3 << 20];
            Arrays.fill(large, (byte) 7);
            List<Object> all = List.of("", "ä\0ö", 0, -1L, 2.5, List.of(List.of("a")));
            var putting =
                    parties()
                            .start(() -> {
                                for (Object each : all) {
                                    queue.put(each);
                                }
                                queue.put(large);
                                return true;
                            });
            for (Object each : all) {
                assertThat(queue.take()).isEqualTo(each);
            }
            assertThat((byte[]) queue.take()).isEqualTo(large);
            assertThat(Contract.get(putting)).isTrue();
        }
    }

    @Test
    default void Q3_queue_whatCannotBePut_failsWhereItIsPut() throws Exception {
        try (var made = this.<Object>newQueue(1)) {
            BlockingQueue<Object> queue = made.it();
            assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> queue.put(new Object())).isInstanceOf(CodecException.class);
            assertThat(queue.isEmpty()).isTrue();
            queue.put("good");
            assertThat(queue.take()).isEqualTo("good");
        }
    }

    @Test
    default void Q6_queue_goesThroughAQueue() throws Exception {
        try (var outer = this.<BlockingQueue<String>>newQueue(1);
                var inner = this.<String>newQueue(1)) {
            BlockingQueue<BlockingQueue<String>> questions = outer.it();
            var answering =
                    parties()
                            .start(() -> {
                                questions.take().put("here");
                                return true;
                            });
            questions.put(inner.it());
            assertThat(inner.it().take()).isEqualTo("here");
            assertThat(Contract.get(answering)).isTrue();
        }
    }

    @Test
    default void Q1_queue_interrupted_hasPutAndTakenNothing() throws Exception {
        try (var made = this.<Integer>newQueue(1)) {
            BlockingQueue<Integer> queue = made.it();
            assertThat(Contract.get(parties().start(() -> isTold(queue::take)))).isTrue();
            queue.put(1);
            assertThat(Contract.get(parties().start(() -> isTold(() -> queue.put(2))))).isTrue();
            assertThat(queue.size()).isEqualTo(1);
            assertThat(queue.take()).isEqualTo(1);
        }
    }

    /** Something that may be interrupted. */
    @FunctionalInterface
    interface Waiting {
        void run() throws InterruptedException;
    }

    private static boolean isTold(Waiting waiting) {
        Thread.currentThread().interrupt();
        try {
            waiting.run();
            return false;
        } catch (InterruptedException told) {
            return !Thread.currentThread().isInterrupted();
        }
    }
}
