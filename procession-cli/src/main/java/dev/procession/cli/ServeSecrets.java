package dev.procession.cli;

import dev.procession.TaskCallable;
import dev.procession.connection.AuthenticationKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HexFormat;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What {@code procession serve} must not be told on its command line, where everybody reads it. */
final class ServeSecrets {

    /** Has the key if no file does. */
    static final String KEY_VARIABLE = "PROCESSION_KEY";

    /** Has the password of the key store if no file does. */
    static final String PASSWORD_VARIABLE = "PROCESSION_TLS_PASSWORD";

    private ServeSecrets() {}

    /**
     * Reads the key.
     *
     * @throws UsageException if there is none, or others can read it; the message shows nothing of
     *     it
     */
    static AuthenticationKey key(@Nullable String file, Map<String, String> environment) {
        if (file != null) {
            return keyOf(Path.of(file));
        }
        var text = environment.get(KEY_VARIABLE);
        if (text == null || text.isBlank()) {
            throw new UsageException(
                    "there is no key: name its file by --key-file, or set " + KEY_VARIABLE);
        }
        try {
            return AuthenticationKey.of(HexFormat.of().parseHex(text.strip()));
        } catch (IllegalArgumentException malformed) {
            throw new UsageException(
                    KEY_VARIABLE
                            + " has no key, which is 64 hexadecimal digits or more, as openssl rand"
                            + " -hex 32 writes it");
        }
    }

    private static AuthenticationKey keyOf(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(
                    "there is no such file; (umask 077; openssl rand -hex 32 > "
                            + file
                            + ") makes one with a new key: --key-file="
                            + file);
        }
        try {
            return AuthenticationKey.read(file);
        } catch (IOException refused) {
            throw new UsageException("--key-file: " + refused.getMessage(), refused);
        }
    }

    /**
     * Returns what makes the TLS context of a key store, in the process that listens.
     *
     * @throws UsageException if it cannot be made here, with that password
     */
    static TaskCallable<SSLContext> tls(
            String store, @Nullable String passwordFile, Map<String, String> environment) {
        var file = Path.of(store).toAbsolutePath();
        var password = password(passwordFile, environment);
        TaskCallable<SSLContext> maker = () -> context(file, password);
        try {
            context(file, password);
            return maker;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new UsageException(
                    "--tls-key-store cannot be used, perhaps for another password: "
                            + unusable.getMessage()
                            + ": --tls-key-store="
                            + store,
                    unusable);
        }
    }

    private static String password(@Nullable String file, Map<String, String> environment) {
        if (file == null) {
            return environment.getOrDefault(PASSWORD_VARIABLE, "");
        }
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException unreadable) {
            throw new UsageException(
                    "--tls-password-file cannot be read: --tls-password-file=" + file, unreadable);
        }
    }

    private static SSLContext context(Path file, String password)
            throws IOException, GeneralSecurityException {
        var characters = password.toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, characters);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, characters);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
