package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for lists that parties share, whether they may grow or not. */
interface RowContract extends Contract {

    /** What all lists do. */
    interface Row {
        int size();

        Object get(int index);

        void set(int index, Object element);
    }

    /** Makes one of short elements. */
    Subject<Row> newRow(List<?> elements) throws Exception;

    private static List<Object> all(Row row) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            all.add(row.get(i));
        }
        return all;
    }

    @Test
    default void S5_row_elementsOfAllTypes_areAsTheyWere_forAll() throws Exception {
        List<Object> values =
                Arrays.asList(
                        "howdy", "", "ä€😀", "ends with\0\0", -273.154, 100, 1L << 40, true, null);
        try (var made = newRow(values)) {
            Row row = made.it();
            assertThat(Contract.get(parties().start(() -> all(row)))).isEqualTo(values);
            row.set(0, new byte[] {0, 1, 0});
            assertThat(Contract.get(parties().start(() -> (byte[]) row.get(0))))
                    .containsExactly(0, 1, 0);
        }
    }

    @Test
    default void S5_row_elementsChangeTheirTypes_forAll() throws Exception {
        try (var made = newRow(Arrays.asList(null, null, null))) {
            Row row = made.it();
            var writing =
                    parties()
                            .start(() -> {
                                row.set(0, 1.5);
                                row.set(0, "text");
                                row.set(1, 7);
                                row.set(2, "gone");
                                row.set(2, null);
                                return true;
                            });
            assertThat(Contract.get(writing)).isTrue();
            assertThat(all(row)).containsExactly("text", 7, null);
        }
    }

    @Test
    default void S5_row_outsideOfIt_isRefusedForAll() throws Exception {
        try (var made = newRow(List.of("only"))) {
            Row row = made.it();
            var trying =
                    parties()
                            .start(() -> {
                                assertThatThrownBy(() -> row.set(1, "x"))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                assertThatThrownBy(() -> row.get(-1))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                return true;
                            });
            assertThat(Contract.get(trying)).isTrue();
            assertThat(all(row)).containsExactly("only");
        }
    }

    @Test
    default void S5_row_elementsAreReadWhole_whoeverWrites() throws Exception {
        try (var made = newRow(List.of("aaaaaaaa"))) {
            Row row = made.it();
            var turning =
                    start(
                            Parties.MOST,
                            () -> {
                                boolean isWhole = true;
                                for (int i = 0; i < 200; i++) {
                                    row.set(0, i % 2 == 0 ? "aaaaaaaa" : "bbbb");
                                    Object seen = row.get(0);
                                    isWhole &= "aaaaaaaa".equals(seen) || "bbbb".equals(seen);
                                }
                                return isWhole;
                            });
            assertThat(Contract.all(turning)).containsOnly(true);
        }
    }
}
