package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.QueueCompletedException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows Q1, Q3 and Q4: what a blocking queue promises, between threads of one process. */
class ProcessQueueTest {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    private final ProcessQueue<Object> queue = ProcessQueue.bounded(2);

    @AfterEach
    void close() {
        queue.close();
    }

    /** Runs it on a thread of its own, and waits until that waits. */
    private static <T> FutureTask<T> waiting(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = new Thread(task);
        thread.start();
        Await.until(
                "it waits",
                () ->
                        Arrays.stream(thread.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals("sleepUpTo")));
        return task;
    }

    @Test
    void Q1_elements_areTakenInOrder_andCounted() throws Exception {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.offer("a")).isTrue();
        queue.put(List.of(1, 2));
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.offer("c")).isFalse();
        assertThat(queue.offer("c", Duration.ofMillis(1))).isFalse();
        assertThat(queue.offer("c", 1, TimeUnit.NANOSECONDS)).isFalse();
        assertThatThrownBy(() -> queue.add("c"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the queue is full: ProcessQueue[size=2, capacity=2]");
        assertThat(queue.peek()).isEqualTo("a");
        assertThat(queue.element()).isEqualTo("a");
        assertThat(queue.remove()).isEqualTo("a");
        assertThat(queue.take()).isEqualTo(List.of(1, 2));
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        assertThat(queue.poll(Duration.ofMillis(1))).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void Q1_negativeTimeouts_neverWait() throws Exception {
        assertThat(queue.poll(Duration.ofDays(-1))).isNull();
        assertThat(queue.poll(Long.MIN_VALUE, TimeUnit.DAYS)).isNull();
        queue.addAll(List.of(1, 2));
        assertThat(queue.offer(3, Duration.ofSeconds(-1))).isFalse();
        assertThat(queue.offer(3, 0, TimeUnit.DAYS)).isFalse();
        assertThat(queue.poll(-1, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void Q1_capacityOfNone_isRefused(int capacity) {
        assertThatThrownBy(() -> ProcessQueue.bounded(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a queue needs room for at least one element; for any number use"
                                + " unbounded(): capacity="
                                + capacity);
    }

    @Test
    void Q1_unbounded_holdsAMillion() throws Exception {
        try (ProcessQueue<Integer> many = ProcessQueue.unbounded()) {
            assertThat(many.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
            for (int i = 0; i < 1_000_000; i++) {
                assertThat(many.offer(i)).isTrue();
            }
            assertThat(many.size()).isEqualTo(1_000_000);
            List<Integer> taken = new ArrayList<>();
            assertThat(many.drainTo(taken)).isEqualTo(1_000_000);
            assertThat(taken).isEqualTo(IntStream.range(0, 1_000_000).boxed().toList());
        }
    }

    @Test
    void Q1_bytes_areALimitToo() throws Exception {
        var options = QueueOptions.defaults().withMaxBytes(16 << 10);
        try (ProcessQueue<byte[]> few = ProcessQueue.open(options)) {
            int count = 0;
            while (few.offer(new byte[500])) {
                count++;
            }
            assertThat(count).isBetween(6, 8);
            FutureTask<Boolean> putting =
                    waiting(() -> {
                        few.put(new byte[500]);
                        return true;
                    });
            few.take();
            assertThat(putting.get()).isTrue();
        }
    }

    @Test
    void Q1_elementsOfAnySize() throws Exception {
        var options = QueueOptions.defaults().withMaxBytes(64 << 10);
        try (ProcessQueue<byte[]> large = ProcessQueue.open(options)) {
            for (int length : new int[] {0, 1, 8_000, 8_200, 40_000, 1 << 20, 10 << 20}) {
                byte[] element = new byte[length];
                Arrays.fill(element, (byte) length);
                large.put(element);
                assertThat(large.peek()).isEqualTo(element);
                assertThat(large.take()).isEqualTo(element);
            }
            large.put(new byte[1 << 20]);
            assertThat(large.offer(new byte[20_000])).isFalse();
            assertThat(large.offer(new byte[100])).isTrue();
            large.take();
            assertThat(large.offer(new byte[20_000])).isTrue();
            assertThat(large.offer(new byte[20_000])).isTrue();
            assertThat(large.offer(new byte[20_000])).isFalse();
            assertThat(large.size()).isEqualTo(3);
            large.clear();
            assertThat(large.isEmpty()).isTrue();
        }
    }

    @Test
    void Q1_largeElements_giveTheirMemoryBack() throws Exception {
        long before = memoryFiles();
        queue.put(new byte[1 << 20]);
        queue.put(new byte[1 << 20]);
        assertThat(memoryFiles()).isEqualTo(before + 2);
        assertThat(queue.offer(new byte[1 << 20])).isFalse();
        assertThat(memoryFiles()).as("what had no room keeps its memory").isEqualTo(before + 3);
        queue.take();
        queue.put(new byte[1 << 20]);
        assertThat(memoryFiles()).as("memory that was taken back is used").isEqualTo(before + 3);
        assertThat(queue.drainTo(new ArrayList<>())).isEqualTo(2);
        queue.put(new byte[1 << 20]);
        queue.clear();
        assertThat(memoryFiles()).as("as much as the queue may hold is kept").isEqualTo(before + 2);
        queue.put(new byte[16 << 20]);
        queue.clear();
        assertThat(memoryFiles()).as("more is not").isEqualTo(before + 2);
        queue.close();
        assertThat(memoryFiles()).as("its own memory is gone, too").isEqualTo(before - 1);
    }

    @Test
    void Q1_largeArray_takenIntoOneThatIsThere() throws Exception {
        byte[] sent = new byte[1 << 20];
        new Random(3).nextBytes(sent);
        byte[] into = new byte[1 << 20];
        try (ProcessQueue<Object> any = ProcessQueue.unbounded()) {
            assertTakenInto(any, sent, into);
        }
    }

    private static void assertTakenInto(ProcessQueue<Object> any, byte[] sent, byte[] into)
            throws InterruptedException {
        any.put(sent);
        any.put(new byte[7]);
        any.put("text");
        any.put(new byte[1 << 19]);
        assertThat(any.takeInto(into)).isSameAs(into);
        assertThat(into).isEqualTo(sent);
        assertThat(any.takeInto(into)).isEqualTo(new byte[7]);
        assertThat(any.takeInto(into)).isEqualTo("text");
        assertThat(any.takeInto(into)).isNotSameAs(into).isEqualTo(new byte[1 << 19]);
        assertThat(into).as("what did not fit was not written").isEqualTo(sent);
        any.put(new byte[1 << 20]);
        assertThat(any.take()).as("one call's array is not the next one's").isNotSameAs(into);
        any.complete();
        assertThatThrownBy(() -> any.takeInto(into)).isInstanceOf(QueueCompletedException.class);
    }

    private static long memoryFiles() {
        return Pid.descriptors().stream().filter(each -> each.contains("memfd:")).count();
    }

    @Test
    void Q3_whatCannotBeEncoded_failsInPut_andIsNamed() {
        record Holder(String name, Object socket) implements Serializable {}
        assertThatThrownBy(() -> queue.put(new Holder("a", new Object())))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("element.socket");
        assertThatThrownBy(() -> queue.put(new Thread()))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("element");
        assertThat(queue.size()).isZero();
        queue.addAll(List.of(1, 2));
        // Though there is no room, it does not wait for any.
        assertThatThrownBy(() -> queue.put(new Thread())).isInstanceOf(CodecException.class);
    }

    @Test
    void Q4_completed_isDrained_thenEndsForAll() throws Exception {
        queue.put(1);
        queue.put(2);
        FutureTask<Object> putting =
                waiting(() -> {
                    queue.put(3);
                    return "put";
                });
        queue.complete();
        queue.complete();
        assertThatThrownBy(putting::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(QueueCompletedException.class);
        assertThat(queue.isCompleted()).isTrue();
        assertThatThrownBy(() -> queue.offer(3))
                .isInstanceOf(QueueCompletedException.class)
                .hasMessage("the queue was completed, nothing can be put into it any more");
        List<Object> taken = new ArrayList<>();
        queue.forEachTaken(taken::add);
        assertThat(taken).containsExactly(1, 2);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(LONG)).isNull();
        assertThatThrownBy(queue::take)
                .isInstanceOf(QueueCompletedException.class)
                .hasMessage("the queue was completed, and all its elements were taken");
        queue.forEachTaken(taken::add);
        assertThat(taken).hasSize(2);
    }

    @Test
    void Q4_complete_endsThoseThatWait() throws Exception {
        FutureTask<Object> taking = waiting(queue::take);
        FutureTask<Object> polling = waiting(() -> queue.poll(LONG) == null);
        queue.complete();
        assertThat(polling.get()).isEqualTo(true);
        assertThatThrownBy(taking::get).hasCauseInstanceOf(QueueCompletedException.class);
    }

    @Test
    void closed_endsThoseThatWait() {
        FutureTask<Object> taking = waiting(queue::take);
        queue.close();
        assertThatThrownBy(taking::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("the queue was closed");
        assertThatThrownBy(() -> queue.put(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.put(new byte[8 << 20]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(queue::size).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(queue::isCompleted).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(queue::complete).isInstanceOf(IllegalStateException.class);
        assertThat(queue).hasToString("ProcessQueue[closed]");
        queue.close();
    }

    @Test
    void closed_endsVirtualThreadsThatWait() throws Exception {
        List<FutureTask<Object>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            FutureTask<Object> task = new FutureTask<>(queue::take);
            Thread thread = Thread.startVirtualThread(task);
            Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
            waiting.add(task);
        }
        queue.close();
        for (FutureTask<Object> each : waiting) {
            assertThatThrownBy(each::get).hasRootCauseMessage("the queue was closed");
        }
    }

    @Test
    void interrupted_nothingIsTakenOrPut() throws Exception {
        CompletableFuture<Thread> taker = new CompletableFuture<>();
        FutureTask<Object> taking =
                waiting(() -> {
                    taker.complete(Thread.currentThread());
                    return queue.take();
                });
        taker.get().interrupt();
        assertThatThrownBy(taking::get).hasCauseInstanceOf(InterruptedException.class);

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.put(1)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        Thread.currentThread().interrupt();
        assertThat(queue.offer(1)).isTrue();
        assertThat(queue.poll()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void drainTo_takesUpToANumber_andRefusesItself() throws Exception {
        List<Object> target = new ArrayList<>();
        queue.addAll(List.of(1, 2));
        assertThat(queue.drainTo(target, 0)).isZero();
        assertThat(queue.drainTo(target, -1)).isZero();
        assertThat(queue.drainTo(target, 1)).isEqualTo(1);
        assertThat(queue.drainTo(target)).isEqualTo(1);
        assertThat(queue.drainTo(target)).isZero();
        assertThat(target).containsExactly(1, 2);
        assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.addAll(queue)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nulls_areRefused() {
        assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.offer(null, LONG)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.drainTo(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void lookingThrough_isRefused() {
        assertThatThrownBy(queue::iterator)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "iterator is not supported by a queue between processes; use drainTo or"
                                + " poll");
        assertThatThrownBy(queue::toArray).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> queue.toArray(new Object[0]))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> queue.contains(1))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> queue.containsAll(List.of()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> queue.remove((Object) 1))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> queue.removeAll(List.of()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> queue.retainAll(List.of()))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void Q2_virtualThreads_putAndTake() throws Exception {
        int pairs = 200;
        int each = 20;
        List<Thread> putting = new ArrayList<>();
        List<FutureTask<Long>> taking = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            FutureTask<Long> sum =
                    new FutureTask<>(() -> {
                        long total = 0;
                        for (int i = 0; i < each; i++) {
                            total += (Integer) queue.take();
                        }
                        return total;
                    });
            taking.add(sum);
            Thread.startVirtualThread(sum);
            FutureTask<Boolean> put =
                    new FutureTask<>(() -> {
                        for (int i = 1; i <= each; i++) {
                            queue.put(i);
                        }
                        return true;
                    });
            putting.add(Thread.startVirtualThread(put));
        }
        for (Thread thread : putting) {
            thread.join();
        }
        long total = 0;
        for (FutureTask<Long> sum : taking) {
            total += sum.get();
        }
        assertThat(total).isEqualTo((long) pairs * each * (each + 1) / 2);
        assertThat(queue.isEmpty()).isTrue();
    }
}
