package dev.procession.manager;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.connection.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * The first frame of either side of a connection between a program and a manager, once both have
 * proved that they know the key. Neither waits with it for the other's.
 *
 * <pre>
 *   magic (4)  version  pid  most bytes of a frame
 * </pre>
 *
 * @param pid of the process
 * @param maxBytes how long a frame may be that it receives
 */
record Hello(long pid, int maxBytes) {

    private static final int MAGIC = 0x50524d34;

    /** Another one for each change of what goes over a connection. */
    private static final long VERSION = 1;

    private static final int MOST_BYTES = 64;

    void send(Connection<byte[], byte[]> connection) throws IOException, InterruptedException {
        Sink sink = new Sink(MOST_BYTES);
        sink.putInt(MAGIC);
        sink.putVarint(VERSION);
        sink.putVarint(pid);
        sink.putVarint(maxBytes);
        connection.sendBytes(Arrays.copyOf(sink.array(), sink.size()));
    }

    /**
     * Waits for that of the peer.
     *
     * @throws IOException if it does not come in time, or is of another protocol or version
     */
    static Hello receive(Connection<byte[], byte[]> connection, Duration timeout)
            throws IOException, InterruptedException {
        if (!connection.poll(timeout)) {
            throw new IOException(
                    "the peer has proved that it knows the key, and says no more: timeout="
                            + timeout);
        }
        byte[] frame = receive(connection);
        Source source = new Source();
        source.wrap(frame, 0, frame.length);
        if (frame.length <= Integer.BYTES || source.getInt() != MAGIC) {
            throw new IOException("the peer knows the key, and is no manager or client of one");
        }
        long version = source.getVarlong();
        if (version != VERSION) {
            throw new IOException(
                    "the programs run versions of Procession that do not fit; have both run the"
                            + " same: protocol here="
                            + VERSION
                            + ", there="
                            + version);
        }
        return new Hello(source.getVarlong(), source.getVarint());
    }

    private static byte[] receive(Connection<byte[], byte[]> connection)
            throws IOException, InterruptedException {
        try {
            return connection.receiveBytes(MOST_BYTES);
        } catch (EOFException closed) {
            EOFException ended =
                    new EOFException("the peer has closed the connection before it said hello");
            ended.initCause(closed);
            throw ended;
        }
    }
}
