package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ExitStatus;
import dev.procession.ProcessOptions;
import dev.procession.TaskCallable;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Await;
import dev.procession.testing.KillAtEveryStep;
import dev.procession.testing.MemoryFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Row I2: what is left of pipes whose maker is dead, and of which nobody else may know. */
class LeftPipesIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    @Test
    void I2_makerKilled_nobodyElseKnowsThePipe_itsMemoryIsFreed() throws Exception {
        var own = ProcessPipe.oneWay();
        try (var left = own.left();
                var right = own.right();
                var isMade = ProcessEvent.create();
                var never = ProcessEvent.create();
                var maker =
                        JavaProcess.start(() -> {
                            var pipe = ProcessPipe.<byte[], byte[]>open();
                            // A message of its own memory, too.
                            pipe.left().send(new byte[600_000]);
                            isMade.set();
                            never.await();
                            pipe.right().close();
                        })) {
            assertThat(isMade.await(LONG)).isTrue();
            assertThat(MemoryFiles.list()).hasSize(2);
            maker.kill();
            maker.join();
            Await.until("its memory is freed", () -> MemoryFiles.list().isEmpty());
            assertThat(left.isOpen() && right.isOpen()).isTrue();
        }
    }

    @Test
    void I2_makerKilledAtEveryStepOfMakingIt_itsMemoryIsFreed() throws Exception {
        assertFreed(1, () -> ProcessPipe::open);
    }

    /** Before it frees the memory, the last one looks at all seats, of both sides. */
    @Test
    void I2_makerKilledAtEveryStepOfClosingIt_itsMemoryIsFreed() throws Exception {
        assertFreed(
                2 * PipeLayout.SEATS,
                () -> {
                    var pipe = ProcessPipe.<String, String>open();
                    pipe.left().close();
                    return pipe.right()::close;
                });
    }

    /** Who closes the last end finds the maker alive, whose part it is then, or dead. */
    @Test
    void I2_makerKilledAtEveryStepOfAnothersClosing_itsMemoryIsFreed() throws Exception {
        int first = 2 * PipeLayout.SEATS;
        int steps =
                KillAtEveryStep.run(
                        first,
                        first + 90,
                        child -> {
                            try (var ends = ProcessQueue.<PipeEnd<byte[], byte[]>>bounded(1);
                                    var isLeft = ProcessEvent.create();
                                    var never = ProcessEvent.create();
                                    var maker =
                                            JavaProcess.start(() -> {
                                                var pipe = ProcessPipe.<byte[], byte[]>open();
                                                ends.put(pipe.right());
                                                // It keeps the memory of the message.
                                                pipe.left().send(new byte[600_000]);
                                                pipe.left().close();
                                                isLeft.set();
                                                never.await();
                                            })) {
                                child.runAndKill(
                                        maker.pid(),
                                        () -> {
                                            var end = ends.take();
                                            end.receive();
                                            isLeft.await();
                                            return end::close;
                                        });
                                Set<Path> rest = MemoryFiles.list();
                                maker.kill();
                                maker.join();
                                Await.until(
                                        "its memory is freed",
                                        () -> rest.stream().noneMatch(Files::exists));
                            }
                        });
        assertThat(steps).isGreaterThan(first + 10);
    }

    @Test
    void I2_closerKilledWhileItFreesTheMemory_nothingIsLeft() throws Exception {
        var own = ProcessPipe.oneWay();
        try (var left = own.left();
                var right = own.right();
                var closer =
                        JavaProcess.start(
                                ProcessOptions.defaults()
                                        .withJvmOptions("-Dprocession.fault=memory.ending:kill:1"),
                                () -> {
                                    var pipe = ProcessPipe.<String, String>open();
                                    pipe.left().close();
                                    pipe.right().close();
                                })) {
            closer.join();
            assertThat(closer.exitStatus()).isEqualTo(ExitStatus.signaled(9));
            Await.until("its memory is freed", () -> MemoryFiles.list().isEmpty());
            assertThat(left.isOpen() && right.isOpen()).isTrue();
        }
    }

    private static void assertFreed(int first, TaskCallable<KillAtEveryStep.Operation> preparation)
            throws Exception {
        var own = ProcessPipe.oneWay();
        try (var left = own.left();
                var right = own.right()) {
            int steps =
                    KillAtEveryStep.run(
                            first,
                            first + 90,
                            child -> {
                                child.run(preparation);
                                Set<Path> rest = MemoryFiles.list();
                                Await.until(
                                        "its memory is freed",
                                        () -> rest.stream().noneMatch(Files::exists));
                            });
            assertThat(steps).isGreaterThan(first + 10);
            assertThat(left.isOpen() && right.isOpen()).isTrue();
        }
    }

    @Test
    void I2_makerKilled_othersHaveTheEnds_untilTheyAreDeadToo() throws Exception {
        var own = ProcessPipe.oneWay();
        try (var left = own.left();
                var right = own.right();
                var ends = ProcessQueue.<PipeEnd<String, String>>bounded(2);
                var answers = ProcessQueue.<String>bounded(1);
                var never = ProcessEvent.create();
                var user =
                        JavaProcess.start(() -> {
                            try (var one = ends.take();
                                    var other = ends.take()) {
                                answers.put("both here");
                                answers.put(other.receive());
                                one.send("to itself");
                                never.await();
                            }
                        });
                var maker =
                        JavaProcess.start(() -> {
                            var pipe = ProcessPipe.<String, String>open();
                            PipeEnd<String, String> sending = pipe.left();
                            sending.send("from its maker");
                            ends.put(sending);
                            ends.put(pipe.right());
                            never.await();
                        })) {
            assertThat(answers.take()).isEqualTo("both here");
            maker.kill();
            maker.join();
            assertThat(answers.take()).isEqualTo("from its maker");
            assertThat(MemoryFiles.list()).hasSize(1);
            user.kill();
            user.join();
            Await.until("its memory is freed", () -> MemoryFiles.list().isEmpty());
            assertThat(left.isOpen() && right.isOpen()).isTrue();
        }
    }
}
