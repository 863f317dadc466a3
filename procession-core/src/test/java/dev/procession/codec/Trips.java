package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.procession.CodecException;
import java.util.Arrays;

/** Journeys of values through the codec. */
final class Trips {

    static final int LIMIT = 64 << 20;

    static final CodecContext CONTEXT = CodecContext.of(Trips.class.getClassLoader(), "argument");

    private Trips() {}

    static byte[] encode(Object value) {
        return encode(value, CONTEXT);
    }

    static byte[] encode(Object value, CodecContext context) {
        Sink sink = new Sink(LIMIT);
        Codec.standard().encode(value, sink, context);
        return Arrays.copyOf(sink.array(), sink.size());
    }

    static Object decode(byte[] bytes) {
        return decode(bytes, CONTEXT);
    }

    static Object decode(byte[] bytes, CodecContext context) {
        Source source = source(bytes);
        Object value = Codec.standard().decode(source, context);
        assertThat(source.remaining()).as("bytes left over").isZero();
        return value;
    }

    static Source source(byte[] bytes) {
        Source source = new Source();
        source.wrap(bytes, 0, bytes.length);
        return source;
    }

    @SuppressWarnings("unchecked")
    static <T> T trip(T value) {
        return (T) decode(encode(value));
    }

    /** The trip of a value that must go by tags. */
    static <T> T tagged(T value) {
        assertThat(form(value)).as("form of %s", value.getClass()).isNotEqualTo(Tags.STREAM);
        return trip(value);
    }

    /** The trip of a value that must go by JDK serialization. */
    static <T> T streamed(T value) {
        assertThat(form(value)).as("form of %s", value.getClass()).isEqualTo(Tags.STREAM);
        return trip(value);
    }

    static int form(Object value) {
        return encode(value)[0];
    }

    /** The message of the failure to encode {@code value}, and that nothing stays in the sink. */
    static CodecException refusal(Object value) {
        Sink sink = new Sink(LIMIT);
        sink.putByte(42);
        CodecException e =
                catchThrowableOfType(
                        CodecException.class, () -> Codec.standard().encode(value, sink, CONTEXT));
        assertThat(e).as("failure to encode %s", value.getClass()).isNotNull();
        assertThat(sink.size()).isEqualTo(1);
        return e;
    }

    static CodecException failure(byte[] bytes) {
        CodecException e = catchThrowableOfType(CodecException.class, () -> decode(bytes));
        assertThat(e).as("failure to decode").isNotNull();
        return e;
    }
}
