package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Await;
import dev.procession.testing.KillAtEveryStep;
import dev.procession.testing.MemoryFiles;
import dev.procession.testing.Pid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/**
 * Fault row F15: what is left of queues, and in them, by makers, producers and takers that died.
 */
class LeftQueuesIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** So long that it travels in memory of its own. */
    private static final int LARGE = 600_000;

    private static void awaitEnd(JavaProcess process) throws InterruptedException {
        assertThat(process.join(LONG)).isTrue();
        assertThat(process.exitCode()).hasValue(0);
    }

    // ---- producers ---------------------------------------------------------------------------

    @Test
    void F15_largeElementsOfADeadProducer_leaveNothing() throws Exception {
        try (var queue = ProcessQueue.<byte[]>bounded(10)) {
            try (var child =
                    JavaProcess.start(() -> {
                        queue.put(new byte[1 << 20]);
                        queue.put(new byte[1 << 20]);
                        Runtime.getRuntime().halt(1);
                    })) {
                assertThat(child.join(LONG)).isTrue();
            }
            assertThat(MemoryFiles.list()).hasSize(2);
            assertThat(queue.take()).hasSize(1 << 20);
            assertThat(queue.take()).hasSize(1 << 20);
        }
        assertThat(MemoryFiles.list()).isEmpty();
    }

    @Test
    void F15_elementsOfADeadProducer_largerThanAQueueKeeps_endWhenTheyAreTaken() throws Exception {
        try (var queue = ProcessQueue.<byte[]>bounded(10)) {
            try (var child =
                    JavaProcess.start(() -> {
                        queue.put(new byte[5 << 20]);
                        Runtime.getRuntime().halt(1);
                    })) {
                assertThat(child.join(LONG)).isTrue();
            }
            assertThat(MemoryFiles.list()).hasSize(1);
            assertThat(queue.take()).hasSize(5 << 20);
            assertThat(MemoryFiles.list()).isEmpty();
        }
    }

    /** Its memory is the one of an element before it, which somebody else still has mapped. */
    @Test
    void F15_elementOfADeadProducer_outlivesWhoeverLetsGoOfItsMemory() throws Exception {
        try (var queue = ProcessQueue.<byte[]>bounded(10);
                var isTaken = ProcessEvent.create();
                var isOver = ProcessEvent.create();
                var producer = producerOfTwo(queue, isTaken);
                var taker =
                        JavaProcess.start(() -> {
                            queue.take();
                            isTaken.set();
                            isOver.await();
                            letGo(queue);
                        })) {
            awaitEnd(producer);
            isOver.set();
            awaitEnd(taker);
            assertThat(queue.poll()).startsWith(2).hasSize(LARGE);
            assertThat(MemoryFiles.list()).hasSize(1);
        }
        assertThat(MemoryFiles.list()).isEmpty();
    }

    @Test
    void F15_elementOfADeadProducer_outlivesOthersThatPushItsMemoryOut() throws Exception {
        try (var queue = ProcessQueue.<byte[]>bounded(10);
                var isTaken = ProcessEvent.create();
                var producer = producerOfTwo(queue, isTaken)) {
            assertThat(queue.take()).startsWith(1);
            for (int i = 0; i < 3; i++) {
                queue.put(large(3));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(queue.take()).startsWith(3);
            }
            // Too long for the memory of those before it.
            queue.put(new byte[2 * LARGE + 100_000]);
            isTaken.set();
            awaitEnd(producer);
            assertThat(queue.take()).hasSize(2 * LARGE + 100_000);
            assertThat(queue.poll()).startsWith(2).hasSize(LARGE);
        }
        assertThat(MemoryFiles.list()).isEmpty();
    }

    private static void letGo(ProcessQueue<?> handle) {
        handle.close();
    }

    /** Puts 1, and once that is taken, 2 into the same memory, and ends. */
    private static JavaProcess producerOfTwo(ProcessQueue<byte[]> queue, ProcessEvent isTaken) {
        return JavaProcess.start(() -> {
            queue.put(large(1));
            isTaken.await();
            queue.put(large(2));
        });
    }

    private static byte[] large(int first) {
        byte[] all = new byte[LARGE];
        all[0] = (byte) first;
        return all;
    }

    // ---- takers ------------------------------------------------------------------------------

    /** Its parent is stopped, so that it stays in the system's table of processes. */
    @Test
    void F15_elementOfADeadTakerThatNobodyReaps_leavesNothingOnceItIsDone() throws Exception {
        try (var queue = JoinableProcessQueue.<byte[]>redelivering(10);
                var pids = ProcessQueue.<Long>bounded(1);
                var hasTaken = ProcessEvent.create();
                var never = ProcessEvent.create();
                var parent =
                        JavaProcess.start(() -> {
                            try (var taker =
                                    JavaProcess.start(() -> {
                                        queue.take();
                                        hasTaken.set();
                                        never.await();
                                    })) {
                                pids.put(taker.pid());
                                never.await();
                            }
                        })) {
            queue.put(new byte[5_000]);
            assertThat(hasTaken.await(LONG)).isTrue();
            assertThat(MemoryFiles.list()).hasSize(1);
            Pid stopped = Pid.of(parent.pid());
            stopped.signal("STOP");
            try {
                Pid.of(pids.take()).signal("KILL");
                assertThat(queue.poll(LONG)).hasSize(5_000);
                queue.taskDone();
                assertThat(MemoryFiles.list()).isEmpty();
            } finally {
                stopped.signal("CONT");
            }
        }
    }

    // ---- makers ------------------------------------------------------------------------------

    @Test
    void F15_makerKilledAtEveryStepOfClosing_whoClosesItThenFreesAll() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        100,
                        child -> {
                            try (var handles = ProcessQueue.<ProcessQueue<byte[]>>bounded(1);
                                    var isHad = ProcessEvent.create()) {
                                FutureTask<ProcessQueue<byte[]>> other =
                                        new FutureTask<>(() -> {
                                            ProcessQueue<byte[]> had = handles.take();
                                            isHad.set();
                                            return had;
                                        });
                                Thread.ofPlatform().name("survivor").start(other);
                                child.run(() -> {
                                    var queue = ProcessQueue.<byte[]>bounded(10);
                                    queue.put(new byte[LARGE]);
                                    handles.put(queue);
                                    isHad.await();
                                    return queue::close;
                                });
                                Set<Path> rest = MemoryFiles.list();
                                other.get().close();
                                Await.until(
                                        "its memory is freed",
                                        () -> rest.stream().noneMatch(Files::exists));
                            }
                        });
        assertThat(steps).isGreaterThan(5);
    }

    /** Who may not close one part of it does not close the other, though its maker dies now. */
    @Test
    void F15_makerKilledAtEveryStepOfAnothersClosing_bothPartsAreOpenOrClosed() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        100,
                        child -> {
                            try (var handles =
                                            ProcessQueue.<JoinableProcessQueue<String>>bounded(2);
                                    var never = ProcessEvent.create();
                                    var maker =
                                            JavaProcess.start(() -> {
                                                var made =
                                                        JoinableProcessQueue.<String>redelivering(
                                                                10);
                                                handles.put(made);
                                                handles.put(made);
                                                never.await();
                                            });
                                    var queue = handles.take()) {
                                child.runAndKill(maker.pid(), () -> handles.take()::close);
                                maker.kill();
                                maker.join();
                                if (isOpen(queue)) {
                                    handles.put(queue);
                                    assertThat(handles.take().isEmpty()).isTrue();
                                }
                            }
                        });
        assertThat(steps).isGreaterThan(3);
    }

    private static boolean isOpen(JoinableProcessQueue<?> queue) {
        try {
            return queue.isEmpty();
        } catch (IllegalStateException closed) {
            return false;
        }
    }
}
