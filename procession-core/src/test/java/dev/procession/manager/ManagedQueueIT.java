package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows M1 and Q7: queues in a manager. */
class ManagedQueueIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));
    private static final Duration SHORT = Duration.ofMillis(20);

    private static ProcessManager manager;

    @BeforeAll
    static void start() {
        manager = ProcessManager.start();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static <E> List<E> drained(ManagedQueue<E> queue) {
        List<E> all = new ArrayList<>();
        queue.drainTo(all);
        return all;
    }

    @Test
    void Q7_eachKind_hasItsOrder() {
        ManagedQueue<Integer> oldest = manager.queue();
        ManagedQueue<Integer> youngest = manager.lifoQueue();
        ManagedQueue<Integer> least = manager.priorityQueue();
        ManagedQueue<Integer> greatest = manager.priorityQueue((a, b) -> b.compareTo(a));
        for (var queue : List.of(oldest, youngest, least, greatest)) {
            queue.addAll(List.of(2, 3, 1));
        }
        assertThat(drained(oldest)).containsExactly(2, 3, 1);
        assertThat(drained(youngest)).containsExactly(1, 3, 2);
        assertThat(drained(least)).containsExactly(1, 2, 3);
        assertThat(drained(greatest)).containsExactly(3, 2, 1);
    }

    @Test
    void M1_Q7_boundedOfEachKind_waitForRoom_andKeepTheirOrder() throws Exception {
        assertBounded(manager.queue(2), List.of(2, 3, 1));
        assertBounded(manager.lifoQueue(2), List.of(3, 1, 2));
        assertBounded(manager.priorityQueue(2), List.of(2, 1, 3));
        assertBounded(manager.priorityQueue(2, (a, b) -> b.compareTo(a)), List.of(3, 2, 1));
    }

    /** Has another process put 1 while 2 and 3 leave no room, and takes all. */
    private static void assertBounded(ManagedQueue<Integer> queue, List<Integer> order)
            throws InterruptedException {
        queue.put(2);
        queue.put(3);
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.offer(1)).isFalse();
        assertThat(queue.offer(1, SHORT)).isFalse();
        assertThat(queue).hasSize(2);
        ManagedEvent comes = manager.event();
        try (var putting =
                JavaProcess.start(() -> {
                    comes.set();
                    queue.put(1);
                })) {
            assertThat(comes.await(LONG)).isTrue();
            assertThat(putting.exitStatus().isRunning()).isTrue();
            List<Integer> taken = new ArrayList<>(List.of(queue.take()));
            assertThat(putting.join(LONG)).isTrue();
            queue.drainTo(taken);
            assertThat(taken).isEqualTo(order);
        }
    }

    @Test
    void M1_capacities_below1_areRefused() {
        String message = "a capacity must be >= 1: capacity=0; without one the queue is never full";
        assertThatThrownBy(() -> manager.queue(0)).hasMessage(message);
        assertThatThrownBy(() -> manager.lifoQueue(0)).hasMessage(message);
        assertThatThrownBy(() -> manager.<Integer>priorityQueue(0)).hasMessage(message);
        assertThatThrownBy(() -> manager.<Integer>priorityQueue(0, (a, b) -> 0))
                .hasMessage(message);
        assertThatThrownBy(() -> manager.joinableQueue(0)).hasMessage(message);
    }

    @Test
    void M1_queue_isTheJdks() throws Exception {
        ManagedQueue<String> queue = manager.queue(2);
        queue.put("a");
        assertThat(queue.offer("b")).isTrue();
        assertThat(queue.offer("c")).isFalse();
        assertThat(queue.offer("c", SHORT)).isFalse();
        assertThatThrownBy(() -> queue.add("c")).isInstanceOf(IllegalStateException.class);
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue).containsExactly("a", "b").hasToString("[a, b]");
        assertThat(queue.remove("b")).isTrue();
        assertThat(queue.peek()).isEqualTo("a");
        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.poll(SHORT)).isNull();
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
    }

    @Test
    void M1_queue_betweenProcesses_eachElementOnce() {
        ManagedQueue<Integer> queue = manager.queue(3);
        try (var pool = ProcessPool.of(4)) {
            var producing =
                    pool.mapAsync(
                            from -> {
                                for (int i = 0; i < 50; i++) {
                                    queue.put(from + i);
                                }
                                return 0;
                            },
                            List.of(0, 50));
            List<List<Integer>> taken =
                    pool.map(
                            i -> {
                                List<Integer> mine = new ArrayList<>();
                                for (int each = 0; each < 50; each++) {
                                    mine.add(queue.take());
                                }
                                return mine;
                            },
                            List.of(1, 2));
            producing.join();
            assertThat(taken.stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void M1_joinable_isDone_onceAllElementsAre() throws Exception {
        ManagedJoinableQueue<Integer> queue = manager.joinableQueue();
        queue.addAll(List.of(1, 2));
        assertThat(queue.join(SHORT)).isFalse();
        try (var consumer =
                JavaProcess.start(() -> {
                    for (int i = 0; i < 2; i++) {
                        queue.take();
                        queue.taskDone();
                    }
                })) {
            assertThat(queue.join(LONG)).isTrue();
            consumer.join();
        }
        assertThatThrownBy(queue::taskDone)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "taskDone() was called more often than this process has taken elements");
    }

    @Test
    void M2_joinable_full_whatADeadConsumerHad_isThereAgain_beyondItsCapacity() throws Exception {
        ManagedJoinableQueue<Integer> queue = manager.joinableQueue(1);
        queue.put(1);
        ManagedEvent isTaken = manager.event();
        ManagedEvent never = manager.event();
        try (var consumer =
                JavaProcess.start(() -> {
                    queue.take();
                    isTaken.set();
                    never.await();
                })) {
            assertThat(isTaken.await(LONG)).isTrue();
            queue.put(2);
            assertThat(queue.remainingCapacity()).isZero();
            consumer.kill();
            Await.until("it is there again", () -> queue.size() == 2);
            assertThat(queue.remainingCapacity()).isZero();
            assertThat(queue.offer(3)).isFalse();
            assertThat(drained(queue)).containsExactly(1, 2);
        }
    }

    @Test
    void M2_joinable_whatADeadConsumerHad_isGivenOutAgain_first() throws Exception {
        ManagedJoinableQueue<Integer> queue = manager.joinableQueue();
        queue.addAll(List.of(1, 2, 3));
        try (var consumer =
                JavaProcess.start(() -> {
                    queue.take();
                    queue.take();
                    Runtime.getRuntime().halt(1);
                })) {
            consumer.join();
            Await.until("they are there again", () -> queue.size() == 3);
            assertThat(drained(queue)).containsExactly(1, 2, 3);
            queue.taskDone();
            queue.taskDone();
            assertThat(queue.join(SHORT)).isFalse();
            queue.taskDone();
            queue.join();
        }
    }
}
