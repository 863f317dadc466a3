package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large arrays that lie beside their message. */
class AttachmentsTest {

    private static final int LARGE = 5000;

    /** How a message gets from a sink to a source. */
    enum Way {
        FOLDED,
        THROUGH_HEAP_BUFFER,
        THROUGH_DIRECT_BUFFER
    }

    private static Sink encoded(Object value) {
        Sink sink = new Sink(Trips.LIMIT);
        sink.attachArrays(true);
        Codec.standard().encode(value, sink, Trips.CONTEXT);
        return sink;
    }

    private static Source source(Sink sink, Way way) {
        Source source = new Source();
        if (way == Way.FOLDED) {
            sink.fold(0);
            source.wrap(sink.array(), 0, sink.size());
            return source;
        }
        int bytes = Math.toIntExact(sink.messageBytes(0));
        ByteBuffer buffer =
                way == Way.THROUGH_HEAP_BUFFER
                        ? ByteBuffer.allocate(bytes)
                        : ByteBuffer.allocateDirect(bytes);
        sink.write(0, buffer);
        assertThat(buffer.remaining()).as("announced bytes that were not written").isZero();
        source.copyOf(buffer.flip());
        return source;
    }

    @SuppressWarnings("unchecked")
    private static <T> T trip(T value, Way way) {
        Source source = source(encoded(value), way);
        T arrived = (T) Codec.standard().decode(source, Trips.CONTEXT);
        assertThat(source.remaining()).as("bytes left over").isZero();
        assertThat(source.attached()).isEmpty();
        return arrived;
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfArrayArrives(Way way) {
        Random random = new Random(4);
        byte[] bytes = new byte[LARGE];
        random.nextBytes(bytes);
        short[] shorts = new short[LARGE];
        char[] chars = new char[LARGE];
        int[] ints = random.ints(LARGE).toArray();
        long[] longs = random.longs(LARGE).toArray();
        float[] floats = new float[LARGE];
        double[] doubles = random.doubles(LARGE).toArray();
        boolean[] booleans = new boolean[LARGE];
        for (int i = 0; i < LARGE; i++) {
            shorts[i] = (short) ints[i];
            chars[i] = (char) ints[i];
            floats[i] = random.nextFloat();
            booleans[i] = random.nextBoolean();
        }
        List<Object> arrays =
                List.of(bytes, shorts, chars, ints, longs, floats, doubles, booleans, "and text");
        List<Object> arrived = trip(arrays, way);
        assertThat(arrived).usingRecursiveComparison().isEqualTo(arrays);
    }

    @Test
    void onlyLargeArraysAreAttached() {
        assertThat(encoded(new double[511]).hasAttachments()).isFalse();
        assertThat(encoded(new double[512]).hasAttachments()).isTrue();
        Sink copying = new Sink(Trips.LIMIT);
        Codec.standard().encode(new double[LARGE], copying, Trips.CONTEXT);
        assertThat(copying.hasAttachments()).isFalse();
    }

    /** From this size on more than one thread copies. */
    @ParameterizedTest
    @EnumSource
    void veryLargeArraysArrive(Way way) {
        byte[] bytes = new byte[LargeCopy.LEAST_BYTES + 13];
        new Random(7).nextBytes(bytes);
        long[] longs = new Random(8).longs(LargeCopy.LEAST_BYTES / 8 + 1).toArray();
        char[] chars = new char[LargeCopy.LEAST_BYTES];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) i;
        }
        List<Object> arrived = trip(List.of(bytes, longs, chars, "end"), way);
        assertThat((byte[]) arrived.get(0)).isEqualTo(bytes);
        assertThat((long[]) arrived.get(1)).isEqualTo(longs);
        assertThat((char[]) arrived.get(2)).isEqualTo(chars);
        assertThat(arrived.get(3)).isEqualTo("end");
    }

    @Test
    void memoryOfOneThread_isCopiedByIt() {
        long[] longs = new Random(8).longs(LargeCopy.LEAST_BYTES / 8 + 1).toArray();
        Sink sink = encoded(longs);
        try (Arena mine = Arena.ofConfined()) {
            ByteBuffer buffer = mine.allocate(sink.messageBytes(0), 8).asByteBuffer();
            sink.write(0, buffer);
            Source source = new Source();
            source.copyOf(buffer.flip());
            assertThat((long[]) Codec.standard().decode(source, Trips.CONTEXT)).isEqualTo(longs);
        }
    }

    private static Object tripInto(Object value, Object into) {
        Sink sink = encoded(value);
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(sink.messageBytes(0)));
        sink.write(0, buffer);
        Source source = new Source();
        source.copyOf(buffer.flip(), into);
        return Codec.standard().decode(source, Trips.CONTEXT);
    }

    @Test
    void arrayIsFilled_ifItIsAsLongAndOfTheSameType() {
        double[] sent = new Random(3).doubles(LARGE).toArray();
        double[] into = new double[LARGE];
        assertThat(tripInto(sent, into)).isSameAs(into);
        assertThat(into).isEqualTo(sent);
    }

    @Test
    void arrayIsNotTouched_ifAnythingElseComes() {
        double[] sent = new Random(3).doubles(LARGE).toArray();
        List<Object> others =
                List.of(new double[LARGE - 1], new double[LARGE + 1], new long[LARGE], "text");
        for (Object into : others) {
            Object before = into instanceof double[] array ? array.clone() : into;
            assertThat(tripInto(sent, into)).isNotSameAs(into).isEqualTo(sent);
            if (into instanceof double[] array) {
                assertThat(array).isEqualTo((double[]) before);
            }
        }
        double[] untouched = new double[LARGE];
        assertThat(tripInto(List.of(sent), untouched)).isNotSameAs(untouched);
        assertThat(tripInto(List.of(sent, sent.clone()), untouched)).isNotSameAs(untouched);
        assertThat(untouched).isEqualTo(new double[LARGE]);
    }

    record Picture(String name, int[] pixels) implements Serializable {}

    @ParameterizedTest
    @EnumSource
    void arraysInsideOfRecordsAndContainersArrive(Way way) {
        int[] pixels = new Random(1).ints(LARGE).toArray();
        Map<String, Picture> arrived = trip(Map.of("a", new Picture("b", pixels)), way);
        assertThat(arrived.get("a").name()).isEqualTo("b");
        assertThat(arrived.get("a").pixels()).isEqualTo(pixels);
    }

    /** Has no tag: goes by JDK serialization. */
    static final class Matrix implements Serializable {
        private static final long serialVersionUID = 1L;
        final double[][] rows = new double[20][600];
        final double[] first = rows[0];
        final List<Object> twice = new ArrayList<>(Arrays.asList(rows[1], rows[1], null));
    }

    @ParameterizedTest
    @EnumSource
    void arraysInsideOfStreamsArriveAndKeepTheirIdentity(Way way) {
        Matrix matrix = new Matrix();
        matrix.rows[7][599] = Math.PI;
        Sink sink = encoded(matrix);
        assertThat(sink.size()).isLessThan(4096);
        Matrix arrived = trip(matrix, way);
        assertThat(arrived.rows).isDeepEqualTo(matrix.rows);
        assertThat(arrived.first).isSameAs(arrived.rows[0]);
        assertThat(arrived.twice.get(0)).isSameAs(arrived.rows[1]);
        assertThat(arrived.twice.get(1)).isSameAs(arrived.rows[1]);
    }

    @ParameterizedTest
    @EnumSource
    void theSameArrayTwiceStaysTheSame(Way way) {
        double[] array = new double[LARGE];
        List<double[]> arrived = trip(List.of(array, array), way);
        assertThat(arrived.get(0)).isSameAs(arrived.get(1)).hasSize(LARGE);
    }

    @Test
    void aFailedMessageLeavesNothingBehind() {
        Sink sink = new Sink(Trips.LIMIT);
        sink.attachArrays(true);
        Object notPossible = new Object();
        assertThatThrownBy(() ->
                        Codec.standard()
                                .encode(List.of(new int[LARGE], notPossible), sink, Trips.CONTEXT))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.lang.Object");
        assertThat(sink.hasAttachments()).isFalse();
        assertThat(sink.messageBytes(0)).isZero();
    }

    @Test
    void theLimitOfTheSinkCountsWhatIsAttached() {
        Sink sink = new Sink(100_000);
        sink.attachArrays(true);
        Codec.standard().encode(new byte[99_000], sink, Trips.CONTEXT);
        sink.fold(0);
        sink.clear();
        assertThatThrownBy(() -> Codec.standard().encode(new byte[100_000], sink, Trips.CONTEXT))
                .hasMessageContaining("limit=100000");
        assertThat(sink.isOverfull()).isTrue();
        sink.clear();
        assertThatThrownBy(() ->
                        Codec.standard()
                                .encode(new Object[] {new byte[99_990]}, sink, Trips.CONTEXT))
                .hasMessageContaining("limit=100000");
    }

    @Test
    void theLimitOfTheSinkCountsWhatComesAfterAnAttachedArray() {
        Sink sink = new Sink(100_000);
        sink.attachArrays(true);
        List<Object> value = List.of(new byte[60_000], "x".repeat(60_000));
        assertThatThrownBy(() -> Codec.standard().encode(value, sink, Trips.CONTEXT))
                .hasMessageContaining("limit=100000");
        assertThat(sink.isOverfull()).isTrue();
        assertThat(sink.hasAttachments()).isFalse();
    }

    @Test
    void severalMessagesInOneSinkKeepTheirOwnArrays() {
        Sink sink = new Sink(Trips.LIMIT);
        sink.attachArrays(true);
        int[] starts = new int[4];
        for (int i = 0; i < 3; i++) {
            starts[i] = sink.size();
            int[] array = new int[LARGE];
            Arrays.fill(array, i);
            Codec.standard().encode(array, sink, Trips.CONTEXT);
            sink.fold(starts[i]);
        }
        starts[3] = sink.size();
        Source source = new Source();
        for (int i = 0; i < 3; i++) {
            source.wrap(sink.array(), starts[i], starts[i + 1] - starts[i]);
            int[] arrived = (int[]) Codec.standard().decode(source, Trips.CONTEXT);
            assertThat(arrived).hasSize(LARGE).containsOnly(i);
            assertThat(source.remaining()).isZero();
        }
    }

    @Test
    void whatIsInertIsKnownWithoutDecoding() {
        assertThat(Codec.standard().isInert(source(encoded(new int[LARGE]), Way.FOLDED))).isTrue();
        Picture picture = new Picture("x", new int[LARGE]);
        assertThat(Codec.standard().isInert(source(encoded(picture), Way.FOLDED))).isFalse();
    }

    @Test
    void SEC8_claimsThatCannotBeTrueAreRefusedBeforeAnythingIsAllocated() {
        Sink sink = encoded(List.of(new long[LARGE], "x"));
        sink.fold(0);
        byte[] whole = Arrays.copyOf(sink.array(), sink.size());
        // Number of arrays, length of the message, tag, length.
        for (int at : new int[] {4, 8, 12, 16, 20}) {
            for (int value : new int[] {-1, LARGE + 1, Integer.MAX_VALUE, 1 << 31, 1 << 28}) {
                refused(whole, bytes -> withInt(bytes, at, value));
            }
        }
        for (int length : new int[] {0, 1, 15, 16, 24, 40, whole.length - 8}) {
            refused(whole, bytes -> Arrays.copyOf(bytes, length));
        }
    }

    private static byte[] withInt(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return copy;
    }

    private static void refused(byte[] whole, UnaryOperator<byte[]> forged) {
        byte[] bytes = forged.apply(whole);
        if (Arrays.equals(bytes, whole)) {
            return;
        }
        Source source = new Source();
        source.wrap(bytes, 0, bytes.length);
        assertThatThrownBy(() -> Codec.standard().decode(source, Trips.CONTEXT))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(
                        () -> {
                            Source ofBuffer = new Source();
                            ofBuffer.copyOf(ByteBuffer.wrap(bytes));
                            Codec.standard().decode(ofBuffer, Trips.CONTEXT);
                        })
                .isInstanceOf(CodecException.class);
    }

    @Test
    void SEC8_randomBytesNeverDoMoreThanFail() {
        Sink sink = encoded(List.of(new long[600], new Picture("p", new int[LARGE])));
        sink.fold(0);
        byte[] whole = Arrays.copyOf(sink.array(), sink.size());
        Random random = new Random(8);
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(120)] = (byte) random.nextInt();
            }
            Source source = new Source();
            source.wrap(bytes, 0, bytes.length);
            Codec.standard().isInert(source);
            try {
                Codec.standard().decode(source, Trips.CONTEXT);
            } catch (CodecException refused) {
                assertThat(refused).hasMessageStartingWith("argument");
            }
        }
    }
}
