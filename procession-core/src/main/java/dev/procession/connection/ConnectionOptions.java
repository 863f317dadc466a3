package dev.procession.connection;

import dev.procession.TaskCallable;
import dev.procession.codec.CodecContext;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Sizes;
import dev.procession.internal.util.Values;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ConnectionListener} listens and a {@link Connection} connects. Immutable: each
 * {@code withX} returns a changed copy.
 *
 * {@snippet :
 * var options = ConnectionOptions.defaults()
 *         .withTls(sslContext)
 *         .withStrict("com.acme.orders.*")
 *         .withMaxMessage("1m");
 * }
 *
 * <p>They can be captured by a task and sent to other processes of the session, unless they have an
 * {@link SSLContext} that was made here: see {@link #withTls(TaskCallable)}.
 *
 * @since 0.1
 */
public final class ConnectionOptions implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final int LEAST_MESSAGE_BYTES = 1024;
    private static final int MOST_MESSAGE_BYTES = 1 << 30;

    private static final ConnectionOptions DEFAULTS = new ConnectionOptions(new Fields());

    /** Never written: see {@link #writeReplace}. */
    private final transient Fields values;

    private ConnectionOptions(Fields values) {
        this.values = values;
    }

    private static final class Fields extends Values<Fields> {
        @Nullable TlsSource tls;
        boolean isPlaintextBeyondLoopback;
        @Nullable String name;
        int maxMessageBytes = 64 << 20;
        int maxConnections = 1000;
        Duration handshakeTimeout = Duration.ofSeconds(5);
        boolean isStrict;
        String[] patterns = {};
    }

    private ConnectionOptions with(Consumer<Fields> change) {
        return new ConnectionOptions(values.with(change));
    }

    /**
     * Returns the default options.
     *
     * @return no TLS and nothing beyond loopback, messages of up to 64 MiB, 1000 connections
     */
    public static ConnectionOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Has all that goes over TCP encrypted, by TLS 1.3. Default: nothing is.
     *
     * <p>A listener needs a context with a key and its certificate. A client needs one that trusts
     * the certificate, which has to be for the host that the client names. The proof of the {@link
     * AuthenticationKey} is asked for all the same, and bound to the TLS session.
     *
     * @param context has keys, certificates and whom to trust
     * @return a changed copy
     */
    public ConnectionOptions withTls(SSLContext context) {
        TlsSource source = new TlsSource(Objects.requireNonNull(context, "context"));
        return with(copy -> copy.tls = source);
    }

    /**
     * As {@link #withTls(SSLContext)}, for options that have to go to another process, as those of
     * a {@code ProcessManager} do: private keys stay where they are, and each process makes its own
     * context of them.
     *
     * @param maker makes the context; runs once in each process that connects or listens
     * @return a changed copy
     */
    public ConnectionOptions withTls(TaskCallable<SSLContext> maker) {
        TlsSource source = new TlsSource(Objects.requireNonNull(maker, "maker"));
        return with(copy -> copy.tls = source);
    }

    /**
     * Lets TCP connections leave this machine unencrypted: whoever is on the way reads and changes
     * messages as he likes, only not the proof of who is there at the beginning. Default: refused.
     *
     * @return a changed copy
     */
    public ConnectionOptions withPlaintextBeyondLoopback() {
        return with(copy -> copy.isPlaintextBeyondLoopback = true);
    }

    /**
     * Names the service, on both sides alike, where they know its path or address differently: see
     * {@linkplain dev.procession.connection the package}. Default: no name.
     *
     * @param name not blank
     * @return a changed copy
     * @throws IllegalArgumentException if {@code name} is blank
     */
    public ConnectionOptions withName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank: name=\"" + name + "\"");
        }
        return with(copy -> copy.name = name);
    }

    /**
     * Sets how long a message may be, encoded. Default: 64 MiB. A longer one cannot be sent; one
     * that comes is thrown away, and whoever receives next is told so.
     *
     * @param size such as {@code "512k"} or {@code "1g"}; 1 KiB to 1 GiB
     * @return a changed copy
     * @throws IllegalArgumentException if {@code size} is no size, or out of range
     */
    public ConnectionOptions withMaxMessage(String size) {
        long bytes = Sizes.parse(size);
        if (bytes < LEAST_MESSAGE_BYTES || bytes > MOST_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "a message may have 1k to 1g at most: size=\"" + size + "\"");
        }
        return with(copy -> copy.maxMessageBytes = (int) bytes);
    }

    /**
     * Sets how many connections of a listener may be open at the same time. Default: 1000. One more
     * is refused, and told why, until another one is closed here; one whose peer has ended counts
     * until then.
     *
     * @param connections 1 or more
     * @return a changed copy
     * @throws IllegalArgumentException if {@code connections} is less than 1
     */
    public ConnectionOptions withMaxConnections(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException(
                    "a listener needs at least one connection: connections=" + connections);
        }
        return with(copy -> copy.maxConnections = connections);
    }

    /**
     * Sets how long it may take until both sides have proved that they know the key, connecting and
     * TLS included. Default: 5 seconds.
     *
     * @param timeout more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if {@code timeout} is zero or negative
     */
    public ConnectionOptions withHandshakeTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive: timeout=" + timeout);
        }
        return with(copy -> copy.handshakeTimeout = timeout);
    }

    /**
     * Admits, of the classes of applications, only those listed, and the value classes of the JDK.
     * Default: every class of the application, which is too much where the other program is not of
     * your own making: decoding runs code of classes that the message names.
     *
     * @param patterns class names; {@code com.acme.*} stands for the classes of a package, {@code
     *     com.acme.**} for those of its subpackages as well
     * @return a changed copy
     */
    public ConnectionOptions withStrict(String... patterns) {
        String[] listed = patterns.clone();
        return with(copy -> {
            copy.isStrict = true;
            copy.patterns = listed;
        });
    }

    boolean isTls() {
        return values.tls != null;
    }

    /**
     * Returns keys, certificates and whom to trust; null without TLS.
     *
     * @throws IOException if they cannot be made
     */
    @Nullable SSLContext tls() throws IOException {
        TlsSource source = values.tls;
        return source == null ? null : source.context();
    }

    /**
     * Tells whether other processes can have these options, too.
     *
     * @return {@code false} if they have an {@link SSLContext} that was made here
     */
    public boolean canTravel() {
        return values.tls == null || values.tls.canTravel();
    }

    boolean isPlaintextBeyondLoopback() {
        return values.isPlaintextBeyondLoopback;
    }

    @Nullable String name() {
        return values.name;
    }

    /**
     * Returns how long a message may be.
     *
     * @return the number of bytes
     */
    public int maxMessageBytes() {
        return values.maxMessageBytes;
    }

    int maxConnections() {
        return values.maxConnections;
    }

    /**
     * Returns how long it may take until both sides have proved that they know the key.
     *
     * @return the timeout
     */
    public Duration handshakeTimeout() {
        return values.handshakeTimeout;
    }

    /**
     * Returns what decides which classes a message may name.
     *
     * @param loader resolves their names
     * @return every class of the application, or those of {@link #withStrict}
     */
    public CodecContext context(ClassLoader loader) {
        CodecContext context = CodecContext.of(loader, "message");
        return values.isStrict ? context.strict(values.patterns) : context;
    }

    @Override
    public String toString() {
        return "ConnectionOptions[tls="
                + isTls()
                + ", plaintextBeyondLoopback="
                + values.isPlaintextBeyondLoopback
                + ", name="
                + values.name
                + ", maxMessageBytes="
                + values.maxMessageBytes
                + ", maxConnections="
                + values.maxConnections
                + ", handshakeTimeout="
                + values.handshakeTimeout
                + ", strict="
                + (values.isStrict ? Arrays.toString(values.patterns) : "no")
                + "]";
    }

    /**
     * Puts what travels in its place.
     *
     * @return all that was set
     */
    @Serial
    private Object writeReplace() {
        return new Travelling(
                values.tls,
                values.isPlaintextBeyondLoopback,
                values.name,
                values.maxMessageBytes,
                values.maxConnections,
                values.handshakeTimeout,
                values.isStrict ? List.of(values.patterns) : null);
    }

    /**
     * Options on their way, as {@code withX} sets them.
     *
     * @param tls of {@link #withTls}; null for none
     * @param isPlaintextBeyondLoopback of {@link #withPlaintextBeyondLoopback}
     * @param name of {@link #withName}; null for none
     * @param maxMessageBytes of {@link #withMaxMessage}
     * @param maxConnections of {@link #withMaxConnections}
     * @param handshakeTimeout of {@link #withHandshakeTimeout}
     * @param patterns of {@link #withStrict}; null for none
     */
    private record Travelling(
            @Nullable TlsSource tls,
            boolean isPlaintextBeyondLoopback,
            @Nullable String name,
            int maxMessageBytes,
            int maxConnections,
            Duration handshakeTimeout,
            @Nullable List<String> patterns)
            implements Serializable {

        @Serial
        private Object readResolve() throws InvalidObjectException {
            try {
                ConnectionOptions options =
                        defaults()
                                .withMaxMessage(String.valueOf(maxMessageBytes))
                                .withMaxConnections(maxConnections)
                                .withHandshakeTimeout(handshakeTimeout);
                options = name == null ? options : options.withName(name);
                options =
                        patterns == null
                                ? options
                                : options.withStrict(patterns.toArray(new String[0]));
                return options.with(copy -> {
                    copy.tls = tls;
                    copy.isPlaintextBeyondLoopback = isPlaintextBeyondLoopback;
                });
            } catch (IllegalArgumentException impossible) {
                InvalidObjectException refused =
                        new InvalidObjectException("no options: " + Shortage.describe(impossible));
                refused.initCause(impossible);
                throw refused;
            }
        }
    }
}
