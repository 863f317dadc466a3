package dev.procession.internal.ring;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Departures;
import dev.procession.codec.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Elements to bytes, into the ring or a segment of their own, and back; for one handle on a queue.
 * Arrays are kept between elements; a second thread at the same moment has its own.
 */
public final class Elements {

    /** The longest element, encoded. */
    public static final int MOST_BYTES = 1 << 30;

    private static final int MOST_KEPT_BYTES = 4 << 20;

    private static final Codec CODEC = Codec.standard();

    private final AtomicReference<@Nullable Sink> spareSink = new AtomicReference<>();
    private final AtomicReference<@Nullable Parcel> spareParcel = new AtomicReference<>();

    private final Ring ring;
    private final int keptBytes;

    private final String word;

    private volatile CodecContext lastContext;

    public Elements(Ring ring) {
        this(ring, "element");
    }

    /**
     * Creates them.
     *
     * @param word what they are called in messages
     */
    public Elements(Ring ring, String word) {
        this.ring = ring;
        this.word = word;
        this.lastContext = context(loader());
        // An array that has grown may be twice as long as what is in it.
        this.keptBytes = Math.min(MOST_KEPT_BYTES, 2 * ring.mostPayloadBytes());
    }

    // ---- putting -----------------------------------------------------------------------------

    /** A way to put bytes into the ring. */
    @FunctionalInterface
    public interface Putting<X extends Exception> {
        boolean put(byte[] payload, int length, @Nullable LargeElement large) throws X;
    }

    /**
     * Encodes an element and puts it.
     *
     * @throws dev.procession.CodecException if it cannot be encoded; nothing was put then
     */
    public <X extends Exception> boolean send(@Nullable Object element, Putting<X> putting)
            throws X {
        Sink sink = encode(Objects.requireNonNull(element, "element"));
        Departures departures = sink.takeDepartures();
        boolean isPut = false;
        try {
            LargeElement.endTaken();
            isPut = isLarge(sink) ? sendLarge(sink, putting) : sendSmall(sink, putting);
            return isPut;
        } catch (IllegalStateException met) {
            throw ring.explained(met);
        } finally {
            if (!isPut) {
                departures.stay();
            }
            sink.trim(keptBytes);
            spareSink.set(sink);
        }
    }

    private boolean isLarge(Sink sink) {
        long bytes = sink.messageBytes(0);
        return bytes > ring.mostPayloadBytes()
                || (sink.hasAttachments() && bytes >= ring.leastOwnBytes());
    }

    private <X extends Exception> boolean sendSmall(Sink sink, Putting<X> putting) throws X {
        sink.fold(0);
        return putting.put(sink.array(), sink.size(), null);
    }

    private <X extends Exception> boolean sendLarge(Sink sink, Putting<X> putting) throws X {
        ring.requireOpen();
        LargeElement large;
        try {
            large = LargeElement.create(ring, sink);
        } catch (IOException noMemory) {
            throw new UncheckedIOException(
                    "there is no shared memory for an element: bytes=" + sink.messageBytes(0),
                    noMemory);
        }
        boolean isDone = false;
        try {
            sink.clear();
            large.writeReference(sink);
            isDone = putting.put(sink.array(), sink.size(), large);
        } finally {
            if (isDone) {
                large.wasPut();
            } else {
                large.discard();
            }
        }
        return isDone;
    }

    private Sink encode(Object element) {
        Sink spare = spareSink.getAndSet(null);
        Sink sink = spare == null ? new Sink(MOST_BYTES) : spare;
        sink.clear();
        sink.attachArrays(true);
        CODEC.encode(element, sink, context());
        return sink;
    }

    // ---- taking ------------------------------------------------------------------------------

    /** A way to get bytes out of the ring. */
    @FunctionalInterface
    public interface Taking<X extends Exception> {
        Ring.Taken take(Parcel parcel) throws X;
    }

    /**
     * Takes an element and decodes it.
     *
     * @return the element; null if there is none
     * @throws dev.procession.CodecException if it cannot be decoded by this process
     * @throws IllegalStateException if it is lost
     */
    public <X extends Exception> @Nullable Object receive(Taking<X> taking) throws X {
        Parcel spare = spareParcel.getAndSet(null);
        Parcel parcel = spare == null ? new Parcel() : spare;
        try {
            boolean isThere = taking.take(parcel) == Ring.Taken.ONE;
            LargeElement.endTaken();
            return isThere ? decode(parcel) : null;
        } catch (IllegalStateException met) {
            throw ring.explained(met);
        } finally {
            parcel.trim(keptBytes);
            spareParcel.set(parcel);
        }
    }

    /**
     * Decodes elements.
     *
     * @param decoded where those are added that can be decoded
     * @return why others cannot be; null if all could
     */
    public @Nullable RuntimeException decodeAll(List<Parcel> parcels, List<Object> decoded) {
        LargeElement.endTaken();
        RuntimeException failure = null;
        for (Parcel parcel : parcels) {
            try {
                decoded.add(decode(parcel));
            } catch (RuntimeException notDecoded) {
                if (failure == null) {
                    failure = notDecoded;
                } else {
                    failure.addSuppressed(notDecoded);
                }
            }
        }
        return failure;
    }

    /** Tells whether decoding runs no code of users. */
    public boolean isInert(Parcel parcel) {
        return CODEC.isInert(parcel.source());
    }

    /** Decodes an element. */
    public Object decode(Parcel parcel) {
        Object element = CODEC.decode(parcel.source(), context());
        if (element == null) {
            throw ring.corrupt("null");
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

    private CodecContext context(ClassLoader loader) {
        return CodecContext.of(loader, word);
    }
}
