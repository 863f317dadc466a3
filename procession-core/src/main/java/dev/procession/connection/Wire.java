package dev.procession.connection;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * What frames go over: bytes in and bytes out, neither of which ever waits.
 *
 * <p>Reading and writing by a thread that is interrupted would close a channel that waits. Whoever
 * has to wait does it by a {@link Readiness}, and the connection survives him.
 */
final class Wire implements Closeable {

    /** Bounds what a single read takes, and the memory outside the heap that it takes to do it. */
    static final int SLICE_BYTES = 128 << 10;

    private static final int MOST_DRAINED = 64;

    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final Closeable ending;

    private Wire(ReadableByteChannel in, WritableByteChannel out, Closeable ending) {
        this.in = in;
        this.out = out;
        this.ending = ending;
    }

    /** Returns a wire over a connected socket. */
    static Wire over(SocketChannel socket) throws IOException {
        socket.configureBlocking(false);
        return new Wire(socket, socket, () -> hangUp(socket));
    }

    /**
     * Returns a wire over two channels that do not block.
     *
     * @param ending ends both, and what is behind them
     */
    static Wire over(ReadableByteChannel in, WritableByteChannel out, Closeable ending) {
        return new Wire(in, out, ending);
    }

    /**
     * Takes away what has come before it closes the socket: the peer of one that is closed with
     * bytes unread is told that it was reset, and may lose what it has not read itself.
     */
    private static void hangUp(SocketChannel socket) throws IOException {
        try (socket) {
            if (socket.isOpen()
                    && socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                socket.shutdownOutput();
                ByteBuffer rubbish = ByteBuffer.allocate(SLICE_BYTES);
                for (int i = 0; i < MOST_DRAINED && socket.read(rubbish.clear()) > 0; i++) {
                    rubbish.clear();
                }
            }
        }
    }

    /** Reads what is there; 0 if that is nothing, -1 at the end. */
    int read(ByteBuffer into) throws IOException {
        return in.read(into);
    }

    /** Writes what there is room for, perhaps nothing. */
    void write(ByteBuffer bytes) throws IOException {
        out.write(bytes);
    }

    /** Returns what can be selected until there is something to read. */
    SelectableChannel source() {
        return (SelectableChannel) in;
    }

    /** Returns a way to wait until there is something to read. */
    Readiness readable() {
        return new Readiness(source(), SelectionKey.OP_READ);
    }

    /** Returns a way to wait until there is room to write. */
    Readiness writable() {
        return new Readiness((SelectableChannel) out, SelectionKey.OP_WRITE);
    }

    @Override
    public void close() throws IOException {
        ending.close();
    }
}
