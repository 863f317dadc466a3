package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ConsumerDiedException;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row Q5: joinable queues between processes, and consumers that die. */
class JoinableProcessQueueIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    private static void awaitEnd(JavaProcess process) throws InterruptedException {
        assertThat(process.join(LONG)).isTrue();
        assertThat(process.exitCode()).hasValue(0);
    }

    /** Takes so many elements in another process, which is then killed. */
    private static long takeAndDie(JoinableProcessQueue<?> queue, int count) throws Exception {
        try (ProcessEvent hasTaken = ProcessEvent.create();
                ProcessEvent never = ProcessEvent.create();
                JavaProcess consumer =
                        JavaProcess.start(() -> {
                            for (int i = 0; i < count; i++) {
                                queue.take();
                            }
                            hasTaken.set();
                            never.await();
                        })) {
            assertThat(hasTaken.await(LONG)).isTrue();
            assertThat(queue.join(Duration.ZERO)).isFalse();
            consumer.kill();
            assertThat(consumer.join(LONG)).isTrue();
            return consumer.pid();
        }
    }

    /** The one of Python's documentation: workers without an end, a join, and then their end. */
    @Test
    void Q5_theProgramOfThreeWorkers() throws Exception {
        try (var queue = JoinableProcessQueue.<Integer>redelivering(10);
                var results = ProcessQueue.<Integer>unbounded()) {
            List<JavaProcess> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(
                        JavaProcess.start(() -> {
                            for (int item = queue.take(); item >= 0; item = queue.take()) {
                                results.put(item * item);
                                queue.taskDone();
                            }
                            queue.taskDone();
                        }));
            }
            for (int i = 0; i < 100; i++) {
                queue.put(i);
            }
            queue.join();
            List<Integer> found = new ArrayList<>();
            results.drainTo(found);
            assertThat(found)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 100).map(i -> i * i).boxed().toList());
            for (int i = 0; i < 3; i++) {
                queue.put(-1);
            }
            for (JavaProcess each : workers) {
                awaitEnd(each);
            }
            assertThat(queue.join(LONG)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5_000, 2_000_000})
    void Q5_consumerKilled_itsElementIsGivenOutAgain(int length) throws Exception {
        try (var queue = JoinableProcessQueue.<byte[]>redelivering(10)) {
            byte[] element = new byte[length];
            Arrays.fill(element, (byte) 7);
            queue.put(element);
            takeAndDie(queue, 1);
            takeAndDie(queue, 1);
            assertThat(queue.join(Duration.ofMillis(1))).isFalse();
            assertThat(queue.size()).isEqualTo(1);
            assertThat(queue.peek()).isEqualTo(element);
            assertThat(queue.poll(LONG)).isEqualTo(element);
            assertThat(queue.poll()).isNull();
            assertThat(queue.join(Duration.ofMillis(1))).isFalse();
            queue.taskDone();
            assertThat(queue.join(LONG)).isTrue();
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void Q5_consumerKilled_whoWaitsHasItsElements_beforeOthers_andBeforeTheEnd() throws Exception {
        try (var queue = JoinableProcessQueue.<Integer>redelivering(10)) {
            queue.addAll(List.of(1, 2));
            FutureTask<List<Integer>> survivor =
                    new FutureTask<>(() -> {
                        List<Integer> taken = new ArrayList<>();
                        queue.forEachDone(taken::add);
                        return taken;
                    });
            try (ProcessEvent hasTaken = ProcessEvent.create();
                    ProcessEvent never = ProcessEvent.create();
                    JavaProcess consumer =
                            JavaProcess.start(() -> {
                                queue.take();
                                queue.take();
                                hasTaken.set();
                                never.await();
                            })) {
                assertThat(hasTaken.await(LONG)).isTrue();
                queue.complete();
                Thread.ofPlatform().name("survivor").start(survivor);
                assertThat(survivor.isDone()).isFalse();
                consumer.kill();
                assertThat(survivor.get()).containsExactly(1, 2);
                assertThat(queue.join(LONG)).isTrue();
            }
        }
    }

    @Test
    void Q5_consumersKilled_joinReportsThemOnce() throws Exception {
        try (var queue = JoinableProcessQueue.<Integer>reporting(10)) {
            queue.addAll(List.of(1, 2, 3, 4));
            long first = takeAndDie(queue, 1);
            assertThatThrownBy(queue::join)
                    .isInstanceOf(ConsumerDiedException.class)
                    .hasMessageEndingWith("lost=1, by pid " + first + " (1)");
            long second = takeAndDie(queue, 2);
            assertThatThrownBy(() -> queue.join(LONG))
                    .isInstanceOfSatisfying(
                            ConsumerDiedException.class,
                            died -> assertThat(died.lost()).isEqualTo(2))
                    .hasMessageEndingWith("lost=2, by pid " + second + " (2)");
            assertThat(queue.join(Duration.ofMillis(1))).isFalse();
            assertThat(queue.take()).isEqualTo(4);
            queue.taskDone();
            assertThat(queue.join(LONG)).isTrue();
        }
    }

    @Test
    void Q5_joinThatWaits_isToldOfTheDeath() throws Exception {
        try (var queue = JoinableProcessQueue.<Integer>reporting(10);
                var consumer =
                        JavaProcess.start(() -> {
                            queue.take();
                            Runtime.getRuntime().halt(3);
                        })) {
            queue.put(1);
            assertThatThrownBy(queue::join)
                    .isInstanceOf(ConsumerDiedException.class)
                    .hasMessageContaining("pid " + consumer.pid());
            assertThat(queue.join(LONG)).isTrue();
        }
    }

    @Test
    void Q5_taskDone_isOfTheProcessThatHasTaken() throws Exception {
        try (var queue = JoinableProcessQueue.<Integer>redelivering(10);
                var refused = ProcessQueue.<Boolean>bounded(1)) {
            queue.put(1);
            assertThat(queue.take()).isEqualTo(1);
            try (var other =
                    JavaProcess.start(() -> {
                        try {
                            queue.taskDone();
                            refused.put(false);
                        } catch (IllegalStateException expected) {
                            refused.put(true);
                        }
                    })) {
                assertThat(refused.poll(LONG)).isTrue();
                awaitEnd(other);
            }
            queue.taskDone();
            assertThat(queue.join(LONG)).isTrue();
        }
    }

    @Test
    void Q5_taskDone_isForWhatItsThreadHasTaken() throws Exception {
        try (var queue = JoinableProcessQueue.<Integer>redelivering(10)) {
            queue.addAll(List.of(1, 2));
            try (var consumer =
                    JavaProcess.start(() -> {
                        queue.take();
                        Thread other =
                                Thread.ofVirtual()
                                        .start(() -> {
                                            queue.poll();
                                            queue.taskDone();
                                        });
                        other.join();
                        Runtime.getRuntime().halt(0);
                    })) {
                assertThat(consumer.join(LONG)).isTrue();
            }
            assertThat(queue.poll(LONG)).isEqualTo(1);
            assertThat(queue.poll()).isNull();
            queue.taskDone();
            assertThat(queue.join(LONG)).isTrue();
        }
    }

    /** As Python's daemon workers, which take for ever: the program goes on to its end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void Q5_closedBeforeItsEndlessConsumer_aDaemonSaysSoInOneLine(boolean isDaemon)
            throws Exception {
        ProcessOptions options =
                ProcessOptions.defaults()
                        .withName("Endless")
                        .withDaemon(isDaemon)
                        .withOutput(OutputMode.CAPTURED);
        JavaProcess consumer;
        try (var queue = JoinableProcessQueue.<String>redelivering(10)) {
            consumer = JavaProcess.start(options, () -> queue.forEachDone(_ -> {}));
            queue.put("a");
            queue.join();
        }
        try (consumer) {
            assertThat(consumer.join(LONG)).isTrue();
            assertThat(consumer.exitCode()).hasValue(1);
            String thrown = "Exception in thread \"main\" java.lang.IllegalStateException: ";
            if (isDaemon) {
                assertThat(consumer.capturedErrors().strip())
                        .isEqualTo(
                                thrown
                                        + "[Endless] the queue was closed while this daemon used"
                                        + " it; to have daemons end by themselves, complete() a"
                                        + " queue before");
            } else {
                assertThat(consumer.capturedErrors())
                        .startsWith(thrown + "the queue was closed")
                        .contains("JoinableProcessQueue.forEachDone");
            }
        }
    }
}
