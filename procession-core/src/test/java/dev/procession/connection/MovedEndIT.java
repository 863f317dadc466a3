package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.io.EOFException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Row I2: an end that is passed to another process is there, and nowhere else. */
@SuppressWarnings("try") // ends are closed early, which is what is tried
class MovedEndIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));
    private static final CodecContext CONTEXT =
            CodecContext.of(MovedEndIT.class.getClassLoader(), "message");

    private static void assertMoved(PipeEnd<?, ?> end) {
        assertThat(end.isOpen()).isFalse();
        assertThatThrownBy(() -> end.poll(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "this end of the pipe was moved to another process, which closed it here;"
                                + " send a duplicate() to keep it");
    }

    /** Nobody has the other side any more, however it was lost. */
    private static void assertEnded(PipeEnd<?, ?> end) {
        assertThatThrownBy(() -> end.receive(LONG)).isInstanceOf(EOFException.class);
    }

    private static byte[] encode(Object message) {
        Sink sink = new Sink(1 << 20);
        Codec.standard().encode(message, sink, CONTEXT);
        return Arrays.copyOf(sink.array(), sink.size());
    }

    private static Object decode(byte[] bytes) {
        Source source = new Source();
        source.wrap(bytes, 0, bytes.length);
        return Codec.standard().decode(source, CONTEXT);
    }

    // ---- where it may go ---------------------------------------------------------------------

    @Test
    void I2_captured_theHandleHereIsClosed_andClosingItClosesNothing() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var p = JavaProcess.start(() -> right.send("got " + right.receive()))) {
            assertMoved(right);
            right.close();
            left.send("it");
            assertThat(left.receive()).isEqualTo("got it");
            assertThatThrownBy(() -> JavaProcess.start(() -> right.send("again")))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("was moved to another process");
            p.join();
        }
    }

    @Test
    void I2_throughAPool_asArgumentAndBackAsResult() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        try (var left = pipe.left();
                var pool = ProcessPool.of(2)) {
            PipeEnd<String, String> back = pool.apply(MovedEndIT::greet, pipe.right());
            assertMoved(pipe.right());
            assertThat(left.receive()).isEqualTo("hello");
            assertThat(back.isOpen()).isTrue();
            pool.submit(
                            () -> {
                                back.send("from a task");
                                back.close();
                                return true;
                            })
                    .get();
            assertMoved(back);
            assertThat(left.receive()).isEqualTo("from a task");
            assertEnded(left);
        }
    }

    private static PipeEnd<String, String> greet(PipeEnd<String, String> end) throws Exception {
        end.send("hello");
        return end;
    }

    @Test
    void I2_throughAPool_asInputsOfMap() throws Exception {
        var one = ProcessPipe.<String, String>open();
        var two = ProcessPipe.<String, String>open();
        try (var left = one.left();
                var other = two.left();
                var pool = ProcessPool.of(2)) {
            var done =
                    pool.map(
                            end -> {
                                end.send("hello");
                                end.close();
                                return true;
                            },
                            List.of(one.right(), two.right()));
            assertThat(done).containsExactly(true, true);
            for (var each : List.of(left, other)) {
                assertThat(each.receive()).isEqualTo("hello");
                assertEnded(each);
            }
        }
    }

    @Test
    void I2_capturedByTheFunctionOfManyWorkers_isRefused_andStays() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                right;
                var pool = ProcessPool.of(2)) {
            assertThatThrownBy(() -> pool.map(x -> right.poll(LONG), List.of(1, 2)))
                    .isInstanceOf(CodecException.class)
                    .hasMessage(
                            "function: captures an end of a pipe, which can move to one process only,"
                                    + " and this goes to every worker; pass the end as an argument,"
                                    + " or use submit");
            right.send("still here");
            assertThat(left.receive()).isEqualTo("still here");
        }
    }

    @Test
    void I2_throughAQueue_andOverAnotherPipe_toAGrandchild() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var carrier = ProcessPipe.<PipeEnd<String, String>, String>open();
        var there = carrier.right();
        try (var left = pipe.left();
                var across = carrier.left();
                var queue = ProcessQueue.<PipeEnd<String, String>>bounded(1);
                var p =
                        JavaProcess.start(() -> {
                            PipeEnd<String, String> mine = there.receive();
                            TaskAction below = () -> queue.put(mine);
                            try (var grandchild = JavaProcess.start(below)) {
                                there.poll(LONG);
                                grandchild.join();
                            }
                        })) {
            across.send(pipe.right());
            assertMoved(pipe.right());
            try (PipeEnd<String, String> back = queue.take()) {
                back.send("round the world");
                assertThat(left.receive()).isEqualTo("round the world");
            }
            assertEnded(left);
            across.close();
            p.join();
            assertThat(p.exitCode()).hasValue(0);
        }
    }

    @Test
    void I2_twiceInOneMessage_isOneEnd() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        try (var left = pipe.left()) {
            List<?> both = (List<?>) decode(encode(List.of(pipe.right(), pipe.right())));
            assertThat(both.getFirst()).isSameAs(both.getLast());
            ((PipeEnd<?, ?>) both.getFirst()).close();
            assertEnded(left);
        }
    }

    @Test
    void I2_whileItIsOnItsWay_itCountsAsOpen() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        try (var left = pipe.left();
                var queue = ProcessQueue.<PipeEnd<String, String>>bounded(1)) {
            queue.put(pipe.right());
            assertThat(left.poll(Duration.ZERO)).isFalse();
            left.send("into the unknown");
            try (var back = queue.take()) {
                assertThat(back.receive()).isEqualTo("into the unknown");
            }
            assertEnded(left);
        }
    }

    @Test
    void I2_duplicate_keepsOneHere() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var copy = pipe.right().duplicate();
        try (var left = pipe.left();
                var right = pipe.right();
                var p = JavaProcess.start(() -> copy.send("from there"))) {
            assertThat(left.receive()).isEqualTo("from there");
            p.join();
            right.send("from here");
            assertThat(left.receive()).isEqualTo("from here");
            assertThat(left.poll(Duration.ZERO)).isFalse();
            right.close();
            assertEnded(left);
        }
    }

    // ---- what cannot be sent stays -----------------------------------------------------------

    @Test
    void I2_anotherPartOfTheMessageCannotBeEncoded_itStays() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        Object unserializable = new Object();
        try (var left = pipe.left();
                right) {
            assertThatThrownBy(() ->
                            JavaProcess.start(() -> {
                                right.send("no " + unserializable);
                            }))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("java.lang.Object is not serializable");
            assertThatThrownBy(() -> encode(List.of(right, unserializable)))
                    .isInstanceOf(CodecException.class);
            right.send("still here");
            assertThat(left.receive()).isEqualTo("still here");
        }
    }

    @Test
    void I2_refusedByAPoolThatIsShutDown_itStays() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                right) {
            var pool = ProcessPool.of(1);
            pool.close();
            assertThatThrownBy(() -> pool.submit(() -> right.poll(LONG)))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> pool.apply(MovedEndIT::greet, right))
                    .isInstanceOf(RejectedExecutionException.class);
            right.send("still here");
            assertThat(left.receive()).isEqualTo("still here");
        }
    }

    @Test
    void I2_noRoomInTheQueueOrThePipe_itStays() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var narrow = ProcessPipe.<Object, String>open(PipeOptions.defaults().withMaxBytes(4 << 10));
        try (var left = pipe.left();
                var right = pipe.right();
                var narrowLeft = narrow.left();
                var narrowRight = narrow.right();
                var queue = ProcessQueue.<Object>bounded(1)) {
            queue.put("full");
            assertThat(queue.offer(right)).isFalse();
            assertThat(queue.offer(right, Duration.ofMillis(1))).isFalse();
            while (narrowLeft.send("full", Duration.ZERO)) {
                assertThat(narrowRight.isOpen()).isTrue();
            }
            assertThat(narrowLeft.send(right, Duration.ZERO)).isFalse();
            narrowRight.close();
            assertThatThrownBy(() -> narrowLeft.send(right))
                    .isInstanceOf(BrokenPipeException.class);
            right.send("still here");
            assertThat(left.receive()).isEqualTo("still here");
        }
    }

    // ---- claimed once ------------------------------------------------------------------------

    @Test
    void I2_theSameBytesTwice_areRefusedTheSecondTime() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        try (var left = pipe.left()) {
            byte[] bytes = encode(pipe.right());
            try (var first = (PipeEnd<?, ?>) decode(bytes)) {
                assertThat(first.isOpen()).isTrue();
                assertThatThrownBy(() -> decode(bytes))
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining("can be claimed once, by one process")
                        .hasMessageContaining("it is open in pid " + ProcessHandle.current().pid());
            }
            assertThatThrownBy(() -> decode(bytes))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("it is closed");
            assertEnded(left);
        }
    }

    @Test
    void I2_aProcessOfAnotherSession_isRefused() throws Exception {
        try (Victim stranger = Victim.start(Stranger.class)) {
            byte[] bytes = HexFormat.of().parseHex(stranger.line("end "));
            assertThatThrownBy(() -> decode(bytes))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("shared memory of another session");
        }
    }

    /** Prints an encoded end. */
    static final class Stranger {
        private Stranger() {}

        public static void main(String[] arguments) throws Exception {
            var pipe = ProcessPipe.<String, String>open();
            System.out.println("end " + HexFormat.of().formatHex(encode(pipe.right())));
            Thread.currentThread().join();
        }
    }

    // ---- lost on the way ---------------------------------------------------------------------

    @Test
    void I2_theProcessNeverComesUp_theStreamHasEnded() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        var options = ProcessOptions.defaults().withJvmOptions("-XX:+NoSuchOptionAtAll");
        try (var left = pipe.left();
                var p = JavaProcess.start(options, () -> right.send("never"))) {
            assertEnded(left);
            assertMoved(right);
            p.join();
        }
    }

    @Test
    void I2_theTaskIsCancelledBeforeItIsBegun_theStreamHasEnded() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var go = ProcessEvent.create();
                var pool = ProcessPool.of(1)) {
            var busy = pool.run(go::await);
            var waiting = pool.run(() -> right.send("never"));
            assertMoved(right);
            assertThat(waiting.cancel(true)).isTrue();
            assertEnded(left);
            go.set();
            busy.get();
        }
    }

    @Test
    void I2_theWorkerIsKilledBeforeItClaims_theStreamHasEnded() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var up = ProcessEvent.create();
                var pool =
                        ProcessPool.open(
                                PoolOptions.defaults()
                                        .withWorkers(1)
                                        .withTaskTimeout(Duration.ofMinutes(5)))) {
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get();
            var kept = new Slow(up, right);
            var task = pool.applyAsync(slow -> slow.end().isOpen(), kept);
            assertThat(up.await(LONG)).isTrue();
            ProcessHandle.of(worker).orElseThrow().destroyForcibly();
            assertThatThrownBy(task::join).isInstanceOf(CompletionException.class);
            assertEnded(left);
            assertMoved(right);
        }
    }

    /** Its first part hangs while it is decoded, so that the second is not. */
    private record Slow(Hanging first, PipeEnd<String, String> end)
            implements java.io.Serializable {
        Slow(ProcessEvent up, PipeEnd<String, String> end) {
            this(new Hanging(up), end);
        }
    }

    private record Hanging(ProcessEvent up) implements java.io.Serializable {
        Hanging {
            if (up.isSet() || isDecoding()) {
                up.set();
                hang();
            }
        }

        private static boolean isDecoding() {
            return StackWalker.getInstance()
                    .walk(all ->
                            all.anyMatch(frame ->
                                    frame.getClassName().equals("java.io.ObjectInputStream")));
        }

        private static void hang() {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }
    }

    @Test
    void I2_itsSenderHasEnded_andSomebodyHasNoticed_itCannotBeClaimed() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        var right = pipe.right();
        try (var left = pipe.left();
                var queue = ProcessQueue.<PipeEnd<String, String>>bounded(1);
                var p = JavaProcess.start(() -> queue.put(right))) {
            p.join();
            assertEnded(left);
            assertThatThrownBy(queue::take)
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("its sender has ended");
        }
    }
}
