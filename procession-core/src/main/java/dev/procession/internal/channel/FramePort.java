package dev.procession.internal.channel;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Frames of bytes between two processes, whatever they go over: any thread sends, one thread
 * receives.
 */
public interface FramePort extends AutoCloseable {

    /**
     * Sends a frame; never waits for the peer.
     *
     * @param bytes room of {@link FrameChannel#HEAD_BYTES} with the length, and the frame; may be
     *     reused
     * @param length of both together
     * @throws dev.procession.CodecException if the frame is longer than the peer takes; nothing was
     *     sent then
     * @throws IOException if the connection has ended
     */
    void send(byte[] bytes, int length) throws IOException;

    /**
     * As {@link #send}, but the frame may be written a little later, together with others: for one
     * that somebody waits for the answer to, or that is an answer.
     *
     * @param bytes as of {@link #send}
     * @param length as of {@link #send}
     * @throws IOException as of {@link #send}
     */
    default void sendSoon(byte[] bytes, int length) throws IOException {
        send(bytes, length);
    }

    /**
     * Waits for a frame.
     *
     * @return the frame; null once the connection has ended
     * @throws LostFrameException if the memory had no room for the frame; it is gone, and others
     *     can be received
     * @throws IOException if it breaks, or the peer claims an impossible length
     */
    byte @Nullable [] receive() throws IOException;

    /**
     * Tells how long a frame may be.
     *
     * @return the most bytes, without the length
     */
    int maxBytes();

    /** Ends the connection; who receives is told so. */
    @Override
    void close() throws IOException;
}
