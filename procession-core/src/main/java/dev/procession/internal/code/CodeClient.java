package dev.procession.internal.code;

import dev.procession.internal.channel.Handshake;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A child's connection to the {@link CodeServer} of its parent; made when the first class is asked
 * for. Thread-safe.
 */
final class CodeClient {

    /** What the name of the parent's socket ends with. */
    static final String SOCKET = "code";

    private final String socket;
    private final byte[] key;
    private @Nullable SocketChannel channel;

    CodeClient(String socket, byte[] key) {
        this.socket = socket;
        this.key = key;
    }

    /**
     * Asks the parent.
     *
     * @throws IOException if there is no parent any more
     */
    synchronized CodeAnswer ask(byte what, int base, String name) throws IOException {
        CodeProtocol.Request request = new CodeProtocol.Request(what, base, name);
        // A class is loaded or not whether the task is being interrupted or not.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    SocketChannel open = connected();
                    CodeProtocol.send(open, request);
                    return CodeProtocol.receiveAnswer(open);
                } catch (ClosedByInterruptException stop) {
                    Thread.interrupted();
                    interrupted = true;
                    channel = null;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private SocketChannel connected() throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            open = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            boolean isProved = false;
            try {
                Handshake.connect(open, socket, ProcessHandle.current().pid(), key);
                isProved = true;
            } finally {
                if (!isProved) {
                    open.close();
                }
            }
            channel = open;
        }
        return open;
    }
}
