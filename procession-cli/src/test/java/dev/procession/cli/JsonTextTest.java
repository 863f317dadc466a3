package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    private record Point(int x, List<String> names) {}

    private record Failing(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("no value");
        }
    }

    @Test
    void scalar_any_isItsJson() throws Exception {
        assertThat(JsonText.of(null)).isEqualTo("null");
        assertThat(JsonText.of(true)).isEqualTo("true");
        assertThat(JsonText.of(-5L)).isEqualTo("-5");
        assertThat(JsonText.of(1.5)).isEqualTo("1.5");
        assertThat(JsonText.of(new BigDecimal("1E+3"))).isEqualTo("1E+3");
        assertThat(JsonText.of('c')).isEqualTo("\"c\"");
        assertThat(JsonText.of(TimeUnit.DAYS)).isEqualTo("\"DAYS\"");
        assertThat(JsonText.of(Duration.ofSeconds(1))).isEqualTo("\"PT1S\"");
    }

    @Test
    void number_notFinite_isAString() throws Exception {
        assertThat(JsonText.of(List.of(Double.NaN, Float.NEGATIVE_INFINITY)))
                .isEqualTo("[\"NaN\",\"-Infinity\"]");
    }

    @Test
    void string_withSpecialCharacters_isEscaped() throws Exception {
        assertThat(JsonText.of("a\"b\\c\n\r\t\u0000\u001f"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f\"");
        assertThat(JsonText.of("\uD83D\uDE00")).isEqualTo("\"\uD83D\uDE00\"");
    }

    @Test
    void string_withLoneSurrogates_isEscaped() throws Exception {
        assertThat(JsonText.of("\uD83Dx\uDE00")).isEqualTo("\"\\ud83dx\\ude00\"");
        assertThat(JsonText.of("\uD83D")).isEqualTo("\"\\ud83d\"");
    }

    @Test
    void structure_nested_isItsJson() throws Exception {
        var map = new LinkedHashMap<Object, Object>();
        map.put("point", new Point(1, List.of("a", "b")));
        map.put(2, new int[][] {{1}, {}});
        map.put("none", Optional.empty());
        map.put("some", Optional.of(OptionalInt.of(3)));
        map.put("nulls", Arrays.asList((Object) null));
        assertThat(JsonText.of(map))
                .isEqualTo(
                        "{\"point\":{\"x\":1,\"names\":[\"a\",\"b\"]},\"2\":[[1],[]],\"none\":null,"
                                + "\"some\":3,\"nulls\":[null]}");
    }

    @Test
    void structure_thatContainsItself_isRefused() {
        var list = new ArrayList<Object>();
        list.add(list);
        assertThatThrownBy(() -> JsonText.of(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a result must not be nested deeper than 200 levels; perhaps it contains itself:"
                                + " type=java.util.ArrayList");
    }

    @Test
    void record_whoseAccessorThrows_throwsThat() {
        assertThatThrownBy(() -> JsonText.of(new Failing(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no value");
    }
}
