package dev.procession.queue;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Elements to bytes and back, for one handle on a queue. Arrays are kept between elements; a second
 * thread at the same moment has its own.
 */
final class Elements {

    /** The longest element, encoded. */
    static final int MOST_BYTES = 1 << 30;

    private static final Codec CODEC = Codec.standard();

    private final AtomicReference<@Nullable Sink> spareSink = new AtomicReference<>();
    private final AtomicReference<@Nullable Parcel> spareParcel = new AtomicReference<>();

    private final int keptBytes;

    private volatile CodecContext lastContext = context(loader());

    /**
     * Creates one.
     *
     * @param keptBytes of how large an element arrays are kept
     */
    Elements(int keptBytes) {
        this.keptBytes = keptBytes;
    }

    /**
     * Encodes an element.
     *
     * @return the bytes, to be {@linkplain #giveBack(Sink) given back}
     * @throws dev.procession.CodecException if it cannot be encoded
     */
    Sink encode(Object element) {
        Sink spare = spareSink.getAndSet(null);
        Sink sink = spare == null ? new Sink(MOST_BYTES) : spare;
        CODEC.encode(element, sink, context());
        return sink;
    }

    void giveBack(Sink sink) {
        sink.clear();
        sink.trim(keptBytes);
        spareSink.set(sink);
    }

    /** Returns a parcel to fill, to be {@linkplain #giveBack(Parcel) given back}. */
    Parcel parcel() {
        Parcel spare = spareParcel.getAndSet(null);
        return spare == null ? new Parcel() : spare;
    }

    void giveBack(Parcel parcel) {
        parcel.trim(keptBytes);
        spareParcel.set(parcel);
    }

    /**
     * Decodes an element.
     *
     * @throws dev.procession.CodecException if it cannot be decoded by this process
     * @throws IllegalStateException if it is lost
     */
    Object decode(Parcel parcel) {
        Object element = CODEC.decode(parcel.source(), context());
        if (element == null) {
            throw new IllegalStateException(
                    "the queue is corrupt, a process that uses it has written nonsense: null");
        }
        return element;
    }

    /** The classes that code of the thread can name: in a worker those of its task. */
    private CodecContext context() {
        CodecContext last = lastContext;
        ClassLoader loader = loader();
        if (last.loader() != loader) {
            last = context(loader);
            lastContext = last;
        }
        return last;
    }

    private static ClassLoader loader() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    private static CodecContext context(ClassLoader loader) {
        return CodecContext.of(loader, "element");
    }
}
