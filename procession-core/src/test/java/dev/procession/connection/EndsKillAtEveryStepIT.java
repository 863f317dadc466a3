package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.queue.ProcessQueue;
import dev.procession.testing.Await;
import dev.procession.testing.KillAtEveryStep;
import java.io.EOFException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Row I2: a process is killed before each of the steps in turn of adding, closing, sending and
 * claiming an end, by a real signal. Whatever the step, the other side then finds either that
 * somebody living has the end, or that the stream has ended.
 */
// Each step is a JVM: what hangs has limits of its own, and a busy machine takes its time.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class EndsKillAtEveryStepIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(20));
    private static final CodecContext CONTEXT =
            CodecContext.of(EndsKillAtEveryStepIT.class.getClassLoader(), "end");

    private static byte[] encode(Object message) {
        Sink sink = new Sink(1 << 16);
        Codec.standard().encode(message, sink, CONTEXT);
        return Arrays.copyOf(sink.array(), sink.size());
    }

    @SuppressWarnings("unchecked")
    private static PipeEnd<String, String> decode(byte[] bytes) {
        Source source = new Source();
        source.wrap(bytes, 0, bytes.length);
        return (PipeEnd<String, String>) Codec.standard().decode(source, CONTEXT);
    }

    private static void assertEnded(PipeEnd<String, String> end) {
        assertThatThrownBy(() -> end.receive(LONG)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> end.send("to nobody")).isInstanceOf(BrokenPipeException.class);
    }

    @Test
    void I2_duplicateAndCloseBoth_killedAtEveryStep_theStreamHasEnded() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        150,
                        child -> {
                            var pipe = ProcessPipe.<String, String>open();
                            var right = pipe.right();
                            try (var left = pipe.left()) {
                                child.run(() ->
                                        () -> {
                                            var copy = right.duplicate();
                                            right.close();
                                            copy.close();
                                        });
                                assertEnded(left);
                            }
                        });
        assertThat(steps).isGreaterThan(8);
    }

    @Test
    void I2_putIntoAQueue_killedAtEveryStep_isClaimedOrTheStreamHasEnded() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        150,
                        child -> {
                            var pipe = ProcessPipe.<String, String>open();
                            var right = pipe.right();
                            try (var left = pipe.left();
                                    var queue = ProcessQueue.<PipeEnd<String, String>>bounded(1)) {
                                child.run(() -> () -> queue.put(right));
                                try (var got = queue.poll()) {
                                    if (got != null) {
                                        got.send("claimed");
                                        assertThat(left.receive(LONG)).isEqualTo("claimed");
                                    }
                                } catch (CodecException senderHasEnded) {
                                    assertThat(senderHasEnded).hasMessageContaining("it is closed");
                                }
                                assertEnded(left);
                            }
                        });
        assertThat(steps).isGreaterThan(8);
    }

    @Test
    void I2_claim_killedAtEveryStep_isLeftForOthersOrTheStreamHasEnded() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        150,
                        child -> {
                            var pipe = ProcessPipe.<String, String>open();
                            try (var left = pipe.left()) {
                                byte[] message = encode(pipe.right());
                                child.run(() -> {
                                    // Another pipe before it: what is done once is not tried here.
                                    var another = ProcessPipe.oneWay();
                                    another.left().close();
                                    another.right().close();
                                    return () -> decode(message);
                                });
                                try (var got = decode(message)) {
                                    got.send("claimed");
                                    assertThat(left.receive(LONG)).isEqualTo("claimed");
                                } catch (CodecException claimedByTheDead) {
                                    assertThat(claimedByTheDead)
                                            .hasMessageContaining("can be claimed once");
                                }
                                assertEnded(left);
                            }
                        });
        assertThat(steps).isGreaterThan(8);
    }

    @Test
    void I2_sendToOneWhoWaits_killedAtEveryStep_isReceivedOrTheStreamHasEnded() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        150,
                        child -> {
                            var pipe = ProcessPipe.<String, String>open();
                            var right = pipe.right();
                            try (var left = pipe.left()) {
                                child.run(() -> () -> right.send("whole"));
                                try {
                                    assertThat(left.receive(LONG)).isEqualTo("whole");
                                } catch (EOFException nothingWasSent) {
                                    assertThat(child.hasEnded()).isFalse();
                                }
                                assertEnded(left);
                            }
                        });
        assertThat(steps).isGreaterThan(8);
    }
}
