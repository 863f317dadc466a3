package dev.procession.daemon;

import dev.procession.internal.channel.Deadline;
import dev.procession.internal.channel.Door;
import dev.procession.internal.channel.Handshake;
import dev.procession.internal.channel.PeerUser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;

/**
 * Answers whoever asks a daemon: at a socket in its directory, which nobody but its user can enter,
 * and only that user. A question is one byte, the answer the daemon's process id.
 */
final class Doorkeeper implements Door.Host<Byte> {

    static final byte PING = 1;
    static final byte STOP = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final UserPrincipal self;
    private final Runnable stop;

    private Doorkeeper(UserPrincipal self, Runnable stop) {
        this.self = self;
        this.stop = stop;
    }

    /** Opens the door of this process, which is that daemon. */
    static Door<Byte> open(DaemonFiles files, Runnable stop) throws IOException {
        Doorkeeper keeper = new Doorkeeper(Files.getOwner(files.directory()), stop);
        // The last one here, if it was killed, has left its own.
        Files.deleteIfExists(files.socket());
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(files.socket()));
        return new Door<>(
                listener,
                "procession-daemon",
                PATIENCE,
                keeper,
                Thread.ofPlatform().daemon().name("procession-daemon-answer-", 1).factory());
    }

    @Override
    public Byte ask(SocketChannel channel, Deadline deadline) throws IOException {
        PeerUser.require(self, channel);
        byte question = Handshake.receive(channel, 1).get();
        deadline.meet();
        return question;
    }

    @Override
    public void serve(Byte question, SocketChannel channel) throws IOException {
        try (channel) {
            ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
            answer.putLong(ProcessHandle.current().pid()).flip();
            Handshake.send(channel, answer);
            if (question == STOP) {
                stop.run();
            }
        }
    }
}
