package dev.procession.codec;

import dev.procession.CodecException;
import dev.procession.RemoteException;
import java.util.ArrayDeque;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * How exceptions travel: a mirror always, and the original beside it where that can be.
 *
 * <p>The mirror holds the class, message, frames, causes and suppressed exceptions of the original,
 * cut to a bounded size. The original goes by JDK serialization, if it takes at most {@value
 * #MAX_ORIGINAL_BYTES} bytes.
 *
 * <p>The text that the JVM adds to a {@link NullPointerException} is no field, and serialization
 * would lose it; such an exception is created anew on the other side with the text as its message.
 *
 * <pre>
 * mirror:    strings, frames, causes; see MirrorWriter
 * original:  length:u32, message of the codec; or length 0, note:string
 * </pre>
 *
 * @since 0.1
 */
public final class ThrowableMirror {

    /** The longest encoded form of an original that travels, in bytes. */
    static final int MAX_ORIGINAL_BYTES = 1 << 20;

    /** More causes and suppressed exceptions than anybody reads. */
    private static final int MAX_CAUSES = 1000;

    private static final String ROOT = "exception";

    private ThrowableMirror() {}

    /**
     * Appends an exception to a sink. Never throws: what does not fit or fails to be encoded is
     * left out, and in a full sink nothing at all is put.
     *
     * @param exception the exception
     * @param sink where the bytes go
     * @param context the classes
     */
    public static void encode(Throwable exception, Sink sink, CodecContext context) {
        int start = sink.size();
        for (int level = 0; level <= MirrorWriter.LEAST; level++) {
            try {
                MirrorWriter.put(exception, sink, level);
                putOriginal(exception, sink, context.withRoot(ROOT));
                return;
            } catch (Throwable e) {
                sink.truncate(start);
            }
        }
    }

    private static void putOriginal(Throwable exception, Sink sink, CodecContext context) {
        int start = sink.size();
        String note;
        try {
            int room = sink.maxBytes() - start - Integer.BYTES;
            Sink original = new Sink(Math.clamp(room, 1, MAX_ORIGINAL_BYTES));
            JdkForm.put(exception, original, context);
            sink.putInt(original.size());
            sink.putBytes(original.array(), 0, original.size());
            return;
        } catch (CodecException e) {
            note = e.getMessage();
        } catch (Throwable e) {
            note = Failures.describe(e);
        }
        sink.truncate(start);
        sink.putInt(0);
        sink.putString(MirrorWriter.cut(note, MirrorWriter.MAX_NOTE_CHARS));
    }

    /**
     * Reads an exception. Never throws: where the original cannot be decoded the result is its
     * mirror, and where the bytes are no exception the result says so.
     *
     * @param source where the bytes are; its position moves behind the exception, and is undefined
     *     if the bytes are no exception
     * @param context the classes
     * @return the original with the frames of the other process, or a {@link RemoteException}
     */
    public static Throwable decode(Source source, CodecContext context) {
        MirrorReader.Node mirror;
        try {
            mirror = MirrorReader.get(source);
        } catch (Throwable e) {
            return unreadable(e);
        }
        String note;
        try {
            int length = source.getInt();
            if (length == 0) {
                note = source.getString();
            } else {
                int end = source.skip(length) + length;
                Throwable original = original(source, end - length, context.withRoot(ROOT));
                source.position(end);
                return original;
            }
        } catch (Throwable e) {
            note = Failures.message(e);
        }
        try {
            return mirror.toException(note);
        } catch (Throwable e) {
            return unreadable(e);
        }
    }

    /**
     * Reads an exception as {@link #decode} does, but never its original: runs no code of users.
     *
     * @param source where the bytes are; its position is undefined afterwards
     * @return the mirror
     */
    public static RemoteException decodeMirror(Source source) {
        try {
            return MirrorReader.get(source).toException(null);
        } catch (Throwable e) {
            return unreadable(e);
        }
    }

    private static Throwable original(Source source, int start, CodecContext context) {
        int end = source.position();
        source.position(start);
        try {
            Object value = StandardCodec.INSTANCE.decode(source, context);
            if (value instanceof Throwable original) {
                askForTexts(original);
                return original;
            }
            throw new CodecException("the original is not an exception");
        } finally {
            source.position(end);
        }
    }

    /**
     * Whoever wraps or logs an exception asks it and all behind it for their texts: one that throws
     * then, or has no end, is of no use here.
     */
    private static void askForTexts(Throwable original) {
        IdentityTable seen = new IdentityTable();
        ArrayDeque<Throwable> queue = new ArrayDeque<>();
        queue.add(original);
        for (int count = 0; !queue.isEmpty(); count++) {
            if (count > MAX_CAUSES) {
                throw new CodecException("the original has too many causes");
            }
            Throwable next = queue.remove();
            if (seen.add(next)) {
                String ignored = next.toString();
                Throwable cause = next.getCause();
                if (cause != null) {
                    queue.add(cause);
                }
                Collections.addAll(queue, next.getSuppressed());
            }
        }
    }

    private static RemoteException unreadable(Throwable failure) {
        @Nullable String message = Failures.message(failure);
        return new RemoteException(
                "unknown exception",
                null,
                "its encoded form cannot be read: "
                        + (message == null ? failure.getClass().getName() : message),
                null,
                new StackTraceElement[0]);
    }
}
