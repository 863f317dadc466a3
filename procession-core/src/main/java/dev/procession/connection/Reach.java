package dev.procession.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where connections may lead: no further than this machine, unless it was said how. */
final class Reach {

    private Reach() {}

    /**
     * Refuses what was not asked for.
     *
     * @throws IllegalArgumentException if the address is of another kind, beyond loopback without
     *     TLS and without plaintext being named, or TLS was asked for where there is none
     * @throws IOException if the host is unknown
     */
    static void require(SocketAddress address, ConnectionOptions options) throws IOException {
        switch (address) {
            case UnixDomainSocketAddress _ -> {
                if (options.isTls()) {
                    throw new IllegalArgumentException(
                            "TLS is for TCP, what goes over a Unix-domain socket stays on this"
                                    + " machine: address="
                                    + address);
                }
            }
            case InetSocketAddress internet -> requireInternet(internet, options);
            default ->
                    throw new IllegalArgumentException(
                            "an address is a java.net.UnixDomainSocketAddress or a"
                                    + " java.net.InetSocketAddress: address="
                                    + address);
        }
    }

    private static void requireInternet(InetSocketAddress address, ConnectionOptions options)
            throws IOException {
        @Nullable InetAddress host = address.getAddress();
        if (host == null) {
            throw new UnknownHostException("the host is unknown: address=" + address);
        }
        boolean isAllowed = options.isTls() || options.isPlaintextBeyondLoopback();
        if (!host.isLoopbackAddress() && !isAllowed) {
            throw new IllegalArgumentException(
                    "beyond this machine a connection is encrypted; use"
                            + " ConnectionOptions.withTls, or a loopback address, or if everybody"
                            + " on the way may read it withPlaintextBeyondLoopback: address="
                            + address);
        }
        // Whatever is wrong with the certificates is said now, and not to each client in vain.
        options.tls();
    }
}
