package dev.procession.daemon;

import dev.procession.internal.channel.Deadline;
import dev.procession.internal.channel.Handshake;
import dev.procession.internal.channel.PeerUser;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Asks a daemon something, see {@link Doorkeeper}. */
final class Question {

    private Question() {}

    /**
     * Asks.
     *
     * @return how long it took until the answer was here
     * @throws IOException if nobody listens there
     * @throws TimeoutException if there was no answer in time
     */
    static Duration ask(DaemonFiles files, byte question, Duration timeout)
            throws IOException, TimeoutException {
        long begin = System.nanoTime();
        try (SocketChannel channel =
                        SocketChannel.open(UnixDomainSocketAddress.of(files.socket()));
                Deadline deadline = Deadline.of(channel, timeout)) {
            try {
                PeerUser.require(Files.getOwner(files.directory()), channel);
                Handshake.send(channel, ByteBuffer.wrap(new byte[] {question}));
                Handshake.receive(channel, Long.BYTES);
                return Duration.ofNanos(System.nanoTime() - begin);
            } catch (IOException failure) {
                if (deadline.isOver()) {
                    throw new TimeoutException(
                            "[daemon "
                                    + files.name()
                                    + "] it lives, and did not answer in time: timeout="
                                    + timeout.toMillis()
                                    + " ms");
                }
                throw failure;
            }
        }
    }
}
