package dev.procession.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Answers each connection by one byte, after a while, as a server far away would. */
final class SlowServer implements AutoCloseable {

    /** The answer. */
    static final byte ANSWER = 42;

    private static final int BACKLOG = 1024;

    private final Duration delay;
    private final ServerSocketChannel server;

    private SlowServer(Duration delay, ServerSocketChannel server) {
        this.delay = delay;
        this.server = server;
    }

    static SlowServer start(Duration delay) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        SlowServer started = new SlowServer(delay, server);
        Thread.ofVirtual().name("procession-bench-server").start(started::acceptAll);
        return started;
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    private void acceptAll() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                Thread.startVirtualThread(() -> answer(client));
            }
        } catch (ClosedChannelException closed) {
            // By close, which is how it ends.
            return;
        } catch (IOException broken) {
            // Those that wait see it: nobody answers.
            System.err.println("bench: the server accepts nobody any more: " + broken);
        }
    }

    private void answer(SocketChannel client) {
        try (client) {
            Thread.sleep(delay);
            client.write(ByteBuffer.wrap(new byte[] {ANSWER}));
        } catch (IOException clientHasGone) {
            // Its own failure is what counts.
            return;
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
