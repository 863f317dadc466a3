package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.memory.SharedList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for a list of fixed size and fixed places that parties share. */
interface ListContract extends Contract {

    @Test
    default void S5_list_isAListOfTheJdk_forAll() throws Exception {
        try (SharedList list = SharedList.create(3, 8)) {
            assertThat(list.asList()).containsExactly(null, null, null);
            var writing =
                    parties()
                            .start(() -> {
                                list.asList().set(0, "text");
                                list.set(1, 7);
                                return list.asList().size();
                            });
            assertThat(Contract.get(writing)).isEqualTo(3);
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
                                assertThatThrownBy(() -> list.asList().add("more"))
                                        .isInstanceOf(UnsupportedOperationException.class);
                                return true;
                            });
            assertThat(Contract.get(trying)).isTrue();
            assertThat(list.get(0)).isEqualTo("old");
        }
    }
}
