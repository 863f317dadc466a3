package dev.procession.manager;

import dev.procession.ManagerUnavailableException;
import dev.procession.connection.Connection;
import dev.procession.internal.channel.FramePort;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/** Connects to a manager that another program serves. */
final class RemoteDialing implements Dialing {

    private final RemoteAddress address;

    /** For the first connection, which is there already. */
    private final @Nullable FramePort made;

    RemoteDialing(RemoteAddress address, @Nullable FramePort made) {
        this.address = address;
        this.made = made;
    }

    /** For who proves itself, and who greets after that. */
    @Override
    public long nanos() {
        return 2 * Times.nanos(address.options().handshakeTimeout());
    }

    @Override
    public FramePort connect() throws IOException {
        if (made != null) {
            return made;
        }
        try {
            return dial(address);
        } catch (InterruptedException late) {
            InterruptedIOException failure = new InterruptedIOException("it took too long");
            failure.initCause(late);
            throw failure;
        }
    }

    /** Connects, proves, and greets. */
    static FramePort dial(RemoteAddress address) throws IOException, InterruptedException {
        Connection<byte[], byte[]> connection =
                Connection.connect(address.socket().address(), address.key(), address.options());
        boolean isMade = false;
        try {
            int most = address.options().maxMessageBytes();
            Hello ours = new Hello(ProcessHandle.current().pid(), most);
            ours.send(connection);
            Hello theirs = Hello.receive(connection, address.options().handshakeTimeout());
            isMade = true;
            return ConnectionPort.ofWhoAsks(connection, Math.min(most, theirs.maxBytes()));
        } finally {
            if (!isMade) {
                connection.close();
            }
        }
    }

    @Override
    public ManagerUnavailableException ended(@Nullable Exception broken) {
        String how = broken == null ? "" : ": " + Shortage.describe(broken);
        return new ManagerUnavailableException(
                "["
                        + address.name()
                        + "] the manager has ended, was closed, or has cut this process off"
                        + how,
                broken);
    }
}
