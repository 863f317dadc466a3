package dev.procession.connection;

import dev.procession.TaskCallable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Where the keys and certificates of TLS come from: they are there, or are made when needed. */
final class TlsSource implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final @Nullable TaskCallable<SSLContext> maker;
    private transient volatile @Nullable SSLContext context;

    TlsSource(SSLContext context) {
        this.maker = null;
        this.context = context;
    }

    TlsSource(TaskCallable<SSLContext> maker) {
        this.maker = maker;
    }

    /** Whether another process can make them as well. */
    boolean canTravel() {
        return maker != null;
    }

    /** Returns them; makes them if this is the first time in this process. */
    SSLContext context() throws IOException {
        SSLContext known = context;
        TaskCallable<SSLContext> function = maker;
        if (known != null || function == null) {
            return known == null ? absent() : known;
        }
        try {
            SSLContext made = function.call();
            context = made;
            return made;
        } catch (IOException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException("the function that makes the TLS context has thrown", failure);
        }
    }

    private static SSLContext absent() throws IOException {
        throw new IOException("there is no TLS context, and none that makes it");
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
        if (!canTravel()) {
            throw new InvalidObjectException(
                    "an SSLContext stays in its process; give ConnectionOptions.withTls a function"
                            + " that makes it, such as () -> context(Path.of(\"keys.p12\"))");
        }
        out.defaultWriteObject();
    }
}
