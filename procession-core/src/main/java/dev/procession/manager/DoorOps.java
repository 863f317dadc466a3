package dev.procession.manager;

import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.ConnectionOptions;
import java.io.IOException;

/** How a manager is opened to other programs, by who has started it. */
interface DoorOps {

    /**
     * Listens.
     *
     * @param silenceNanos how long a client may be silent
     * @return where, with the port that was chosen
     */
    SocketPlace open(
            SocketPlace place, AuthenticationKey key, ConnectionOptions options, long silenceNanos)
            throws IOException;
}
