package dev.procession.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates that are signed by themselves, for 127.0.0.1 and localhost. */
public final class Certificates {

    private static final String PASSWORD = "not-a-secret";

    private Certificates() {}

    /** Made once. */
    private static final class Ours {
        static final SSLContext CONTEXT = make();

        private static SSLContext make() {
            try {
                Path folder = Files.createTempDirectory("procession-tls");
                Path file = folder.resolve("keys.p12");
                try {
                    write(file);
                    return read(file);
                } finally {
                    Files.deleteIfExists(file);
                    Files.delete(folder);
                }
            } catch (IOException | GeneralSecurityException failure) {
                throw new AssertionError("no certificate could be made", failure);
            }
        }
    }

    /** Returns what has a key and trusts its certificate, the same each time. */
    public static SSLContext ours() {
        return Ours.CONTEXT;
    }

    /** Writes a key with its certificate to a new file. */
    public static void write(Path file) throws IOException {
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
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(said);
            }
        } catch (InterruptedException hurry) {
            throw new AssertionError("interrupted while a certificate was made", hurry);
        }
    }

    /** Returns what has the key of a file that {@link #write} wrote, and trusts its certificate. */
    public static SSLContext read(Path file) throws IOException, GeneralSecurityException {
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
}
