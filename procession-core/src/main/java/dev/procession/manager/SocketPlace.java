package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The address of a socket, which the JDK's own forms of do not all travel. */
final class SocketPlace implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final @Nullable String path;
    private final @Nullable InetSocketAddress internet;

    private SocketPlace(@Nullable String path, @Nullable InetSocketAddress internet) {
        this.path = path;
        this.internet = internet;
    }

    /**
     * Returns the place of an address.
     *
     * @throws IllegalArgumentException if it is of another kind
     */
    static SocketPlace of(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> new SocketPlace(absolute(unix.getPath()), null);
            case InetSocketAddress internet -> new SocketPlace(null, internet);
            default ->
                    throw new IllegalArgumentException(
                            "an address is a java.net.UnixDomainSocketAddress or a"
                                    + " java.net.InetSocketAddress: address="
                                    + address);
        };
    }

    /** No name at all stays none, and is refused as such. */
    private static String absolute(Path path) {
        return path.toString().isEmpty() ? "" : path.toAbsolutePath().toString();
    }

    SocketAddress address() {
        return internet == null ? UnixDomainSocketAddress.of(path == null ? "" : path) : internet;
    }

    /** Whether the kernel tells of the end of whoever is at the other end, whatever that is. */
    boolean isWithinMachine() {
        return internet == null;
    }

    @Override
    public String toString() {
        return address().toString();
    }
}
