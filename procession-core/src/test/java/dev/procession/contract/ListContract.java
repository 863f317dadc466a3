package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.memory.SharedList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for a list of fixed size that parties share. */
interface ListContract extends Contract {

    @Test
    default void S5_list_elementsOfAllTypes_areAsTheyWere_forAll() throws Exception {
        List<Object> values =
                Arrays.asList(
                        "howdy", "", "ä€😀", "ends with\0\0", -273.154, 100, 1L << 40, true, null);
        try (SharedList list = SharedList.copyOf(values, 40)) {
            assertThat(list.size()).isEqualTo(values.size());
            var comparing = parties().start(() -> list.asList().equals(values));
            assertThat(Contract.get(comparing)).isTrue();
            list.set(0, new byte[] {0, 1, 0});
            var reading = parties().start(() -> (byte[]) list.get(0));
            assertThat(Contract.get(reading)).containsExactly(0, 1, 0);
        }
    }

    @Test
    default void S5_list_elementsChangeTheirTypes_forAll() throws Exception {
        try (SharedList list = SharedList.create(3, 8)) {
            assertThat(list.asList()).containsExactly(null, null, null);
            var writing =
                    parties()
                            .start(() -> {
                                list.set(0, 1.5);
                                list.set(0, "text");
                                list.set(1, 7);
                                list.set(2, "gone");
                                list.set(2, null);
                                return true;
                            });
            assertThat(Contract.get(writing)).isTrue();
            assertThat(list.asList()).containsExactly("text", 7, null);
            assertThat(list.asList().indexOf(7)).isEqualTo(1);
            assertThat(Collections.frequency(list.asList(), "text")).isEqualTo(1);
            assertThat(list.asList()).doesNotContain("absent");
        }
    }

    @Test
    default void S5_list_whatHasNoPlace_isRefused_andTheOldValueStays() throws Exception {
        try (SharedList list = SharedList.copyOf(List.of("old"), 8)) {
            var trying =
                    parties()
                            .start(() -> {
                                assertThatThrownBy(() -> list.set(0, "nine bytes"))
                                        .isInstanceOf(IllegalArgumentException.class);
                                assertThatThrownBy(() -> list.set(0, List.of()))
                                        .isInstanceOf(IllegalArgumentException.class);
                                assertThatThrownBy(() -> list.set(1, "x"))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                assertThatThrownBy(() -> list.get(-1))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                assertThatThrownBy(() -> list.asList().add("more"))
                                        .isInstanceOf(UnsupportedOperationException.class);
                                return true;
                            });
            assertThat(Contract.get(trying)).isTrue();
            assertThat(list.get(0)).isEqualTo("old");
        }
    }

    @Test
    default void S5_list_elementsAreReadWhole_whoeverWrites() throws Exception {
        try (SharedList list = SharedList.copyOf(List.of("aaaaaaaa"), 8)) {
            var turning =
                    start(
                            Parties.MOST,
                            () -> {
                                boolean isWhole = true;
                                for (int i = 0; i < 200; i++) {
                                    list.set(0, i % 2 == 0 ? "aaaaaaaa" : "bbbb");
                                    Object seen = list.get(0);
                                    isWhole &= "aaaaaaaa".equals(seen) || "bbbb".equals(seen);
                                }
                                return isWhole;
                            });
            assertThat(Contract.all(turning)).containsOnly(true);
        }
    }
}
