package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Rows SEC7 and SEC8: bytes that claim too much, nest too deeply, or name refused classes fail at
 * once.
 */
class LimitsTest {

    static boolean canaryRan;

    static final class Canary implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            canaryRan = true;
        }
    }

    record CanaryRecord(int x) implements Serializable {
        CanaryRecord {
            canaryRan = true;
        }
    }

    static final class Initialized implements Serializable {
        private static final long serialVersionUID = 1;

        static {
            canaryRan = true;
        }
    }

    private static byte[] nestedSets(int depth) {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> two = new HashSet<>();
        for (int i = 0; i < depth; i++) {
            Set<Object> nextOne = new HashSet<>();
            Set<Object> nextTwo = new HashSet<>();
            nextOne.add("different");
            one.add(nextOne);
            one.add(nextTwo);
            two.add(nextOne);
            two.add(nextTwo);
            one = nextOne;
            two = nextTwo;
        }
        Sink sink = new Sink(1 << 20);
        JdkForm.put(root, sink, Trips.CONTEXT);
        return java.util.Arrays.copyOf(sink.array(), sink.size());
    }

    @Test
    void SEC8_nestedSetBomb_isRejected() {
        assertThat(Trips.failure(nestedSets(100)))
                .hasMessage("argument: hash containers are nested too deeply: limit=12");
    }

    @Test
    void setsNestedModestly_arrive() {
        assertThat(Trips.decode(nestedSets(10))).isInstanceOf(HashSet.class);
    }

    @Test
    void SEC8_nestedMapsOfTags_areLimitedByKeysOnly() {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            values = new HashMap<>(Map.of("k", values));
        }
        assertThat(Trips.tagged(values)).isEqualTo(values);
        Sink sink = new Sink(1000);
        sink.putByte(Tags.INERT);
        for (int i = 0; i < 13; i++) {
            sink.putByte(Tags.HASH_SET);
            sink.putVarint(1);
        }
        sink.putByte(Tags.NULL);
        assertThat(Trips.failure(java.util.Arrays.copyOf(sink.array(), sink.size())))
                .hasMessage("argument: sets and map keys are nested too deeply: limit=12");
    }

    @Test
    void SEC8_hugeLongArray_isRejectedBeforeAllocation() {
        byte[] bytes = streamOf(new long[] {1});
        int at = bytes.length - 12;
        bytes[at] = 0x7f;
        bytes[at + 1] = bytes[at + 2] = bytes[at + 3] = (byte) 0xff;
        assertThat(Trips.failure(bytes))
                .hasMessage(
                        "argument: malformed stream: an array claims more than there is: long[],"
                                + " length=2147483647, message="
                                + (bytes.length - 5)
                                + " bytes");
    }

    @Test
    void SEC8_hugeList_isRejectedBeforeAllocation() {
        byte[] bytes = streamOf(new ArrayList<>());
        boolean found = false;
        for (int at = 5; at + 4 < bytes.length && !found; at++) {
            byte[] changed = bytes.clone();
            changed[at] = 0x7f;
            if (bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 0 && bytes[at + 3] == 0) {
                found |= Trips.failure(changed).getMessage().contains("claims more than there is");
            }
        }
        assertThat(found).isTrue();
    }

    @Test
    void SEC8_hugeTaggedClaims_areRejected() {
        for (int tag = Tags.BOOLEANS; tag < Tags.OPTIONAL; tag++) {
            Sink sink = new Sink(100);
            sink.putByte(Tags.INERT);
            sink.putByte(tag);
            sink.putVarint(Integer.MAX_VALUE);
            sink.putLong(-1);
            Trips.failure(java.util.Arrays.copyOf(sink.array(), sink.size()));
        }
    }

    @Test
    void SEC8_nestedClaims_cannotExceedTheBytesTogether() {
        Sink sink = new Sink(1000);
        sink.putByte(Tags.INERT);
        for (int i = 0; i < 30; i++) {
            sink.putByte(Tags.OBJECTS);
            sink.putVarint(200);
        }
        while (sink.size() < 300) {
            sink.putByte(Tags.NULL);
        }
        assertThat(Trips.failure(java.util.Arrays.copyOf(sink.array(), sink.size())))
                .hasMessage("argument: malformed message: more elements than bytes: 400");
    }

    @Test
    void SEC8_deepStream_isRejected() {
        FaultTest.Link link = null;
        for (int i = 0; i < 600; i++) {
            link = new FaultTest.Link(link);
        }
        assertThat(Trips.failure(streamOf(link)))
                .hasMessage("argument: nested too deeply: limit=500");
    }

    @Test
    void SEC8_deepTags_areRejected() {
        Sink sink = new Sink(1 << 20);
        sink.putByte(Tags.INERT);
        for (int i = 0; i < 100_000; i++) {
            sink.putByte(Tags.OPTIONAL);
        }
        assertThat(Trips.failure(java.util.Arrays.copyOf(sink.array(), sink.size())))
                .hasMessage("argument: nested too deeply: limit=32");
    }

    @Test
    void SEC7_inertClaim_isEnforced() {
        byte[] bytes = Trips.encode(new CanaryRecord(1));
        canaryRan = false;
        bytes[0] = Tags.INERT;
        assertThat(Trips.failure(bytes))
                .hasMessage("argument: malformed message: not as inert as it claims");
        assertThat(canaryRan).isFalse();
    }

    @Test
    void SEC7_refusedClassOfTheJdk_isNamedWithTheRule() throws IOException {
        byte[] bytes = Trips.encode(java.net.URI.create("http://localhost/").toURL());
        assertThat(Trips.failure(bytes))
                .hasMessage(
                        "argument: class java.net.URL is refused: reflection, networking and"
                                + " internals of the JDK are not admitted;"
                                + " CodecContext.allowing(\"java.net.URL\") would admit it");
        assertThat(Trips.decode(bytes, Trips.CONTEXT.allowing("java.net.URL")))
                .isInstanceOf(URL.class);
    }

    @Test
    void SEC7_strict_admitsOnlyWhatIsListed() {
        CodecContext strict = CodecContext.of(getClass().getClassLoader(), "result").strict();
        for (Object value : List.of(new Canary(), new CanaryRecord(1), List.of(new Canary()))) {
            byte[] bytes = Trips.encode(value);
            canaryRan = false;
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> Trips.decode(bytes, strict))
                    .hasMessageMatching(
                            "result: class .*Canary.* is refused: only listed classes are admitted"
                                    + " in strict mode; .*");
            assertThat(canaryRan).isFalse();
            Trips.decode(bytes, strict.allowing("dev.procession.codec.*"));
            assertThat(canaryRan).isTrue();
        }
        assertThat(Trips.decode(Trips.encode(Map.of("a", java.time.Year.of(2020))), strict))
                .isEqualTo(Map.of("a", java.time.Year.of(2020)));
    }

    @Test
    void SEC7_refusedClass_isNotInitialized() {
        byte[] bytes = Trips.encode(new Initialized());
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        CodecContext strict = Trips.CONTEXT.strict();
        canaryRan = false;
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Trips.decode(bytes, strict))
                .hasMessageContaining("Initialized is refused");
        assertThat(text).contains("Initialized");
        assertThat(canaryRan).isFalse();
    }

    @Test
    void unknownClass_isNamed() {
        byte[] bytes = Trips.encode(new CanaryRecord(1));
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("CanaryRecord")] = 'K';
        assertThat(Trips.failure(bytes))
                .hasMessage(
                        "argument: class dev.procession.codec.LimitsTest$KanaryRecord is not known"
                                + " here: it is not on the class path");
    }

    @Test
    void differentLayouts_areNoticed() {
        byte[] record = Trips.encode(new CanaryRecord(1));
        record[3] ^= 1;
        assertThat(Trips.failure(record))
                .hasMessage(
                        "argument: the processes run different versions of"
                                + " dev.procession.codec.LimitsTest$CanaryRecord: its fields"
                                + " differ");
        byte[] stream = streamOf(new Canary());
        int name = Canary.class.getName().length();
        int version = 5 + 2 + 2 + name;
        byte[] otherVersion = stream.clone();
        otherVersion[version + 7] = 2;
        assertThat(Trips.failure(otherVersion))
                .hasMessage(
                        "argument: the processes run different versions of"
                                + " dev.procession.codec.LimitsTest$Canary: serialVersionUID 2"
                                + " there, 1 here");
        byte[] otherFields = stream.clone();
        otherFields[version + 11] ^= 1;
        assertThat(Trips.failure(otherFields))
                .hasMessage(
                        "argument: the processes run different versions of"
                                + " dev.procession.codec.LimitsTest$Canary: its fields differ");
    }

    private static byte[] streamOf(Object value) {
        Sink sink = new Sink(1 << 20);
        JdkForm.put(value, sink, Trips.CONTEXT);
        return java.util.Arrays.copyOf(sink.array(), sink.size());
    }
}
