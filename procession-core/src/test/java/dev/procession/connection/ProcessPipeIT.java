package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ExitStatus;
import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLock;
import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows I1, I2 and I3, between processes, one of which may be killed. */
@SuppressWarnings("try") // ends are closed early, which is what is tried
class ProcessPipeIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));
    private static final ExitStatus KILLED = new ExitStatus.Signaled(9);

    private static ProcessOptions withoutFutexes() {
        return ProcessOptions.defaults().withJvmOptions("-Dprocession.futex=off");
    }

    @Test
    void I1_theChildAnswers() throws Exception {
        var pipe = ProcessPipe.<String, Integer>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var p = JavaProcess.start(() -> right.send(right.receive().length()))) {
            left.send("baozi");
            assertThat(left.receive()).isEqualTo(5);
            p.join();
            assertThat(p.exitCode()).hasValue(0);
            assertThatThrownBy(left::receive).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void I1_processesWithAndWithoutFutexes_talk() throws Exception {
        var pipe = ProcessPipe.<String, Integer>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var p =
                        JavaProcess.start(
                                withoutFutexes(),
                                () -> {
                                    for (int i = 0; i < 20; i++) {
                                        right.send(right.receive().length());
                                    }
                                })) {
            for (int i = 0; i < 20; i++) {
                left.send("x".repeat(i));
                assertThat(left.receive()).isEqualTo(i);
            }
            assertThatThrownBy(left::receive).isInstanceOf(EOFException.class);
            p.join();
        }
    }

    @Test
    void I1_largeMessages_bothWays() throws Exception {
        var pipe = ProcessPipe.<int[], long[]>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var p =
                        JavaProcess.start(() -> {
                            for (int i = 0; i < 5; i++) {
                                int[] got = right.receive();
                                right.send(new long[got.length]);
                            }
                        })) {
            for (int i = 0; i < 5; i++) {
                left.send(new int[400_000 + i]);
                assertThat(left.receive()).hasSize(400_000 + i);
            }
            p.join();
        }
    }

    // ---- the end of the stream ---------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void I2_thePeerIsKilled_whatItSentIsReceived_thenTheStreamHasEnded(boolean hasFutexes)
            throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        var options = hasFutexes ? ProcessOptions.defaults() : withoutFutexes();
        try (var left = pipe.left();
                var p =
                        JavaProcess.start(
                                options,
                                () -> {
                                    right.send("one");
                                    right.send(null);
                                    right.send("three");
                                    right.receive();
                                })) {
            assertThat(left.receive()).isEqualTo("one");
            var receiving =
                    new FutureTask<>(() -> {
                        assertThat(left.receive()).isNull();
                        assertThat(left.receive()).isEqualTo("three");
                        return left.receive();
                    });
            Thread receiver = Thread.ofVirtual().start(receiving);
            Await.until("it waits", () -> receiver.getState() == Thread.State.WAITING);
            p.kill();
            assertThatThrownBy(receiving::get).hasCauseInstanceOf(EOFException.class);
            assertThatThrownBy(() -> left.send("in vain")).isInstanceOf(BrokenPipeException.class);
            p.join();
            assertThat(p.exitStatus()).isEqualTo(KILLED);
        }
    }

    @Test
    void I2_theReceiverIsKilled_whoWaitsForRoomIsTold() throws Exception {
        var pipe = ProcessPipe.<byte[], String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var p =
                        JavaProcess.start(() -> {
                            right.send("up");
                            Thread.currentThread().join();
                        })) {
            assertThat(left.receive()).isEqualTo("up");
            var sending =
                    new FutureTask<>(() -> {
                        while (true) {
                            left.send(new byte[10_000]);
                        }
                    });
            Thread sender = Thread.ofVirtual().start(sending);
            Await.until("it waits", () -> sender.getState() == Thread.State.WAITING);
            p.kill();
            assertThatThrownBy(sending::get).hasCauseInstanceOf(BrokenPipeException.class);
        }
    }

    @Test
    void I2_aSiblingIsKilled_theOtherSiblingIsTold() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var left = pipe.left();
        var right = pipe.right();
        try (var said = ProcessQueue.<String>bounded(3);
                var one =
                        JavaProcess.start(() -> {
                            left.send("hello");
                            Thread.currentThread().join();
                        });
                var other =
                        JavaProcess.start(() -> {
                            said.put(right.receive());
                            try {
                                said.put("received " + right.receive());
                            } catch (EOFException ended) {
                                said.put("ended");
                            }
                        })) {
            assertThat(said.poll(LONG)).isEqualTo("hello");
            one.kill();
            assertThat(said.poll(LONG)).isEqualTo("ended");
            other.join();
            assertThat(other.exitCode()).hasValue(0);
        }
    }

    @Test
    void I2_theChildForgetsToClose_itsEndIsTheEndOfTheStream() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var p = JavaProcess.start(() -> right.send("and that is all"))) {
            assertThat(left.receive()).isEqualTo("and that is all");
            assertThatThrownBy(left::receive).isInstanceOf(EOFException.class);
            p.join();
        }
    }

    @Test
    void I2_withoutFutexesAnywhere_thePeerIsKilled_theStreamHasEnded() {
        try (Victim parent = Victim.start(WithoutFutexes.class, "-Dprocession.futex=off")) {
            assertThat(parent.line("answer ")).isEqualTo("5");
            assertThat(parent.line("then ")).startsWith("the stream has ended");
            assertThat(parent.awaitEnd()).isZero();
        }
    }

    /** Talks to a child, and kills it. */
    static final class WithoutFutexes {
        private WithoutFutexes() {}

        public static void main(String[] arguments) throws Exception {
            var pipe = ProcessPipe.<String, Integer>open();
            var right = pipe.right();
            var options = withoutFutexes();
            try (var left = pipe.left();
                    var p =
                            JavaProcess.start(
                                    options,
                                    () -> {
                                        right.send(right.receive().length());
                                        right.receive();
                                    })) {
                left.send("baozi");
                System.out.println("answer " + left.receive());
                p.kill();
                left.receive();
            } catch (EOFException ended) {
                System.out.println("then " + ended.getMessage());
            }
        }
    }

    // ---- many --------------------------------------------------------------------------------

    @Test
    void I3_twoConsumersOnOneEnd_withALock() throws Exception {
        var pipe = ProcessPipe.<Integer, Integer>open();
        var one = pipe.right();
        var two = one.duplicate();
        try (var left = pipe.left();
                var lock = ProcessLock.create();
                var first = JavaProcess.start(() -> consume(one, lock));
                var second = JavaProcess.start(() -> consume(two, lock))) {
            assertSquares(left, List.of(first, second));
        }
    }

    private static void consume(PipeEnd<Integer, Integer> end, ProcessLock lock) throws Exception {
        while (true) {
            lock.lock();
            try {
                int number = end.receive();
                end.send(number * number);
            } catch (EOFException ended) {
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void I3_threeConsumersOnOneEnd_withoutALock() throws Exception {
        var pipe = ProcessPipe.<Integer, Integer>open();
        List<JavaProcess> consumers = new ArrayList<>();
        try (var left = pipe.left();
                var right = pipe.right()) {
            for (int i = 0; i < 3; i++) {
                var mine = right.duplicate();
                consumers.add(JavaProcess.start(() -> consume(mine)));
            }
            right.close();
            assertSquares(left, consumers);
        } finally {
            consumers.forEach(JavaProcess::close);
        }
    }

    private static void consume(PipeEnd<Integer, Integer> end) throws Exception {
        try {
            while (true) {
                int number = end.receive();
                end.send(number * number);
            }
        } catch (EOFException ended) {
            end.close();
        }
    }

    private static void assertSquares(PipeEnd<Integer, Integer> left, List<JavaProcess> consumers)
            throws IOException, InterruptedException {
        var keeper = left.duplicate();
        var sending =
                new FutureTask<>(() -> {
                    for (int i = 0; i < 1000; i++) {
                        keeper.send(i);
                    }
                    return true;
                });
        Thread.startVirtualThread(sending);
        List<Integer> squares = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            squares.add(left.receive());
            expected.add(i * i);
        }
        assertThat(squares).containsExactlyInAnyOrderElementsOf(expected);
        keeper.close();
        left.close();
        for (JavaProcess each : consumers) {
            each.join();
            assertThat(each.exitCode()).hasValue(0);
        }
    }

    @Test
    void I3_oneOfTwoConsumersIsKilled_theOtherGoesOn() throws Exception {
        var pipe = ProcessPipe.<Integer, Integer>open();
        var one = pipe.right();
        var two = one.duplicate();
        try (var left = pipe.left();
                var up = ProcessEvent.create();
                var first =
                        JavaProcess.start(() -> {
                            up.set();
                            consume(one);
                        })) {
            assertThat(up.await(LONG)).isTrue();
            try (var second = JavaProcess.start(() -> consume(two))) {
                first.kill();
                first.join();
                // What the dead one had received, if anything, is lost; this comes after that.
                for (int i = 0; i < 100; i++) {
                    left.send(i);
                    assertThat(left.receive()).isEqualTo(i * i);
                }
                left.close();
                second.join();
                assertThat(second.exitCode()).hasValue(0);
            }
        }
    }
}
