package dev.procession.connection;

import dev.procession.testing.Certificates;
import dev.procession.testing.Leftovers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** The ways that connections go, for tests that hold for all of them. */
enum Route {
    UNIX {
        @Override
        SocketAddress address() {
            return UnixDomainSocketAddress.of(Leftovers.base().resolve("route.sock"));
        }
    },
    TCP,
    TLS {
        @Override
        ConnectionOptions options() {
            return ConnectionOptions.defaults().withTls(Certificates.ours());
        }
    };

    static final AuthenticationKey KEY = AuthenticationKey.random();

    SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    ConnectionOptions options() {
        return ConnectionOptions.defaults();
    }

    /** Two ends, one at each side. */
    record Both(
            ConnectionListener<Object, Object> listener,
            Connection<Object, Object> here,
            Connection<Object, Object> there)
            implements AutoCloseable {

        @Override
        public void close() throws IOException {
            here.close();
            there.close();
            listener.close();
        }
    }

    Both both() throws Exception {
        return both(options(), options());
    }

    Both both(ConnectionOptions heres, ConnectionOptions theres) throws Exception {
        ConnectionListener<Object, Object> listener =
                ConnectionListener.open(address(), KEY, theres);
        Connection<Object, Object> here = Connection.connect(listener.address(), KEY, heres);
        return new Both(listener, here, listener.accept());
    }
}
