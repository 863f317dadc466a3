package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ProcessOptions;
import dev.procession.Waitable;
import dev.procession.process.JavaProcess;
import dev.procession.queue.JoinableProcessQueue;
import dev.procession.queue.ProcessQueue;
import dev.procession.testing.Await;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row I4: waiting for the first of many. */
@SuppressWarnings("try") // ends are closed early, which is what is tried
class ConnectionsIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** Has a thread wait, and returns when it does. */
    private static <T> FutureTask<T> waiting(boolean isVirtual, Callable<T> wait) {
        var task = new FutureTask<>(wait);
        Thread thread = (isVirtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(task);
        Await.until(
                "it waits", () -> thread.getState() == Thread.State.TIMED_WAITING || task.isDone());
        return task;
    }

    @Test
    void I4_thoseThatAreReady_areReturnedInOrder_untilTheyAreDealtWith() throws Exception {
        var one = ProcessPipe.<String, String>open();
        var two = ProcessPipe.<String, String>open();
        try (var a = one.left();
                var b = one.right();
                var c = two.left();
                var d = two.right();
                var queue = ProcessQueue.<String>bounded(1)) {
            assertThat(Connections.await(Duration.ZERO, b, d, queue)).isEmpty();
            assertThat(Connections.await(Duration.ofMillis(1), b, d, queue)).isEmpty();
            c.send("hello");
            queue.put("hello");
            for (int i = 0; i < 2; i++) {
                assertThat(Connections.await(LONG, b, d, queue)).containsExactly(d, queue);
            }
            assertThat(d.receive()).isEqualTo("hello");
            assertThat(Connections.await(LONG, b, d, queue)).containsExactly(queue);
            assertThat(queue.take()).isEqualTo("hello");
            assertThat(Connections.await(Duration.ZERO, b, d, queue)).isEmpty();
            a.close();
            assertThat(Connections.await(LONG, List.of(b, d))).containsExactly(b);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void I4_aMessageComes_whoWaitsGoesOn(boolean isVirtual) throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        try (var left = pipe.left();
                var right = pipe.right();
                var queue = ProcessQueue.<String>bounded(1);
                var joinable = JoinableProcessQueue.<String>reporting(1)) {
            var waits = waiting(isVirtual, () -> Connections.await(LONG, left, queue, joinable));
            right.send("there");
            assertThat(waits.get()).containsExactly(left);
            left.receive();
            waits = waiting(isVirtual, () -> Connections.await(LONG, left, queue, joinable));
            queue.put("there");
            assertThat(waits.get()).containsExactly(queue);
            queue.take();
            waits = waiting(isVirtual, () -> Connections.await(LONG, left, queue, joinable));
            joinable.put("there");
            assertThat(waits.get()).containsExactly(joinable);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void I4_processesEnd_andTheirPipesWithThem(boolean isVirtual) throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var stays = JavaProcess.start(() -> Thread.currentThread().join());
                var ends =
                        JavaProcess.start(() -> {
                            right.send("up");
                            right.receive();
                        })) {
            assertThat(left.receive()).isEqualTo("up");
            var process = waiting(isVirtual, () -> Connections.await(LONG, stays, ends));
            var end = waiting(isVirtual, () -> Connections.await(LONG, stays, left));
            ends.kill();
            assertThat(process.get()).containsExactly(ends);
            assertThat(end.get()).containsExactly(left);
            assertThat(ends.join(Duration.ZERO)).isTrue();
            assertThatThrownBy(left::receive).isInstanceOf(EOFException.class);
            assertThat(Connections.await(LONG, stays, ends, left)).containsExactly(ends, left);
        }
    }

    @Test
    void I4_channels_beside_pipes() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        Pipe bytes = Pipe.open();
        try (var left = pipe.left();
                var right = pipe.right();
                var source = bytes.source();
                var sink = bytes.sink();
                var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThatThrownBy(() -> Connections.readable(source))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("non-blocking mode");
            source.configureBlocking(false);
            server.configureBlocking(false);
            Waitable readable = Connections.readable(source);
            Waitable accepting = Connections.readable(server);
            assertThat(Connections.await(Duration.ofMillis(1), left, readable, accepting))
                    .isEmpty();

            var waits = waiting(true, () -> Connections.await(LONG, left, readable, accepting));
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(waits.get()).containsExactly(readable);
            source.read(ByteBuffer.allocate(1));

            waits = waiting(false, () -> Connections.await(LONG, left, readable, accepting));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                assertThat(waits.get()).containsExactly(accepting);
                server.accept().close();
                assertThat(client.isConnected()).isTrue();
            }

            waits = waiting(true, () -> Connections.await(LONG, left, readable, accepting));
            right.send("there");
            assertThat(waits.get()).containsExactly(left);
            left.receive();

            waits = waiting(true, () -> Connections.await(LONG, readable));
            source.close();
            assertThat(waits.get()).containsExactly(readable);
            assertThatThrownBy(() -> Connections.readable(sink))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read from or accepts");
        }
    }

    @Test
    void I4_moreThanOneThreadOfTheKernelCanSleepFor() throws Exception {
        List<PipeEnd<Integer, Integer>> lefts = new ArrayList<>();
        List<PipeEnd<Integer, Integer>> rights = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                var pipe =
                        ProcessPipe.<Integer, Integer>open(
                                PipeOptions.defaults().withMaxBytes(4 << 10));
                lefts.add(pipe.left());
                rights.add(pipe.right());
            }
            for (int i : new int[] {0, 126, 127, 199}) {
                var waits = waiting(true, () -> Connections.await(LONG, lefts));
                rights.get(i).send(i);
                assertThat(waits.get()).containsExactly(lefts.get(i));
                assertThat(lefts.get(i).receive()).isEqualTo(i);
            }
        } finally {
            lefts.forEach(PipeEnd::close);
            rights.forEach(PipeEnd::close);
        }
    }

    @Test
    void I4_manyChildren_answersAreTakenAsTheyCome_withoutFutexesToo() throws Exception {
        List<PipeEnd<Integer, Integer>> open = new ArrayList<>();
        List<JavaProcess> children = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                var pipe = ProcessPipe.<Integer, Integer>open();
                var right = pipe.right();
                var options = ProcessOptions.defaults();
                children.add(
                        JavaProcess.start(
                                i == 0 ? options.withJvmOptions("-Dprocession.futex=off") : options,
                                () -> answer(right)));
                open.add(pipe.left());
                pipe.left().send(100 * i);
            }
            List<Integer> answers = new ArrayList<>();
            while (!open.isEmpty()) {
                for (var each : Connections.await(LONG, open)) {
                    try {
                        answers.add(each.receive());
                    } catch (EOFException ended) {
                        open.remove(each);
                        each.close();
                    }
                }
            }
            assertThat(answers).containsExactlyInAnyOrder(0, 1, 100, 101, 200, 201);
        } finally {
            open.forEach(PipeEnd::close);
            children.forEach(JavaProcess::close);
        }
    }

    /** Waits by {@code await}, in the child, before it answers. */
    private static void answer(PipeEnd<Integer, Integer> end) throws Exception {
        if (Connections.await(LONG, end).contains(end)) {
            int number = end.receive();
            end.send(number);
            end.send(number + 1);
        }
    }

    @Test
    void I4_interrupted_closed_andNothingToWaitFor() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        try (var left = pipe.left();
                var right = pipe.right()) {
            var interrupted = new FutureTask<>(() -> Connections.await(LONG, left));
            Thread thread = Thread.ofVirtual().start(interrupted);
            Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
            thread.interrupt();
            assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);

            var waits = waiting(false, () -> Connections.await(LONG, left));
            left.close();
            assertThatThrownBy(waits::get)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this end of the pipe was closed");
            assertThatThrownBy(() -> Connections.await(LONG, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is nothing to wait for: all=[]");
            assertThat(right.isOpen()).isTrue();
        }
    }

    @Test
    void I4_aClosedQueue_isReady_andSaysSoWhenItIsUsed() throws Exception {
        var queue = ProcessQueue.<String>bounded(1);
        var waits = waiting(true, () -> Connections.await(LONG, queue));
        queue.close();
        assertThat(waits.get()).containsExactly(queue);
        assertThatThrownBy(queue::take).hasMessage("the queue was closed");
    }
}
