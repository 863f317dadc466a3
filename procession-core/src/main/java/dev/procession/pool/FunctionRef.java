package dev.procession.pool;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import java.util.Arrays;

/**
 * A function as it travels: encoded once, sent once to each worker, then named by a number.
 *
 * <p>What the function captures is copied here; later changes are not seen by any worker.
 */
final class FunctionRef {

    /** How many functions a worker keeps; a further one takes the place of an older one. */
    static final int SLOTS = 64;

    /** Stands for work that has its function in its argument. */
    static final FunctionRef NONE = new FunctionRef(new byte[0], loaderOf(FunctionRef.class));

    private static int next;

    private final byte[] encoded;
    private final ClassLoader loader;
    private final CodecContext results;
    private final int slot;

    private FunctionRef(byte[] encoded, ClassLoader loader) {
        this.encoded = encoded;
        this.loader = loader;
        this.results = CodecContext.of(loader, "result");
        this.slot = nextSlot();
    }

    private static synchronized int nextSlot() {
        next = (next + 1) % SLOTS;
        return next;
    }

    static FunctionRef of(Object function, Codec codec) {
        ClassLoader loader = loaderOf(Spread.original(function).getClass());
        Sink sink = new Sink(TaskFrame.MAX_BYTES);
        codec.encode(function, sink, CodecContext.of(loader, "function"));
        return new FunctionRef(Arrays.copyOf(sink.array(), sink.size()), loader);
    }

    static ClassLoader loaderOf(Class<?> type) {
        ClassLoader own = type.getClassLoader();
        return own != null ? own : ClassLoader.getSystemClassLoader();
    }

    byte[] encoded() {
        return encoded;
    }

    /** Resolves the classes of results: those that the function itself can name. */
    ClassLoader loader() {
        return loader;
    }

    /** How results of this function are decoded. */
    CodecContext results() {
        return results;
    }

    int slot() {
        return slot;
    }
}
