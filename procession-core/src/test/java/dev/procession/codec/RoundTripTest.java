package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A value arrives equal, of the same class, and with the same later behaviour. */
class RoundTripTest {

    enum Plain {
        ONE,
        TWO
    }

    enum Rich {
        ADD {
            @Override
            int apply(int a) {
                return a + 1;
            }
        };

        abstract int apply(int a);
    }

    record Point(int x, int y) implements Serializable {}

    record All(boolean a, byte b, short c, char d, int e, long f, float g, double h, Object i)
            implements Serializable {}

    record Nothing() implements Serializable {}

    record Generic<T>(T value, List<T> more) implements Serializable {}

    record Replaced(String text) implements Serializable {
        private Object readResolve() {
            return new Replaced(text + "!");
        }
    }

    record Counting(int value) implements Serializable {
        Counting {
            if (value < 0) {
                throw new IllegalArgumentException("negative");
            }
        }

        @Override
        public int value() {
            return value + 1000;
        }
    }

    static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 7;
        String text = "x";
        transient int skipped = 9;

        @Override
        public boolean equals(Object other) {
            return other instanceof Bean b && b.number == number && b.text.equals(text);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    private static Stream<Arguments> arguments(Object... values) {
        return Arrays.stream(values).map(value -> Arguments.of(value));
    }

    static Stream<Arguments> scalars() {
        return arguments(
                true,
                false,
                (byte) -1,
                (short) -300,
                'x',
                '\ud800',
                0,
                1,
                -1,
                63,
                64,
                -65,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                0L,
                -1L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                1.5f,
                Float.NaN,
                -0.0f,
                1.5,
                Double.NaN,
                -0.0,
                Double.MIN_VALUE,
                "",
                "a",
                "é",
                "€",
                "\ud83d\ude00",
                "\ud800",
                "\udc00x",
                "\0",
                "x".repeat(100_000),
                "ü".repeat(70),
                "€".repeat(70_000),
                BigInteger.ZERO,
                BigInteger.ONE.shiftLeft(5000).negate(),
                new BigDecimal("1.50"),
                new BigDecimal("-1e-400"),
                new UUID(1, -2),
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Instant.MIN,
                Instant.MAX,
                Instant.ofEpochSecond(-1, 5),
                LocalDate.MIN,
                LocalDate.MAX,
                LocalDateTime.MIN,
                LocalDateTime.MAX,
                URI.create("http://user@example.org:80/a%20b?q#f"),
                URI.create("mailto:a@b"),
                Path.of("/tmp/a b"),
                Path.of(""),
                Path.of("a/../b"));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void scalar_arrivesEqual_byInertTags(Object value) {
        assertThat(Trips.form(value)).isEqualTo(Tags.INERT);
        assertThat(Trips.tagged(value)).isEqualTo(value).hasSameClassAs(value);
    }

    static Stream<Arguments> arrays() {
        return arguments(
                new boolean[] {true, false},
                new byte[] {1, -1},
                new short[] {1, -300},
                new char[] {'a', '\ud800'},
                new int[] {1, -1, Integer.MIN_VALUE},
                new long[] {1, Long.MIN_VALUE},
                new float[] {1.5f, Float.NaN},
                new double[] {-0.0, Double.NaN},
                new double[10_000],
                new int[0],
                new String[] {"a", null, "€"},
                new Object[] {1, "a", null, new int[] {1}},
                new Object[0]);
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void array_arrivesEqual_byInertTags(Object value) {
        assertThat(Trips.form(value)).isEqualTo(Tags.INERT);
        assertThat(Trips.tagged(value)).isEqualTo(value).hasSameClassAs(value);
    }

    static Stream<Arguments> collections() {
        List<Object> nulls = new ArrayList<>(Arrays.asList(1, null, "x"));
        Map<Object, Object> map = new HashMap<>(Map.of("a", 1, "b", List.of(2)));
        map.put(null, null);
        Map<Object, Object> ordered = new LinkedHashMap<>();
        for (int i = 20; i > 0; i--) {
            ordered.put(i, "v" + i);
        }
        return arguments(
                new ArrayList<>(),
                nulls,
                List.of(),
                List.of(1),
                List.of(1, 2),
                List.of(1, 2, 3),
                Stream.of(1, 2).toList(),
                Stream.of().toList(),
                Stream.of(1, null, 3).toList(),
                Set.of(),
                Set.of(1),
                Set.of(1, 2),
                Set.of(1, 2, 3, 4),
                Map.of(),
                Map.of("a", 1),
                Map.of("a", 1, "b", 2, "c", 3),
                map,
                ordered,
                new HashMap<>(),
                new HashSet<>(),
                new HashSet<>(nulls),
                new LinkedHashSet<>(List.of(3, 1, 2)),
                Optional.empty(),
                Optional.of("x"),
                Optional.of(List.of(1)),
                List.of(List.of(1), List.of(2)),
                List.of(List.of(), List.of(), Map.of(), Map.of(), Set.of(), Set.of()));
    }

    @ParameterizedTest
    @MethodSource("collections")
    void collection_arrivesEqualInOrder_byInertTags(Object value) {
        assertThat(Trips.form(value)).isEqualTo(Tags.INERT);
        Object arrived = Trips.tagged(value);
        assertThat(arrived).isEqualTo(value).hasSameClassAs(value);
        if (value.getClass().getName().contains("Linked")) {
            assertThat(arrived).hasToString(value.toString());
        }
    }

    static Stream<Arguments> ofUsers() {
        return arguments(
                Plain.TWO,
                Rich.ADD,
                TimeUnit.DAYS,
                new Point(1, -2),
                new Nothing(),
                new All(true, (byte) -1, (short) -2, '€', -3, -4L, 1.5f, -2.5, List.of(1)),
                new All(false, (byte) 1, (short) 2, 'a', 3, 4L, -1.5f, 2.5, null),
                new Generic<>(Plain.ONE, List.of(Plain.TWO, Plain.ONE)),
                new Counting(3),
                List.of(new Point(1, 2), new Point(3, 4)),
                Map.of(new Point(1, 2), Plain.ONE));
    }

    @ParameterizedTest
    @MethodSource("ofUsers")
    void recordOrEnum_arrivesEqual_byActiveTags(Object value) {
        assertThat(Trips.form(value)).isEqualTo(Tags.ACTIVE);
        assertThat(Trips.tagged(value)).isEqualTo(value).hasSameClassAs(value);
    }

    static Stream<Arguments> untagged() {
        return arguments(
                new Bean(),
                new Integer[] {1},
                new TreeMap<>(Map.of("a", 1)),
                new TreeSet<>(List.of(2, 1)),
                new LinkedList<>(List.of(1)),
                Arrays.asList("a", "b"),
                new File("/x"),
                Locale.GERMAN,
                Currency.getInstance("EUR"),
                BitSet.valueOf(new long[] {5}),
                EnumSet.of(Plain.ONE),
                new EnumMap<>(Map.of(Plain.ONE, 1)),
                Collections.emptyList(),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                ZonedDateTime.parse("2020-01-01T00:00:00Z"),
                String.class,
                int.class,
                int[].class,
                Plain.class,
                new int[][] {{1}, {2, 3}},
                new Point[] {new Point(1, 2), null},
                new Plain[] {Plain.ONE},
                List.of(new Bean()),
                Map.of("k", new Bean()),
                new Generic<>(new Bean(), List.of()),
                List.of(Optional.of(new Bean()), Optional.empty(), Path.of("/a")));
    }

    @ParameterizedTest
    @MethodSource("untagged")
    void other_arrivesEqual_byStream(Object value) {
        assertThat(Trips.streamed(value)).isEqualTo(value).hasSameClassAs(value);
    }

    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;
        String extra = "e";
    }

    @Test
    void subclassOfTaggedType_keepsItsFields() {
        Names names = new Names();
        names.add("a");
        names.extra = "changed";
        assertThat(Trips.streamed(names).extra).isEqualTo("changed");
    }

    @Test
    void null_arrives() {
        assertThat(Trips.encode(null)).hasSize(2);
        assertThat(Trips.trip((Object) null)).isNull();
    }

    @Test
    void integer_takesThreeBytes() {
        assertThat(Trips.encode(42)).hasSize(3);
    }

    @Test
    void enumConstants_arriveIdentical() {
        assertThat(Trips.trip(Rich.ADD)).isSameAs(Rich.ADD);
        assertThat(Trips.trip(Rich.ADD).apply(1)).isEqualTo(2);
    }

    @Test
    void recordWithReadResolve_isResolved() {
        assertThat(Trips.streamed(new Replaced("a")).text()).isEqualTo("a!");
    }

    @Test
    void record_isReadByFieldsNotAccessors() {
        assertThat(Trips.tagged(new Counting(3)).value()).isEqualTo(1003);
    }

    @Test
    void sortedMap_keepsItsComparator() {
        TreeMap<String, Integer> map = new TreeMap<>(Collections.reverseOrder());
        map.putAll(Map.of("a", 1, "b", 2));
        assertThat(Trips.streamed(map).firstKey()).isEqualTo("b");
    }

    @Test
    void accessOrderedMap_keepsItsOrder() {
        LinkedHashMap<String, Integer> map = new LinkedHashMap<>(16, 0.75f, true);
        map.put("a", 1);
        map.put("b", 2);
        LinkedHashMap<String, Integer> arrived = Trips.streamed(map);
        arrived.get("a");
        assertThat(arrived.keySet()).containsExactly("b", "a");
        assertThat(map.keySet()).as("the original is left alone").containsExactly("a", "b");
    }

    @Test
    void accessOrderedMap_staysSo_evenIfEmpty() {
        LinkedHashMap<String, Integer> arrived =
                Trips.streamed(new LinkedHashMap<>(16, 0.75f, true));
        arrived.put("a", 1);
        arrived.put("b", 2);
        arrived.get("a");
        assertThat(arrived.keySet()).containsExactly("b", "a");
    }

    @Test
    void listOfStream_staysTolerantOfNullQuestions() {
        assertThat(Trips.tagged(Stream.of(1, 2).toList()).contains(null)).isFalse();
        org.assertj.core.api.Assertions.assertThatNullPointerException()
                .isThrownBy(() -> Trips.tagged(List.of(1, 2)).contains(null));
    }

    @Test
    void messages_followEachOther() {
        Sink sink = new Sink(1000);
        Codec codec = Codec.standard();
        codec.encode(new Bean(), sink, Trips.CONTEXT);
        codec.encode(5, sink, Trips.CONTEXT);
        codec.encode(new Point(1, 2), sink, Trips.CONTEXT);
        Source source = new Source();
        source.wrap(sink.array(), 0, sink.size());
        assertThat(codec.isInert(source)).isFalse();
        assertThat(codec.decode(source, Trips.CONTEXT)).isEqualTo(new Bean());
        assertThat(codec.isInert(source)).isTrue();
        assertThat(codec.decode(source, Trips.CONTEXT)).isEqualTo(5);
        assertThat(codec.decode(source, Trips.CONTEXT)).isEqualTo(new Point(1, 2));
        assertThat(source.remaining()).isZero();
        assertThat(codec.isInert(source)).isFalse();
    }

    @Test
    void recordReadOften_staysRight_whenTheHandleTakesOver() {
        All all = new All(true, (byte) -1, (short) -2, '€', -3, -4L, 1.5f, -2.5, List.of(1));
        byte[] bytes = Trips.encode(List.of(all, new Point(1, -2), new Nothing()));
        for (int i = 0; i < 1000; i++) {
            assertThat(Trips.decode(bytes))
                    .isEqualTo(List.of(all, new Point(1, -2), new Nothing()));
        }
    }
}
