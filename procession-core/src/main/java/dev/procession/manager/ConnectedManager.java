package dev.procession.manager;

import dev.procession.AuthenticationException;
import dev.procession.connection.AuthenticationKey;
import dev.procession.internal.channel.FramePort;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;

/**
 * A manager that another program serves.
 *
 * {@snippet :
 * try (var manager = ProcessManager.connect(address, key)) {
 *     ManagedMap<String, Integer> counts = manager.named("counts").map();
 *     counts.merge("visits", 1, Integer::sum);
 * }
 * }
 *
 * <p>Its objects are found by {@linkplain #named name}, or come as values of others; they are used
 * as those of a manager of one's own are, with these differences:
 *
 * <ul>
 *   <li><b>Code stays where it is.</b> Functions of {@code merge}, {@code compute} and the like run
 *       in this program, again if somebody else was faster: they are as atomic, and nothing of them
 *       is sent. (A map's {@code replaceAll} is so for each key, and not for all of them.) What an
 *       object needs for good (the maker of a registered object, the order of a priority queue, the
 *       action of a barrier) and the classes of values have to be on the class path of the program
 *       that serves; what is not there is refused, and the message says so.
 *   <li><b>Handles</b> may be put into other objects of the same manager, and sent to the processes
 *       of this program's session. Each of these then connects by itself: with the handle it gets
 *       the key, and the function that makes its TLS context. Handles on objects of other managers
 *       are refused, since a handle has its manager's key.
 *   <li><b>Locks</b> and conditions belong to a thread of this process, as ever.
 * </ul>
 *
 * <p><b>If a peer dies.</b> When the manager ends, closes, or cannot be reached, every call fails
 * with a {@link dev.procession.ManagerUnavailableException}: at once if the system tells of it, and
 * otherwise within the {@linkplain ManagerOptions#withAnswerTimeout time that it may be silent}.
 * When this process ends, what it had is given back at once; if its machine vanishes without a
 * word, within the time that the program that serves has set.
 *
 * @see ProcessManager#connect(SocketAddress, AuthenticationKey)
 * @since 0.1
 */
public final class ConnectedManager extends Manager {

    private final SocketAddress remote;

    private ConnectedManager(RemoteAddress address, Link link) {
        super(address, link);
        this.remote = address.socket().address();
    }

    /**
     * Connects.
     *
     * @throws IOException if nobody listens there, or it is no manager
     * @throws AuthenticationException if whoever listens does not know the key
     */
    static ConnectedManager connect(
            SocketAddress address, AuthenticationKey key, ManagerOptions options)
            throws IOException, InterruptedException {
        RemoteAddress place =
                new RemoteAddress(
                        SocketPlace.of(address),
                        Objects.requireNonNull(key, "key"),
                        options.connection(),
                        Times.nanos(options.answerTimeout()));
        FramePort port = RemoteDialing.dial(place);
        return new ConnectedManager(place, Ways.open(place, new RemoteDialing(place, port)));
    }

    /**
     * Returns where the manager is.
     *
     * @return the address that was connected to
     */
    public SocketAddress address() {
        return remote;
    }

    /**
     * Ends the connection. What this process had in the manager is given back; the manager and its
     * objects stay. Idempotent. Processes that were sent handles keep their own connections.
     */
    @Override
    public void close() {
        Ways.forget(place());
    }

    @Override
    public String toString() {
        return "ConnectedManager[" + remote + "]";
    }
}
