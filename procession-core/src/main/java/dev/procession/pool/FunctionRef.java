package dev.procession.pool;

import dev.procession.CodecException;
import dev.procession.TaskAction;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Departures;
import dev.procession.codec.Sink;
import dev.procession.internal.code.CodeBase;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A function as it travels: encoded once, sent once to each worker, then named by a number.
 *
 * <p>What the function captures is copied here; later changes are not seen by any worker.
 */
final class FunctionRef {

    /** How many functions a worker keeps; a further one takes the place of an older one. */
    static final int SLOTS = 64;

    private static int next;

    private static final int NO_SLOT = -1;

    /** Stands for work of the class path that has its function in its argument. */
    static final FunctionRef CALL =
            new FunctionRef(new byte[0], CodeBase.of(Object.class), NO_SLOT);

    private final byte[] encoded;
    private final CodeBase base;
    private final ClassLoader loader;
    private final CodecContext results;
    private final int slot;
    private volatile @Nullable String name;

    private FunctionRef(byte[] encoded, CodeBase base, int slot) {
        this.encoded = encoded;
        this.base = base;
        this.loader = base.loader();
        this.results = CodecContext.of(loader, "result");
        this.slot = slot;
    }

    private static synchronized int nextSlot() {
        next = (next + 1) % SLOTS;
        return next;
    }

    static FunctionRef of(Object function, Codec codec) {
        CodeBase base = CodeBase.of(Adapted.original(function).getClass());
        FunctionRef made =
                new FunctionRef(encoded(function, codec, base, "function"), base, nextSlot());
        made.nameForRecordings(function);
        return made;
    }

    /** What each worker does at its beginning or end: encoded once for all of them. */
    static FunctionRef action(TaskAction action, String what, Codec codec) {
        CodeBase base = CodeBase.of(action.getClass());
        return new FunctionRef(encoded(action, codec, base, what), base, NO_SLOT);
    }

    private static byte[] encoded(Object function, Codec codec, CodeBase base, String what) {
        Sink sink = new Sink(TaskFrame.MAX_BYTES);
        codec.encode(function, sink, CodecContext.of(base.loader(), what));
        Departures departures = sink.takeDepartures();
        if (!departures.isEmpty()) {
            departures.stay();
            throw new CodecException(
                    what
                            + ": captures an end of a pipe, which can move to one process only, and this"
                            + " goes to every worker; pass the end as an argument, or use submit");
        }
        return Arrays.copyOf(sink.array(), sink.size());
    }

    /** Stands for the function of work that has it in its argument. */
    static FunctionRef call(Object work) {
        CodeBase base = CodeBase.of(work.getClass());
        return base.id() == 0 ? CALL : new FunctionRef(new byte[0], base, NO_SLOT);
    }

    /** Tells whether the work has its function in its argument. */
    boolean isCall() {
        return slot == NO_SLOT;
    }

    /** Tells whether it may be kept, to save encoding the same function again. */
    boolean mayBeKept() {
        return !base.mayChange();
    }

    /** The number of the code base that the function belongs to. */
    int code() {
        return base.id();
    }

    /** Notes down what it is called, if somebody may record it. */
    void nameForRecordings(Object function) {
        if (Flight.isOn() && name == null) {
            name = FunctionName.of(function);
        }
    }

    /** What recordings call it; null if it was made before there was one. */
    @Nullable String name() {
        return name;
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
