package dev.procession.connection;

import dev.procession.internal.util.Shortage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/**
 * Two threads that carry bytes between an encrypted socket, on which they wait, and two pipes,
 * which a {@link Wire} goes over as if there were no encryption.
 */
final class TlsTunnel implements Closeable {

    private static final int BUFFER_BYTES = 16 << 10;

    /** For what was sent and is still in the pipe. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final SocketChannel channel;
    private final Pipe incoming;
    private final Pipe outgoing;
    private final Thread reader;
    private final Thread writer;

    private TlsTunnel(SSLSocket socket, SocketChannel channel, Pipe incoming, Pipe outgoing) {
        this.channel = channel;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.reader = Thread.ofVirtual().unstarted(() -> carry(() -> read(socket)));
        this.writer = Thread.ofVirtual().unstarted(() -> carry(() -> write(socket)));
    }

    /**
     * Returns a wire that leads through TLS.
     *
     * @param socket after its handshake
     * @param channel that it goes over, closed with the wire
     */
    static Wire open(SSLSocket socket, SocketChannel channel) throws IOException {
        Pipe incoming = Pipe.open();
        try {
            Pipe outgoing = Pipe.open();
            TlsTunnel tunnel = new TlsTunnel(socket, channel, incoming, outgoing);
            return tunnel.start();
        } catch (IOException noDescriptors) {
            close(incoming);
            throw noDescriptors;
        }
    }

    private static void close(Pipe pipe) throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }

    private Wire start() throws IOException {
        boolean isUp = false;
        try {
            incoming.source().configureBlocking(false);
            outgoing.sink().configureBlocking(false);
            Shortage.start(reader);
            Shortage.start(writer);
            isUp = true;
        } finally {
            if (!isUp) {
                close(outgoing);
            }
        }
        return Wire.over(incoming.source(), outgoing.sink(), this);
    }

    @FunctionalInterface
    private interface Carrying {
        void run() throws IOException;
    }

    private static void carry(Carrying carrying) {
        try {
            carrying.run();
        } catch (IOException ended) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "an encrypted connection has ended", ended);
        }
    }

    private void read(SSLSocket socket) throws IOException {
        try (OutputStream out = Channels.newOutputStream(incoming.sink())) {
            copy(socket.getInputStream(), out);
        }
    }

    private void write(SSLSocket socket) throws IOException {
        try (InputStream in = Channels.newInputStream(outgoing.source())) {
            copy(in, socket.getOutputStream());
            socket.shutdownOutput();
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
            out.write(bytes, 0, count);
        }
    }

    /** Lets what was sent out, for a short time, and closes the socket. */
    @Override
    public void close() throws IOException {
        try (channel;
                Pipe.SourceChannel _ = incoming.source()) {
            outgoing.sink().close();
            if (writer.isAlive() && !writer.join(LAST_WORDS)) {
                System.getLogger("dev.procession")
                        .log(System.Logger.Level.DEBUG, "the peer did not read the last of it");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
