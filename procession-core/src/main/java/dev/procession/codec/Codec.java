package dev.procession.codec;

import dev.procession.CodecException;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back.
 *
 * <p>An implementation keeps no state of a message in itself, so one object serves all threads; a
 * {@link Sink} or {@link Source} belongs to one thread at a time.
 *
 * @since 0.1
 */
public interface Codec {

    /**
     * Appends {@code value} to {@code sink}.
     *
     * <p>If this fails, the sink is as it was before.
     *
     * @param value the value to encode, or null
     * @param sink where the bytes go
     * @param context the classes and the name of the value
     * @throws CodecException if the value cannot be encoded; the message begins with the path to
     *     the part at fault, such as {@code argument.config.socket}
     */
    void encode(@Nullable Object value, Sink sink, CodecContext context);

    /**
     * Reads the value at the position of {@code source} and moves the position behind it.
     *
     * @param source where the bytes are
     * @param context the classes and the name of the value
     * @return the value, or null
     * @throws CodecException if the bytes are no value, break a limit, or name a class that is
     *     unknown or refused; the position is undefined then
     */
    @Nullable Object decode(Source source, CodecContext context);

    /**
     * Tells whether decoding the value at the position of {@code source} runs no code of users.
     *
     * <p>Numbers, strings, primitive arrays and the common collections of the JDK holding only such
     * values are inert. The position does not move.
     *
     * @param source where the bytes are
     * @return {@code true} if decoding runs code of the JDK and of this package only
     */
    boolean isInert(Source source);

    /**
     * Returns the default codec: tags for common types, else JDK serialization.
     *
     * @return the same object at every call
     */
    static Codec standard() {
        return StandardCodec.INSTANCE;
    }
}
