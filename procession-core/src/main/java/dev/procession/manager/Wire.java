package dev.procession.manager;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.codec.ThrowableMirror;
import dev.procession.internal.channel.FrameChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The frames between a process and a manager.
 *
 * <pre>
 *   CALL       call  thread  object  operation  arguments…     client → manager
 *   INTERRUPT  call                                            client → manager
 *   ATTACH     object                                          client → manager
 *   RELEASE    object                                          client → manager
 *   TRAVELS    object                                          client → manager
 *   RETURNED   call  value                                     manager → client
 *   THROWN     call  exception                                 manager → client
 *   PING                                                       manager → client
 *   PONG                                                       client → manager
 * </pre>
 *
 * <p>A call and a thread are numbers of the client's, an object is 16 bytes, an operation the 8
 * bytes of its signature's hash.
 */
final class Wire {

    static final byte CALL = 1;
    static final byte INTERRUPT = 2;
    static final byte ATTACH = 3;
    static final byte RELEASE = 4;
    static final byte TRAVELS = 5;
    static final byte RETURNED = 6;
    static final byte THROWN = 7;
    static final byte PING = 8;
    static final byte PONG = 9;

    private static final int MOST_KEPT_BYTES = 64 << 10;
    private static final Codec CODEC = Codec.standard();

    private static final AtomicReference<@Nullable Sink> SPARE = new AtomicReference<>();

    private Wire() {}

    /** Returns a sink for a frame, which begins with room for its length. */
    static Sink sink() {
        Sink spare = SPARE.getAndSet(null);
        Sink sink = spare == null ? new Sink(FrameChannel.MOST_BYTES) : spare;
        sink.clear();
        sink.putInt(0);
        return sink;
    }

    /** Writes the frame's length into it. */
    static void seal(Sink sink) {
        sink.setInt(0, sink.size() - FrameChannel.HEAD_BYTES);
    }

    /** Gives a sink back. */
    static void done(Sink sink) {
        sink.trim(MOST_KEPT_BYTES);
        SPARE.set(sink);
    }

    static void putCall(
            Sink sink,
            long call,
            long thread,
            ObjectId id,
            Operation operation,
            @Nullable Object[] arguments) {
        sink.putByte(CALL);
        sink.putVarint(call);
        sink.putVarint(thread);
        putCall(sink, id, operation, arguments);
    }

    /** Writes what is called, without who calls. */
    static void putCall(Sink sink, ObjectId id, Operation operation, @Nullable Object[] arguments) {
        putId(sink, id);
        sink.putLong(operation.hash());
        CodecContext context = context("argument");
        for (Object each : arguments) {
            CODEC.encode(each, sink, context);
        }
    }

    static void putId(Sink sink, ObjectId id) {
        sink.putLong(id.high());
        sink.putLong(id.low());
    }

    static ObjectId id(Source source) {
        return new ObjectId(source.getLong(), source.getLong());
    }

    static @Nullable Object[] arguments(Source source, Operation operation) {
        CodecContext context = context("argument");
        @Nullable Object[] arguments = new Object[operation.parameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = CODEC.decode(source, context);
        }
        return arguments;
    }

    static void putReturned(Sink sink, long call, @Nullable Object value) {
        sink.putByte(RETURNED);
        sink.putVarint(call);
        CODEC.encode(value, sink, context("result"));
    }

    static void putThrown(Sink sink, long call, Throwable thrown) {
        sink.putByte(THROWN);
        sink.putVarint(call);
        ThrowableMirror.encode(thrown, sink, context("exception"));
    }

    /**
     * Returns what an answer brings, from behind its call's number.
     *
     * @throws Throwable what the call has thrown
     */
    static @Nullable Object outcome(byte kind, Source source) throws Throwable {
        if (kind == RETURNED) {
            return CODEC.decode(source, context("result"));
        }
        throw Thrown.here(ThrowableMirror.decode(source, context("exception")));
    }

    /** The classes that code of the thread can name: in a worker those of its task. */
    private static CodecContext context(String root) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ClassLoader own = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        Crossing crossing = Crossing.current();
        return crossing == null ? CodecContext.of(own, root) : crossing.context(own, root);
    }
}
