package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row S5: shared lists, within one process. */
class SharedListTest {

    @Test
    void S5_eachType_comesBackAsItWas() {
        List<Object> values =
                Arrays.asList(
                        null,
                        Long.MIN_VALUE,
                        Integer.MAX_VALUE,
                        -0.0,
                        Double.NaN,
                        true,
                        false,
                        "",
                        "zero\0 at the end\0",
                        "grüße 😀",
                        new byte[] {0, 1, 0, -1, 0});
        try (SharedList list = SharedList.copyOf(values, 20)) {
            assertThat(list.size()).isEqualTo(values.size());
            for (int i = 0; i < values.size(); i++) {
                assertThat(list.get(i)).isEqualTo(values.get(i));
            }
            Collections.reverse(values);
            for (int i = 0; i < values.size(); i++) {
                list.set(i, values.get(i));
                assertThat(list.get(i)).isEqualTo(values.get(i));
            }
        }
    }

    @Test
    void S5_new_isNulls() {
        try (SharedList list = SharedList.create(3, 8);
                SharedList empty = SharedList.create(0, 8)) {
            assertThat(list.asList()).containsExactly(null, null, null);
            assertThat(list.slotBytes()).isEqualTo(8);
            assertThat(list).hasToString("SharedList[size 3]");
            assertThat(empty.asList()).isEmpty();
        }
    }

    @Test
    void S5_aValueThatIsTooLong_isRefusedByTheLimit() {
        try (SharedList list = SharedList.create(1, 8)) {
            list.set(0, "12345678");
            for (Object value : new Object[] {"123456789", "grüßeü", new byte[9]}) {
                assertThatThrownBy(() -> list.set(0, value))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "an element of this shared list has up to 8 bytes, which it was made"
                                        + " with: bytes=9");
            }
            assertThat(list.get(0)).isEqualTo("12345678");
        }
    }

    @Test
    void S5_otherTypesAndHalvesOfCharacters_areRefused() {
        try (SharedList list = SharedList.create(1, 8)) {
            assertThatThrownBy(() -> list.set(0, 1f))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "a shared list has values of the types Long, Integer, Double, Boolean,"
                                    + " String and byte[], and null: type=java.lang.Float");
            assertThatThrownBy(() -> list.set(0, "\ud83d"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the text has half of a surrogate pair");
            assertThat(list.get(0)).isNull();
        }
        assertThatThrownBy(() -> SharedList.copyOf(List.of("too long for it"), 8))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void S5_impossibleSizesAndIndices_areRefused() {
        assertThatThrownBy(() -> SharedList.create(-1, 8))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedList.create(1, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a shared list has 0 or more elements of at least 8 bytes: size=1,"
                                + " slotBytes=7");
        try (SharedList list = SharedList.create(2, 8)) {
            for (int index : new int[] {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                assertThatThrownBy(() -> list.get(index))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> list.set(index, 1))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void S5_theView_isAListThatWritesThrough() {
        try (SharedList list = SharedList.copyOf(List.of(3, 1, 2), 8)) {
            List<Object> view = new ArrayList<>(list.asList());
            assertThat(view).containsExactly(3, 1, 2);
            Collections.swap(list.asList(), 0, 2);
            assertThat(list.asList()).containsExactly(2, 1, 3);
            assertThat(list.asList().indexOf(3)).isEqualTo(2);
            assertThatThrownBy(() -> list.asList().add(4))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void S5_closed_saysSo() {
        for (int slotBytes : new int[] {8, 1 << 20}) {
            SharedList list = SharedList.create(1, slotBytes);
            list.close();
            list.close();
            assertThatThrownBy(() -> list.get(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the shared list was closed");
            assertThatThrownBy(() -> list.set(0, 1)).isInstanceOf(IllegalStateException.class);
        }
    }
}
