package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Await;
import dev.procession.testing.MemoryFiles;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows Q1 to Q4, Q6 and Q8: queues between processes. */
class ProcessQueueIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** An element that says who put it, and as which. */
    private record Item(int producer, int number) implements Serializable {}

    /** What a taker has had, in its order. */
    private record Had(List<Item> items) implements Serializable {}

    private static void awaitEnd(JavaProcess process) throws InterruptedException {
        assertThat(process.join(LONG)).isTrue();
        assertThat(process.exitCode()).hasValue(0);
    }

    @Test
    void Q1_Q4_theProgramOfTheDocumentation() throws Exception {
        var captured = ProcessOptions.defaults().withOutput(OutputMode.CAPTURED);
        try (var queue = ProcessQueue.<String>bounded(10);
                var consumer =
                        JavaProcess.start(
                                captured, () -> queue.forEachTaken(System.out::println))) {
            queue.put("A");
            queue.put("B");
            queue.complete();
            awaitEnd(consumer);
            assertThat(consumer.capturedOutput()).isEqualTo("A\nB\n");
        }
    }

    @Test
    void Q1_whatWasPut_isSeenByAllAtOnce() throws Exception {
        try (var there = ProcessQueue.<Integer>bounded(100);
                var back = ProcessQueue.<Integer>bounded(1);
                var areThere = ProcessEvent.create();
                var child =
                        JavaProcess.start(() -> {
                            areThere.await();
                            for (int i = 0; i < 50; i++) {
                                back.put(there.size());
                                there.take();
                            }
                        })) {
            for (int i = 0; i < 50; i++) {
                there.put(i);
            }
            areThere.set();
            for (int i = 0; i < 50; i++) {
                assertThat(back.poll(LONG)).isEqualTo(50 - i);
            }
            awaitEnd(child);
            assertThat(there.isEmpty()).isTrue();
        }
    }

    @Test
    void Q1_full_letsTheOtherProcessWait() throws Exception {
        try (var queue = ProcessQueue.<Integer>bounded(3);
                var child =
                        JavaProcess.start(() -> {
                            for (int i = 0; i < 1000; i++) {
                                queue.put(i);
                            }
                        })) {
            Await.until("it is full", () -> queue.remainingCapacity() == 0);
            for (int i = 0; i < 1000; i++) {
                assertThat(queue.poll(LONG)).isEqualTo(i);
            }
            awaitEnd(child);
        }
    }

    @Test
    void Q2_twoProducers_twoConsumers_eachOnce_inOrder() throws Exception {
        int count = 20_000;
        try (var queue = ProcessQueue.<Item>bounded(64);
                var results = ProcessQueue.<Had>unbounded()) {
            List<JavaProcess> all = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int producer = i;
                all.add(JavaProcess.start(() -> produce(queue, producer, count)));
                all.add(JavaProcess.start(() -> consume(queue, results)));
            }
            awaitEnd(all.get(0));
            awaitEnd(all.get(2));
            queue.complete();
            Set<Item> seen = new HashSet<>();
            for (int i = 0; i < 2; i++) {
                Had had = results.poll(LONG);
                assertThat(had).isNotNull();
                requireInOrder(had.items());
                assertThat(had.items()).allMatch(seen::add);
            }
            assertThat(seen).hasSize(2 * count);
            awaitEnd(all.get(1));
            awaitEnd(all.get(3));
            all.forEach(JavaProcess::close);
        }
    }

    private static void produce(ProcessQueue<Item> queue, int producer, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(new Item(producer, i));
        }
    }

    private static void consume(ProcessQueue<Item> queue, ProcessQueue<Had> results)
            throws Exception {
        List<Item> items = new ArrayList<>();
        queue.forEachTaken(items::add);
        results.put(new Had(items));
    }

    private static void requireInOrder(List<Item> items) {
        Map<Integer, Integer> last = new HashMap<>();
        for (Item item : items) {
            Integer before = last.put(item.producer(), item.number());
            assertThat(before == null || before < item.number()).as("%s", item).isTrue();
        }
    }

    @Test
    void Q3_whatCannotBeEncoded_failsInTheProcessThatPutsIt() throws Exception {
        record Holder(Object socket) implements Serializable {}
        try (var queue = ProcessQueue.<Object>bounded(10);
                var child =
                        JavaProcess.start(() -> {
                            try {
                                queue.put(new Holder(new Object()));
                            } catch (CodecException expected) {
                                queue.put(expected.getMessage());
                            }
                        })) {
            assertThat(queue.poll(LONG)).asString().startsWith("element.socket");
            awaitEnd(child);
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void Q4_sentinels_endOneConsumerEach() throws Exception {
        try (var queue = ProcessQueue.<String>unbounded();
                var one = JavaProcess.start(() -> takeUntilEnd(queue));
                var two = JavaProcess.start(() -> takeUntilEnd(queue))) {
            for (int i = 0; i < 100; i++) {
                queue.put("work");
            }
            queue.addAll(List.of("end", "end"));
            awaitEnd(one);
            awaitEnd(two);
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    private static void takeUntilEnd(ProcessQueue<String> queue) throws InterruptedException {
        String element = queue.take();
        while (!element.equals("end")) {
            element = queue.take();
        }
    }

    @Test
    void Q4_completedByAChild_endsForAll() throws Exception {
        try (var queue = ProcessQueue.<Integer>bounded(1);
                var child =
                        JavaProcess.start(() -> {
                            queue.put(1);
                            queue.complete();
                        })) {
            List<Integer> taken = new ArrayList<>();
            queue.forEachTaken(taken::add);
            assertThat(taken).containsExactly(1);
            awaitEnd(child);
        }
    }

    @Test
    void Q6_throughAnotherQueue_andToAGrandchild() throws Exception {
        try (var queues = ProcessQueue.<ProcessQueue<String>>bounded(1);
                var answers = ProcessQueue.<String>bounded(1);
                var child =
                        JavaProcess.start(() -> {
                            ProcessQueue<String> got = queues.take();
                            try (var grandchild =
                                    JavaProcess.start(() -> got.put("from a grandchild"))) {
                                grandchild.join();
                            }
                        })) {
            queues.put(answers);
            assertThat(answers.poll(LONG)).isEqualTo("from a grandchild");
            awaitEnd(child);
        }
    }

    @Test
    void Q6_asAnArgument_andAsAResult_ofAWorkerThatDies() throws Exception {
        ProcessQueue<byte[]> made;
        try (var pool = ProcessPool.of(2);
                var given = ProcessQueue.<Integer>bounded(10)) {
            pool.map(
                    queue -> {
                        queue.put(7);
                        return 0;
                    },
                    List.of(given, given));
            assertThat(List.of(given.take(), given.take())).containsExactly(7, 7);
            made = pool.submit(ProcessQueueIT::filled).get();
            assertThat(made.size()).isEqualTo(2);
            made.close();
            assertThat(made.size()).as("its maker lives").isEqualTo(2);
        }
        assertThat(made.poll(LONG)).hasSize(10);
        assertThat(made.poll(LONG)).as("one in a segment of its own").hasSize(2 << 20);
        made.put(new byte[1]);
        made.close();
        assertThatThrownBy(() -> made.put(new byte[1])).hasMessage("the queue was closed");
    }

    private static ProcessQueue<byte[]> filled() throws InterruptedException {
        ProcessQueue<byte[]> queue = ProcessQueue.bounded(10);
        queue.put(new byte[10]);
        queue.put(new byte[2 << 20]);
        return queue;
    }

    @Test
    void Q8_readerTerminated_writerJoined() throws Exception {
        try (var queue = ProcessQueue.<String>unbounded();
                var reader =
                        JavaProcess.start(() -> {
                            while (true) {
                                queue.take();
                            }
                        });
                var writer =
                        JavaProcess.start(() -> {
                            for (String each : List.of("A", "B", "C")) {
                                queue.put(each);
                            }
                        })) {
            awaitEnd(writer);
            Await.until("all is read", queue::isEmpty);
            reader.terminate();
            assertThat(reader.join(LONG)).isTrue();
            assertThat(reader.exitCode()).hasValue(-15);
            queue.put("D");
            assertThat(queue.poll(LONG)).isEqualTo("D");
        }
    }

    /** Producer and consumer are below the root: their memory is files of the session. */
    @Test
    void Q1_largeElementsOfChildren_useTheirMemoryAgain() throws Exception {
        try (var queue = ProcessQueue.<double[]>bounded(10);
                var back = ProcessQueue.<Long>bounded(1);
                var consumer =
                        JavaProcess.start(() -> {
                            double sum = 0;
                            for (int i = 0; i < 50; i++) {
                                double[] all = queue.take();
                                sum += all[0] + all[all.length - 1];
                                back.put((long) sum);
                            }
                        });
                var producer =
                        JavaProcess.start(() -> {
                            for (int i = 0; i < 50; i++) {
                                double[] all = new double[50_000 + 100 * i];
                                all[0] = i;
                                all[all.length - 1] = i;
                                queue.put(all);
                            }
                        })) {
            for (long i = 0; i < 50; i++) {
                assertThat(back.take()).isEqualTo(i * (i + 1));
                assertThat(MemoryFiles.list()).hasSizeLessThanOrEqualTo(16);
            }
            awaitEnd(producer);
            awaitEnd(consumer);
        }
        assertThat(MemoryFiles.list()).isEmpty();
    }

    @Test
    void closed_endsWaitingInOtherProcesses() throws Exception {
        var captured = ProcessOptions.defaults().withOutput(OutputMode.CAPTURED);
        ProcessQueue<String> queue = ProcessQueue.bounded(1);
        try (var ready = ProcessQueue.<Boolean>bounded(1);
                var child =
                        JavaProcess.start(
                                captured,
                                () -> {
                                    ready.put(true);
                                    try {
                                        queue.take();
                                    } catch (IllegalStateException closed) {
                                        System.out.print(closed.getMessage());
                                    }
                                })) {
            ready.take();
            queue.close();
            awaitEnd(child);
            assertThat(child.capturedOutput()).isEqualTo("the queue was closed");
        }
    }
}
