package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames over a socket. */
class FrameChannelTest {

    private SocketChannel raw;
    private FrameChannel frames;

    @BeforeEach
    void connect() throws IOException {
        try (var listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            raw = SocketChannel.open(listener.getLocalAddress());
            frames = new FrameChannel(listener.accept());
        }
    }

    @AfterEach
    void close() throws IOException {
        raw.close();
        frames.close();
    }

    private static ByteBuffer frame(int length, int... bytes) {
        ByteBuffer frame =
                ByteBuffer.allocate(FrameChannel.HEAD_BYTES + bytes.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(length);
        for (int each : bytes) {
            frame.put((byte) each);
        }
        return frame.flip();
    }

    @Test
    void frames_inOnePiece_orInMany_comeWhole() throws IOException {
        raw.write(frame(2, 1, 2));
        raw.write(frame(0));
        raw.write(frame(3, 4));
        raw.write(ByteBuffer.wrap(new byte[] {5, 6}));
        assertThat(frames.receive()).containsExactly(1, 2);
        assertThat(frames.receive()).isEmpty();
        assertThat(frames.receive()).containsExactly(4, 5, 6);
    }

    @Test
    void end_betweenFrames_orWithinOne_isSeen() throws IOException {
        raw.write(frame(3, 4));
        raw.shutdownOutput();
        assertThat(frames.receive()).isNull();
        assertThat(frames.receive()).isNull();
    }

    private int sentSoFar() throws IOException {
        raw.configureBlocking(false);
        return raw.read(ByteBuffer.allocate(100));
    }

    private void answer(int number) throws IOException {
        byte[] answer = frame(1, number).array();
        frames.sendSoon(answer, answer.length);
    }

    @Test
    void answers_whileMoreHasCome_goWithTheLast() throws IOException {
        ByteBuffer questions = ByteBuffer.allocate(100);
        raw.write(questions.put(frame(1, 1)).put(frame(1, 2)).put(frame(1, 3)).flip());
        assertThat(frames.receive()).containsExactly(1);
        answer(11);
        assertThat(frames.receive()).containsExactly(2);
        answer(12);
        assertThat(sentSoFar()).isZero();
        assertThat(frames.receive()).containsExactly(3);
        answer(13);
        ByteBuffer answers = ByteBuffer.allocate(100);
        raw.configureBlocking(true);
        while (answers.position() < 15) {
            assertThat(raw.read(answers)).isPositive();
        }
        assertThat(answers.flip())
                .isEqualTo(
                        ByteBuffer.allocate(15)
                                .put(frame(1, 11))
                                .put(frame(1, 12))
                                .put(frame(1, 13))
                                .flip());
    }

    @Test
    void answers_ofWhichTheLastDoesNotCome_goBeforeItWaits() throws Exception {
        ByteBuffer questions = ByteBuffer.allocate(100);
        raw.write(questions.put(frame(1, 1)).put(frame(1, 2)).flip());
        Thread reader =
                Thread.startVirtualThread(() -> {
                    try {
                        frames.receive();
                        answer(11);
                        frames.receive();
                        frames.receive();
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                });
        ByteBuffer answer = ByteBuffer.allocate(5);
        while (answer.hasRemaining()) {
            assertThat(raw.read(answer)).isPositive();
        }
        assertThat(answer.flip()).isEqualTo(frame(1, 11));
        raw.shutdownOutput();
        reader.join();
    }

    @Test
    void manyVirtualThreads_sendWholeFrames_eachItsOwnInOrder() throws Exception {
        int senders = 50;
        int each = 40;
        List<Thread> all = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            int name = sender;
            all.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            for (int i = 0; i < each; i++) {
                                byte[] sent = frame(2, name, i).array();
                                if (i % 8 == 7) {
                                    frames.send(sent, sent.length);
                                } else {
                                    frames.sendSoon(sent, sent.length);
                                }
                            }
                        } catch (IOException failure) {
                            throw new UncheckedIOException(failure);
                        }
                    }));
        }
        int[] next = new int[senders];
        ByteBuffer one = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < senders * each; i++) {
            one.clear();
            while (one.hasRemaining()) {
                assertThat(raw.read(one)).isPositive();
            }
            assertThat(one.getInt(0)).isEqualTo(2);
            assertThat(one.get(5)).isEqualTo((byte) next[one.get(4)]++);
        }
        for (Thread sender : all) {
            sender.join();
        }
    }

    @Test
    void F17_impossibleLength_isRefused_beforeAnythingIsAllocated() throws IOException {
        raw.write(frame(-1));
        assertThatThrownBy(frames::receive)
                .isInstanceOf(IOException.class)
                .hasMessage("impossible length of a frame: bytes=4294967295, limit=268435456");
    }

    @Test
    void interruptedSender_sends_andStaysInterrupted() throws IOException {
        byte[] sent = frame(2, 1, 2).array();
        Thread.currentThread().interrupt();
        frames.send(sent, sent.length);
        assertThat(Thread.interrupted()).isTrue();
        ByteBuffer got = ByteBuffer.allocate(sent.length);
        while (got.hasRemaining()) {
            assertThat(raw.read(got)).isPositive();
        }
        assertThat(got.array()).isEqualTo(sent);
    }

    @Test
    void closed_whoReceives_isToldOfTheEnd() throws IOException {
        frames.close();
        assertThat(frames.receive()).isNull();
        assertThatThrownBy(() -> frames.send(new byte[4], 4)).isInstanceOf(IOException.class);
    }

    // ---- too little memory -------------------------------------------------------------------

    /** As {@link #connect}, with frames of so many bytes at most that memory is found for. */
    private void connectWithMemory(int most) throws IOException {
        close();
        try (var listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            raw = SocketChannel.open(listener.getLocalAddress());
            frames =
                    new FrameChannel(
                            listener.accept(),
                            Long.MAX_VALUE,
                            length -> {
                                if (length > most) {
                                    throw new OutOfMemoryError("test: bytes=" + length);
                                }
                                return new byte[length];
                            });
        }
    }

    private LostFrameException lost() {
        return catchThrowableOfType(LostFrameException.class, frames::receive);
    }

    @Test
    void F7_frameWithoutMemory_isThrownAway_andTheNextOneComes() throws IOException {
        connectWithMemory(10);
        byte[] long20 = "0123456789abcdefghij".getBytes(StandardCharsets.US_ASCII);
        raw.write(frame(20));
        raw.write(ByteBuffer.wrap(long20, 0, 3));
        raw.write(ByteBuffer.wrap(long20, 3, 17));
        raw.write(frame(11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        raw.write(frame(2, 1, 2));
        LostFrameException first = lost();
        assertThat(first.head()).isEqualTo(Arrays.copyOf(long20, LostFrameException.HEAD_BYTES));
        assertThat(first)
                .hasMessage(
                        "too large for the memory: bytes=20, max heap="
                                + Runtime.getRuntime().maxMemory())
                .hasRootCauseInstanceOf(OutOfMemoryError.class);
        assertThat(lost().head()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(frames.receive()).containsExactly(1, 2);
    }

    @Test
    void F7_frameThatOutgrowsTheMemory_isThrownAway_andTheNextOneComes() throws Exception {
        connectWithMemory(1 << 20);
        byte[] long3m = new byte[3 << 20];
        Arrays.fill(long3m, (byte) 7);
        Thread writer =
                Thread.startVirtualThread(() -> {
                    try {
                        raw.write(frame(long3m.length));
                        raw.write(ByteBuffer.wrap(long3m));
                        raw.write(frame(1, 1));
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                });
        assertThat(lost().head()).hasSize(LostFrameException.HEAD_BYTES).containsOnly(7);
        assertThat(frames.receive()).containsExactly(1);
        writer.join();
    }

    @Test
    void F7_senderWithoutMemory_sendsNothingOfALongFrame() throws IOException {
        connectWithMemory(10);
        byte[] sent = new byte[1 << 20];
        assertThatThrownBy(() -> frames.send(sent, sent.length))
                .isInstanceOf(OutOfMemoryError.class);
        byte[] next = frame(1, 1).array();
        frames.send(next, next.length);
        ByteBuffer got = ByteBuffer.allocate(100);
        while (got.position() < next.length) {
            assertThat(raw.read(got)).isPositive();
        }
        assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(next));
    }

    // ---- what is kept ------------------------------------------------------------------------

    @Test
    void whoAsks_listensHoweverMuchIsKept() throws IOException {
        connectWithMemory(Integer.MAX_VALUE);
        byte[] sent = new byte[16 << 20];
        frames.send(sent, sent.length);
        raw.write(frame(1, 1));
        assertThat(frames.receive()).containsExactly(1);
    }
}
