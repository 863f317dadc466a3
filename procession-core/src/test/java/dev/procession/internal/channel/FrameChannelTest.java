package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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
}
