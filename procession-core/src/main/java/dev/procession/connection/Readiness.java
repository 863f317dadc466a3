package dev.procession.connection;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A way to wait for a channel that does not block: with a limit, interruptibly, and without closing
 * the channel; a virtual thread gives up its carrier. One thread at a time waits.
 *
 * <p>Its two descriptors are there from the first time that somebody really waits.
 */
final class Readiness implements Closeable {

    private final SelectableChannel channel;
    private final int operation;
    private @Nullable Selector selector;
    private boolean closed;

    Readiness(SelectableChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    /**
     * Waits until the channel may be ready.
     *
     * @param deadline of {@link System#nanoTime}
     * @return {@code false} if the time was over before
     * @throws ClosedChannelException if this was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    boolean await(long deadline) throws IOException, InterruptedException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            Selector waiting = selector();
            // Up to a millisecond too long, since none would be for ever.
            waiting.select(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            waiting.selectedKeys().clear();
        } catch (ClosedSelectorException meanwhile) {
            throw closed(meanwhile);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return true;
    }

    private synchronized Selector selector() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Selector known = selector;
        if (known == null) {
            known = Selector.open();
            selector = known;
            channel.register(known, operation);
        }
        return known;
    }

    private static IOException closed(RuntimeException cause) {
        IOException closed = new ClosedChannelException();
        closed.initCause(cause);
        return closed;
    }

    /** Wakes who waits. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (selector != null) {
            selector.close();
        }
    }
}
