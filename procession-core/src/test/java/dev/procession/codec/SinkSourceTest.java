package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import org.junit.jupiter.api.Test;

/** What is put into a sink comes out of a source, and never more than is there. */
class SinkSourceTest {

    private final Sink sink = new Sink(1000);

    private Source source() {
        Source source = new Source();
        source.wrap(sink.array(), 0, sink.size());
        return source;
    }

    @Test
    void numbers_comeOutAsPut() {
        int[] ints = {0, 1, -1, 127, 128, 16384, Integer.MAX_VALUE, Integer.MIN_VALUE};
        for (int value : ints) {
            sink.clear();
            sink.putByte(value);
            sink.putShort(value);
            sink.putInt(value);
            sink.putLong(value);
            sink.putVarint(value);
            sink.putZigzag(value);
            sink.putVarint((long) value << 20);
            sink.putZigzag((long) value << 20);
            Source source = source();
            assertThat(source.getByte()).isEqualTo((byte) value);
            assertThat(source.getShort()).isEqualTo((short) value);
            assertThat(source.getInt()).isEqualTo(value);
            assertThat(source.getLong()).isEqualTo(value);
            assertThat(source.getVarint()).isEqualTo(value);
            assertThat(source.getZigzag()).isEqualTo(value);
            assertThat(source.getVarlong()).isEqualTo((long) value << 20);
            assertThat(source.getZigzagLong()).isEqualTo((long) value << 20);
            assertThat(source.remaining()).isZero();
        }
    }

    @Test
    void layout_isLittleEndian() {
        sink.putInt(0x04030201);
        sink.putLong(0x0807060504030201L);
        assertThat(java.util.Arrays.copyOf(sink.array(), sink.size()))
                .containsExactly(1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void bytesAndStrings_comeOutAsPut() {
        byte[] bytes = {1, 2, 3, 4};
        sink.putBytes(bytes, 1, 2);
        sink.putString(null);
        sink.putString("");
        sink.putString("é");
        sink.putString("\ud800");
        Source source = source();
        byte[] got = new byte[4];
        source.getBytes(got, 2, 2);
        assertThat(got).containsExactly(0, 0, 2, 3);
        assertThat(source.getString()).isNull();
        assertThat(source.getString()).isEmpty();
        assertThat(source.getString()).isEqualTo("é");
        assertThat(source.getString()).isEqualTo("\ud800");
    }

    @Test
    void fullSink_saysSoAndStaysAsItWas() {
        Sink small = new Sink(10);
        small.putLong(1);
        assertThatThrownBy(() -> small.putInt(1))
                .isInstanceOf(CodecException.class)
                .hasMessage("the encoded form is too long: needed >= 12 bytes, limit=10 bytes");
        assertThat(small.size()).isEqualTo(8);
        small.putShort(1);
        assertThatThrownBy(() -> small.putByte(1)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> new Sink(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBytes must be >= 1: maxBytes=0");
    }

    @Test
    void emptySource_givesNothing() {
        Source source = new Source();
        assertThatThrownBy(source::getByte)
                .hasMessage("the message ends too early: needed=1, remaining=0 bytes");
        assertThatThrownBy(source::getLong)
                .hasMessage("the message ends too early: needed=8, remaining=0 bytes");
        source.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, 0, 11);
        assertThatThrownBy(source::getVarint)
                .hasMessage("malformed number: longer than 5 bytes, position=5");
        source.position(0);
        assertThatThrownBy(source::getVarlong)
                .hasMessage("malformed number: longer than 10 bytes, position=10");
        assertThatThrownBy(() -> source.position(12)).isInstanceOf(CodecException.class);
    }

    @Test
    void rangeOfAnArray_isRespected() {
        Source source = new Source();
        source.wrap(new byte[] {1, 2, 3, 4}, 1, 2);
        assertThat(source.getShort()).isEqualTo((short) 0x0302);
        assertThatThrownBy(source::getByte).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> source.wrap(new byte[4], 2, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void trim_letsGoOfALargeArray() {
        sink.putBytes(new byte[900], 0, 900);
        sink.trim(1000);
        assertThat(sink.array()).hasSizeGreaterThanOrEqualTo(900);
        sink.trim(300);
        assertThat(sink.array()).hasSize(256);
        assertThat(sink.size()).isZero();
    }

    /** A collection whose size and iterator disagree, as under a race. */
    private static java.util.Collection<Object> racing(int size, int elements) {
        return new java.util.AbstractCollection<>() {
            @Override
            public java.util.Iterator<Object> iterator() {
                return java.util.Collections.<Object>nCopies(elements, 1).iterator();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    @Test
    void collectionThatGrowsOrShrinks_isRefused() {
        for (int elements : new int[] {1, 3}) {
            assertThatThrownBy(() ->
                            Containers.collection(
                                    new Encoder(new Sink(100)),
                                    Tags.ARRAY_LIST,
                                    racing(2, elements)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageEndingWith(" was modified while it was encoded");
        }
    }
}
