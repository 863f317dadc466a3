package dev.procession.connection;

import dev.procession.testing.Leftovers;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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
            return ConnectionOptions.defaults().withTls(Certificates.OURS);
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

    /** Signed by themselves, made once. */
    static final class Certificates {

        private static final String PASSWORD = "not-a-secret";

        /** Has a key for 127.0.0.1 and trusts its certificate. */
        static final SSLContext OURS = make();

        private static SSLContext make() {
            try {
                Path folder = Files.createTempDirectory("procession-tls");
                try {
                    return make(folder.resolve("keys.p12"));
                } finally {
                    Files.deleteIfExists(folder.resolve("keys.p12"));
                    Files.delete(folder);
                }
            } catch (IOException | InterruptedException | GeneralSecurityException failure) {
                throw new AssertionError("no certificate could be made", failure);
            }
        }

        private static SSLContext make(Path file)
                throws IOException, InterruptedException, GeneralSecurityException {
            runKeytool(file);
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ours", store.getCertificate("ours"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        }

        private static void runKeytool(Path file) throws IOException, InterruptedException {
            String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            Process process =
                    new ProcessBuilder(
                                    tool,
                                    "-genkeypair",
                                    "-alias",
                                    "ours",
                                    "-keyalg",
                                    "EC",
                                    "-dname",
                                    "CN=procession",
                                    "-ext",
                                    "san=ip:127.0.0.1,dns:localhost",
                                    "-storetype",
                                    "PKCS12",
                                    "-storepass",
                                    PASSWORD,
                                    "-keystore",
                                    file.toString())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new AssertionError(said);
            }
        }
    }
}
