package dev.procession.connection;

import dev.procession.internal.channel.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Gets a socket connected, in time. */
final class Dial {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Dial() {}

    /**
     * Connects, and comes again as long as there is a crowd before a Unix-domain socket: a virtual
     * thread is not let wait there, but turned away.
     *
     * @param address with all links resolved
     * @param deadline of {@link System#nanoTime}
     */
    static SocketChannel connect(SocketAddress address, long deadline) throws IOException {
        while (true) {
            SocketChannel channel =
                    address instanceof UnixDomainSocketAddress
                            ? SocketChannel.open(StandardProtocolFamily.UNIX)
                            : SocketChannel.open();
            try (Deadline running = Deadline.of(channel, left(deadline))) {
                channel.connect(address);
                running.meet();
                return channel;
            } catch (IOException failure) {
                channel.close();
                if (!isBusy(address, failure) || left(deadline).isZero()) {
                    throw failure;
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Returns the time that is left, never less than none. */
    static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private static boolean isBusy(SocketAddress address, IOException failure) {
        return address instanceof UnixDomainSocketAddress unix
                && failure instanceof SocketException
                && !(failure instanceof ConnectException)
                && Files.isWritable(unix.getPath());
    }
}
