package dev.procession.manager;

import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.ConnectionOptions;
import dev.procession.internal.util.RandomBytes;
import java.io.Serial;
import java.util.HexFormat;

/**
 * Where a manager is that another program serves, and the key that it asks for. Travels with each
 * handle to processes of this session, each of which then has a connection of its own.
 */
final class RemoteAddress implements Address {

    @Serial private static final long serialVersionUID = 1L;

    private static final int TOKEN_BYTES = 16;

    /** Tells this process from those that handles are sent to. */
    private static final String THIS_PROCESS = token();

    private final SocketPlace socket;
    private final AuthenticationKey key;
    private final ConnectionOptions options;
    private final long answerNanos;
    private final String token = token();
    private final String home = THIS_PROCESS;

    RemoteAddress(
            SocketPlace socket,
            AuthenticationKey key,
            ConnectionOptions options,
            long answerNanos) {
        this.socket = socket;
        this.key = key;
        this.options = options;
        this.answerNanos = answerNanos;
    }

    private static String token() {
        byte[] token = new byte[TOKEN_BYTES];
        RandomBytes.fill(token);
        return HexFormat.of().formatHex(token);
    }

    SocketPlace socket() {
        return socket;
    }

    AuthenticationKey key() {
        return key;
    }

    ConnectionOptions options() {
        return options;
    }

    /** Whether it was connected to in this very process. */
    boolean isOfThisProcess() {
        return home.equals(THIS_PROCESS);
    }

    @Override
    public String name() {
        return "manager at " + socket;
    }

    /** One for each time that somebody has connected. */
    @Override
    public String place() {
        return token;
    }

    @Override
    public long answerNanos() {
        return answerNanos;
    }

    @Override
    public Dialing dialing() {
        return new RemoteDialing(this, null);
    }

    @Override
    public Crossing crossing(Way way) {
        return new Crossing(this, way, options);
    }

    @Override
    public String toString() {
        return name();
    }
}
