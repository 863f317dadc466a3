package dev.procession.connection;

import dev.procession.CodecException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.util.Abroad;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Objects to bytes and back, for one connection; an array is kept between messages. */
final class Messages {

    private static final int KEPT_BYTES = 64 << 10;

    private static final Codec CODEC = Codec.standard();

    private final ConnectionOptions options;
    private final AtomicReference<@Nullable Sink> spare = new AtomicReference<>();
    private volatile @Nullable CodecContext lastContext;

    Messages(ConnectionOptions options) {
        this.options = options;
    }

    /** Encodes an object; the sink is to be given back. */
    Sink encode(@Nullable Object message) {
        Sink kept = spare.getAndSet(null);
        Sink sink = kept == null ? new Sink(options.maxMessageBytes()) : kept;
        sink.clear();
        try {
            Abroad.encode(() -> CODEC.encode(message, sink, context()));
        } catch (CodecException failure) {
            throw sink.isOverfull() ? tooLong(failure) : failure;
        }
        return sink;
    }

    void giveBack(Sink sink) {
        sink.trim(KEPT_BYTES);
        spare.set(sink);
    }

    private static CodecException tooLong(CodecException failure) {
        return new CodecException(
                failure.getMessage()
                        + "; raise it by ConnectionOptions.withMaxMessage on both sides",
                failure);
    }

    @Nullable Object decode(Frame frame) {
        Source source = new Source();
        source.wrap(frame.bytes(), 0, frame.length());
        return CODEC.decode(source, context());
    }

    /** The classes that code of the thread can name: in a worker those of its task. */
    private CodecContext context() {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = own == null ? ClassLoader.getSystemClassLoader() : own;
        CodecContext last = lastContext;
        if (last == null || last.loader() != loader) {
            last = options.context(loader);
            lastContext = last;
        }
        return last;
    }
}
