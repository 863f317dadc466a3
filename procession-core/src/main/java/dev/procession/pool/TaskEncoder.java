package dev.procession.pool;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the tasks of a pool, their functions and their arguments, in the thread of who submits
 * them.
 *
 * <p>Thread-safe and lock-free. A sink belongs to who took it until it is given back; one is kept
 * for the next, so that a single caller makes no garbage by it.
 */
final class TaskEncoder {

    private static final int KEPT_BYTES = 64 << 10;

    private final Codec codec;
    private final StatelessFunctions stateless = new StatelessFunctions();
    private final AtomicReference<@Nullable Sink> spareSink = new AtomicReference<>();

    TaskEncoder(Codec codec) {
        this.codec = codec;
    }

    /** Encodes work that has its function in itself. */
    void encodeTask(FunctionRef function, Object task, Sink sink) {
        codec.encode(task, sink, CodecContext.of(function.loader(), "task"));
    }

    /** Encodes what a function is applied to. */
    void encodeArgument(FunctionRef function, @Nullable Object argument, Sink sink) {
        codec.encode(argument, sink, CodecContext.of(function.loader(), "argument"));
    }

    /** Returns a function as it travels; one without state was perhaps encoded before. */
    FunctionRef function(Object function) {
        FunctionRef known = stateless.get(function);
        if (known != null) {
            known.nameForRecordings(function);
            return known;
        }
        FunctionRef made = FunctionRef.of(function, codec);
        stateless.put(function, made);
        return made;
    }

    Sink takeSink() {
        Sink sink = spareSink.getAndSet(null);
        Sink taken = sink == null ? new Sink(TaskFrame.MAX_BYTES) : sink;
        taken.attachArrays(true);
        return taken;
    }

    void giveBack(Sink sink) {
        sink.clear();
        sink.trim(KEPT_BYTES);
        spareSink.set(sink);
    }
}
