package dev.procession.connection;

import dev.procession.Waitable;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A channel to wait for; each wait has a selector, and a thread, of its own. */
final class ReadableChannel implements Waitable {

    private static final long LOOK_MILLIS = 500;

    private final SelectableChannel channel;
    private final int operations;

    ReadableChannel(SelectableChannel channel) {
        this.channel = channel;
        this.operations = channel.validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        if (operations == 0) {
            throw new IllegalArgumentException(
                    "a channel to wait for has to be one that is read from or accepts: " + channel);
        }
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    "a channel to wait for has to be in non-blocking mode, see configureBlocking: "
                            + channel);
        }
    }

    private Selector select() throws IOException {
        Selector selector = Selector.open();
        try {
            channel.register(selector, operations);
            return selector;
        } catch (IOException | RuntimeException failure) {
            selector.close();
            throw failure;
        }
    }

    @Override
    public boolean isReady() {
        try (Selector selector = select()) {
            return selector.selectNow() > 0;
        } catch (ClosedChannelException closed) {
            return true;
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    @Override
    public Watch watch(Runnable wake) {
        try {
            Selector selector = select();
            start(selector, wake);
            return () -> close(selector);
        } catch (ClosedChannelException closed) {
            wake.run();
            return () -> {};
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    private void start(Selector selector, Runnable wake) throws IOException {
        Thread thread =
                new Thread(null, () -> run(selector, wake), "procession-selector", 256 << 10);
        thread.setDaemon(true);
        try {
            Shortage.start(thread);
        } catch (IOException noThread) {
            selector.close();
            throw noThread;
        }
    }

    /** Nothing wakes a selector when one of its channels is closed, so that is looked at. */
    private void run(Selector selector, Runnable wake) {
        try {
            int selected = 0;
            while (selected == 0 && channel.isOpen() && selector.isOpen()) {
                selected = selector.select(LOOK_MILLIS);
            }
        } catch (ClosedSelectorException over) {
            return;
        } catch (IOException failure) {
            // Who waits looks himself, and is told there.
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "waiting for a channel", failure);
        } finally {
            wake.run();
        }
    }

    private static void close(Selector selector) {
        try {
            selector.close();
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    private static UncheckedIOException failed(IOException failure) {
        return new UncheckedIOException("a channel cannot be waited for", failure);
    }

    @Override
    public String toString() {
        return "Waitable[" + channel + "]";
    }
}
