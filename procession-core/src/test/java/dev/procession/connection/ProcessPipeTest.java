package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.testing.Await;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows I1, I2 and I3, with both ends in one process. */
class ProcessPipeTest {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** A pipe of anything, for which both ends are closed at the end. */
    private record Any(
            PipeEnd<@Nullable Object, @Nullable Object> left,
            PipeEnd<@Nullable Object, @Nullable Object> right)
            implements AutoCloseable {

        static Any open() {
            return open(PipeOptions.defaults());
        }

        static Any open(PipeOptions options) {
            var pipe = ProcessPipe.<@Nullable Object, @Nullable Object>open(options);
            return new Any(pipe.left(), pipe.right());
        }

        @Override
        public void close() {
            left.close();
            right.close();
        }
    }

    // ---- messages ----------------------------------------------------------------------------

    @Test
    void I1_bothDirections_messagesArriveInOrder_andAreNotMerged() throws Exception {
        try (Any pipe = Any.open()) {
            for (int i = 0; i < 100; i++) {
                pipe.left().send("to the right " + i);
                pipe.right().send(i);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(pipe.right().receive()).isEqualTo("to the right " + i);
                assertThat(pipe.left().receive()).isEqualTo(i);
            }
            assertThat(pipe.left().poll(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void I3_zeroNullAndEmpty_areOrdinaryMessages() throws Exception {
        try (Any pipe = Any.open()) {
            List<@Nullable Object> all = new ArrayList<>(Arrays.asList(0, null, "", false, 0.0));
            all.add(List.of());
            all.add(Collections.singletonList(null));
            for (Object each : all) {
                pipe.left().send(each);
            }
            pipe.left().sendBytes(new byte[0], 0, 0);
            for (Object each : all) {
                assertThat(pipe.right().poll(Duration.ZERO)).isTrue();
                assertThat(pipe.right().receive()).isEqualTo(each);
            }
            assertThat(pipe.right().receiveBytes(0)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_000, 5_000, 100_000, 3_000_000})
    void I1_messagesOfAnySize_arriveWhole(int length) throws Exception {
        try (Any pipe = Any.open(PipeOptions.defaults().withMaxBytes(32 << 10))) {
            byte[] sent = new byte[length];
            Arrays.fill(sent, (byte) 7);
            var receiving =
                    new FutureTask<>(() -> {
                        List<@Nullable Object> all = new ArrayList<>();
                        for (int i = 0; i < 5; i++) {
                            all.add(pipe.right().receive());
                        }
                        return all;
                    });
            Thread.ofPlatform().start(receiving);
            for (int i = 0; i < 5; i++) {
                pipe.left().send(sent);
            }
            assertThat(receiving.get())
                    .hasSize(5)
                    .allSatisfy(each -> assertThat(each).isEqualTo(sent));
        }
    }

    @Test
    void I1_laterChangesOfAMessage_areNotSeen() throws Exception {
        try (Any pipe = Any.open()) {
            List<String> message = new ArrayList<>(List.of("as it was"));
            pipe.left().send(message);
            message.clear();
            assertThat(pipe.right().receive()).isEqualTo(List.of("as it was"));
        }
    }

    @Test
    void I1_whatCannotBeEncoded_failsInSend_andThePipeGoesOn() throws Exception {
        try (Any pipe = Any.open()) {
            assertThatThrownBy(() -> pipe.left().send(new Object()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageStartingWith("message: java.lang.Object is not serializable");
            pipe.left().send("next");
            assertThat(pipe.right().receive()).isEqualTo("next");
        }
    }

    // ---- bytes -------------------------------------------------------------------------------

    @Test
    void I1_bytes_withOffsetAndLength_intoArraysAndBuffers() throws Exception {
        try (Any pipe = Any.open()) {
            byte[] bytes = {1, 2, 3, 4, 5};
            pipe.left().sendBytes(bytes, 1, 3);
            assertThat(pipe.right().receiveBytes(3)).containsExactly(2, 3, 4);

            pipe.left().sendBytes(bytes, 0, 5);
            byte[] into = new byte[6];
            assertThat(pipe.right().receiveBytes(into)).isEqualTo(5);
            assertThat(into).containsExactly(1, 2, 3, 4, 5, 0);

            pipe.left().sendBytes(bytes, 4, 1);
            ByteBuffer buffer = ByteBuffer.allocateDirect(3).position(1);
            assertThat(pipe.right().receiveBytes(buffer)).isEqualTo(1);
            assertThat(buffer.position()).isEqualTo(2);
            assertThat(buffer.get(1)).isEqualTo((byte) 5);

            pipe.left().sendBytes(bytes, 0, 2);
            assertThat(pipe.right().receive()).isEqualTo(new byte[] {1, 2});
            pipe.left().send(new byte[] {9});
            assertThat(pipe.right().receiveBytes(1)).containsExactly(9);
        }
    }

    @Test
    void I1_bytesThatAreTooMany_stayInThePipe() throws Exception {
        try (Any pipe = Any.open()) {
            pipe.left().sendBytes(new byte[] {1, 2, 3}, 0, 3);
            pipe.left().send("and an object");
            assertThatThrownBy(() -> pipe.right().receiveBytes(2))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "the message is longer than there is room for, and stays in the pipe:"
                                    + " bytes=3, most=2");
            assertThatThrownBy(() -> pipe.right().receiveBytes(ByteBuffer.allocate(2)))
                    .isInstanceOf(IOException.class);
            assertThat(pipe.right().receiveBytes(3)).containsExactly(1, 2, 3);
            assertThatThrownBy(() -> pipe.right().receiveBytes(100))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the message is an object");
            assertThat(pipe.right().receive()).isEqualTo("and an object");
        }
    }

    @Test
    void I1_largeBytes_thatAreTooMany_stayInThePipe() throws Exception {
        try (Any pipe = Any.open(PipeOptions.defaults().withMaxBytes(8 << 10))) {
            pipe.left().sendBytes(new byte[50_000], 0, 50_000);
            assertThatThrownBy(() -> pipe.right().receiveBytes(2)).isInstanceOf(IOException.class);
            assertThat(pipe.right().receiveBytes(50_000)).hasSize(50_000);
            assertThat(pipe.right().poll(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void I1_largeBytes_areReceivedIntoAnArray() throws Exception {
        byte[] sent = new byte[50_000];
        new Random(5).nextBytes(sent);
        try (Any pipe = Any.open()) {
            pipe.left().sendBytes(sent, 0, 50_000);
            pipe.left().sendBytes(sent, 0, 40_000);
            byte[] into = new byte[50_000];
            assertThat(pipe.right().receiveBytes(into)).isEqualTo(50_000);
            assertThat(into).isEqualTo(sent);
            byte[] longer = new byte[50_000];
            assertThat(pipe.right().receiveBytes(longer)).isEqualTo(40_000);
            assertThat(longer).startsWith(Arrays.copyOf(sent, 40_000)).endsWith(new byte[10_000]);
        }
    }

    @Test
    void I1_bytes_wrongArguments() throws Exception {
        try (Any pipe = Any.open()) {
            assertThatThrownBy(() -> pipe.left().sendBytes(new byte[3], 1, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.right().receiveBytes(-1))
                    .hasMessage("a message has 0 bytes or more: most=-1");
            assertThatThrownBy(() ->
                            pipe.right().receiveBytes(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                    .isInstanceOf(ReadOnlyBufferException.class);
            assertThat(pipe.right().poll(Duration.ZERO)).isFalse();
        }
    }

    // ---- directions --------------------------------------------------------------------------

    @Test
    void I1_oneWay_theWrongDirectionIsRefused() throws Exception {
        var pipe = ProcessPipe.<String>oneWay();
        var left = pipe.left();
        try (var right = pipe.right()) {
            left.send("there");
            assertThat(right.receive()).isEqualTo("there");
            assertThatThrownBy(left::receive)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("the left end of a one-way pipe only sends");
            assertThatThrownBy(() -> left.poll(Duration.ZERO))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> right.sendBytes(new byte[1], 0, 1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("the right end of a one-way pipe only receives");
            left.close();
            assertThatThrownBy(right::receive).isInstanceOf(EOFException.class);
        }
    }

    // ---- the end of the stream ---------------------------------------------------------------

    @Test
    void I2_closed_drainsFirst_thenSaysThatItHasEnded() throws Exception {
        try (Any pipe = Any.open()) {
            pipe.left().send("last words");
            pipe.left().send(null);
            pipe.left().close();
            assertThat(pipe.right().receive()).isEqualTo("last words");
            assertThat(pipe.right().receive()).isNull();
            assertThat(pipe.right().poll(Duration.ZERO)).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> pipe.right().receive())
                        .isInstanceOf(EOFException.class)
                        .hasMessage(
                                "the stream has ended: every other end of the pipe was closed, or its"
                                        + " process has ended, and all that was sent was received");
            }
            assertThatThrownBy(() -> pipe.right().receive(Duration.ZERO))
                    .isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> pipe.right().receiveBytes(1)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void I2_closed_whoSends_isToldThatThePipeIsBroken() throws Exception {
        try (Any pipe = Any.open()) {
            pipe.right().close();
            assertThatThrownBy(() -> pipe.left().send("in vain"))
                    .isInstanceOf(BrokenPipeException.class)
                    .hasMessageStartingWith("the pipe is broken");
            assertThatThrownBy(() -> pipe.left().send("in vain", Duration.ZERO))
                    .isInstanceOf(BrokenPipeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void I2_closed_whoWaits_isToldAtOnce(boolean isVirtual) throws Exception {
        var builder = isVirtual ? Thread.ofVirtual() : Thread.ofPlatform();
        try (Any pipe = Any.open(PipeOptions.defaults().withMaxBytes(4 << 10))) {
            var receiving = new FutureTask<>(() -> pipe.left().receive());
            Thread receiver = builder.start(receiving);
            var sending =
                    new FutureTask<>(() -> {
                        while (true) {
                            pipe.left().send("as much as there is room for");
                        }
                    });
            builder.start(sending);
            Await.until("it waits for room", () -> !pipe.left().send("more", Duration.ZERO));
            assertThat(receiver.isAlive()).isTrue();
            pipe.right().close();
            assertThatThrownBy(receiving::get).hasCauseInstanceOf(EOFException.class);
            assertThatThrownBy(sending::get).hasCauseInstanceOf(BrokenPipeException.class);
        }
    }

    @Test
    void I2_closedEnd_saysSo_alsoToWhoWaitsThere() throws Exception {
        try (Any pipe = Any.open()) {
            var receiving = new FutureTask<>(() -> pipe.left().receive());
            Thread receiver = Thread.startVirtualThread(receiving);
            Await.until("it waits", () -> receiver.getState() == Thread.State.WAITING);
            pipe.left().close();
            assertThatThrownBy(receiving::get)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this end of the pipe was closed");
            assertThatThrownBy(() -> pipe.left().send("no"))
                    .hasMessage("this end of the pipe was closed");
            assertThatThrownBy(() -> pipe.left().receive())
                    .hasMessage("this end of the pipe was closed");
            assertThatThrownBy(() -> pipe.left().poll(LONG))
                    .hasMessage("this end of the pipe was closed");
            assertThatThrownBy(() -> pipe.left().duplicate())
                    .hasMessage("this end of the pipe was closed");
            assertThat(pipe.left().isOpen()).isFalse();
            pipe.left().close();
            assertThat(pipe.right().isOpen()).isTrue();
        }
    }

    @Test
    void I2_closedEnd_whoWaitsThereForRoom_isTold() throws Exception {
        try (Any pipe = Any.open(PipeOptions.defaults().withMaxBytes(4 << 10))) {
            var sending =
                    new FutureTask<>(() -> {
                        while (true) {
                            pipe.left().send("as much as there is room for");
                        }
                    });
            Thread sender = Thread.startVirtualThread(sending);
            Await.until("it waits", () -> sender.getState() == Thread.State.WAITING);
            pipe.left().close();
            assertThatThrownBy(sending::get)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this end of the pipe was closed");
        }
    }

    @Test
    void I2_allEndsClosed_saysSo() {
        Any pipe = Any.open();
        pipe.close();
        pipe.close();
        assertThatThrownBy(() -> pipe.left().receive())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this end of the pipe was closed");
        assertThatThrownBy(() -> pipe.right().send(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this end of the pipe was closed");
        assertThat(pipe.left()).hasToString("PipeEnd[left, closed here]");
    }

    @Test
    void I2_forgottenEnd_isClosedWhenItIsCollected() throws Exception {
        var pipe = ProcessPipe.<String, String>open();
        PipeEnd<String, String> right = pipe.right();
        pipe = null;
        Await.until(
                "the left end is collected",
                () -> {
                    System.gc();
                    return right.poll(Duration.ZERO);
                });
        assertThatThrownBy(right::receive).isInstanceOf(EOFException.class);
        right.close();
    }

    // ---- time --------------------------------------------------------------------------------

    @Test
    void I1_timesOut_andInterruptible() throws Exception {
        try (Any pipe = Any.open(PipeOptions.defaults().withMaxBytes(4 << 10))) {
            assertThatThrownBy(() -> pipe.left().receive(Duration.ofMillis(1)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("no message came in time");
            assertThat(pipe.left().poll(Duration.ofMillis(1))).isFalse();
            while (pipe.left().send("until it is full", Duration.ZERO)) {
                assertThat(pipe.left().isOpen()).isTrue();
            }
            assertThat(pipe.left().send("no room", Duration.ofMillis(1))).isFalse();
            for (var waiting :
                    List.of(
                            new FutureTask<>(() -> pipe.left().receive()),
                            new FutureTask<>(() -> pipe.left().poll(LONG)),
                            new FutureTask<>(() -> pipe.left().send("no room", LONG)))) {
                Thread thread = Thread.ofVirtual().start(waiting);
                Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
                thread.interrupt();
                assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
            }
        }
    }

    // ---- many --------------------------------------------------------------------------------

    @Test
    void I3_manyThreadsAtOneEnd_eachMessageIsReceivedByOne() throws Exception {
        try (Any pipe = Any.open(PipeOptions.defaults().withMaxBytes(4 << 10))) {
            var receivers =
                    IntStream.range(0, 3)
                            .mapToObj(i -> new FutureTask<>(() -> receiveAll(pipe.right())))
                            .toList();
            receivers.forEach(each -> Thread.ofPlatform().start(each));
            var senders =
                    IntStream.range(0, 3)
                            .mapToObj(i ->
                                    new FutureTask<>(() -> {
                                        for (int n = 0; n < 1000; n++) {
                                            pipe.left().send(i * 1000 + n);
                                        }
                                        return i;
                                    }))
                            .toList();
            senders.forEach(Thread::startVirtualThread);
            for (var sender : senders) {
                sender.get();
            }
            pipe.left().close();
            List<Integer> all = new ArrayList<>();
            for (var receiver : receivers) {
                all.addAll(receiver.get());
            }
            assertThat(all).hasSize(3000).doesNotHaveDuplicates();
        }
    }

    private static List<Integer> receiveAll(PipeEnd<@Nullable Object, @Nullable Object> end)
            throws IOException, InterruptedException {
        List<Integer> received = new ArrayList<>();
        try {
            while (true) {
                received.add((Integer) end.receive());
            }
        } catch (EOFException ended) {
            return received;
        }
    }

    @Test
    void I2_duplicate_keepsTheSideOpen() throws Exception {
        try (Any pipe = Any.open()) {
            var copy = pipe.left().duplicate();
            pipe.left().close();
            copy.send("still here");
            assertThat(pipe.right().receive()).isEqualTo("still here");
            assertThat(pipe.right().poll(Duration.ZERO)).isFalse();
            copy.close();
            assertThatThrownBy(() -> pipe.right().receive()).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void I2_duplicates_thereAreNotMoreThanSeats() {
        try (Any pipe = Any.open()) {
            List<PipeEnd<?, ?>> all = new ArrayList<>();
            for (int i = 2; i < PipeLayout.SEATS; i++) {
                all.add(pipe.left().duplicate());
            }
            assertThatThrownBy(() -> pipe.right().duplicate())
                    .hasMessage("a pipe has no more than 64 ends at a time, duplicates included");
            all.removeLast().close();
            all.add(pipe.right().duplicate());
            all.forEach(PipeEnd::close);
        }
    }

    @Test
    void I1_options_areChecked() {
        assertThatThrownBy(() -> PipeOptions.defaults().withMaxBytes(4095))
                .hasMessage("a pipe needs 4096 to 2^40 bytes in each direction: maxBytes=4095");
        assertThat(PipeOptions.defaults()).hasToString("PipeOptions[maxBytes=1048576]");
    }
}
