package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Row S5: shared structs, within one process. */
class SharedStructTest {

    private record All(
            int i, long l, double d, float f, boolean t, byte b, short s, char c, String text) {}

    private record Wrong(int number, List<String> texts) {}

    @Test
    void S5_eachType_comesBackAsItWas() {
        All first =
                new All(
                        Integer.MIN_VALUE,
                        Long.MAX_VALUE,
                        -0.0,
                        Float.NaN,
                        true,
                        Byte.MIN_VALUE,
                        Short.MAX_VALUE,
                        'ß',
                        "zero\0 grüße 😀\0");
        All second = new All(0, 0, 0, 0, false, (byte) 0, (short) 0, '\0', null);
        try (SharedStruct<All> struct = SharedStruct.create(first, 30)) {
            assertThat(struct.get()).isEqualTo(first);
            struct.set(second);
            assertThat(struct.get()).isEqualTo(second);
            assertThat(struct.updateAndGet(old -> first)).isEqualTo(first);
            assertThat(struct.getAndUpdate(old -> second)).isEqualTo(first);
            assertThat(struct.get()).isEqualTo(second);
            assertThat(struct).hasToString("SharedStruct[All]");
        }
    }

    @Test
    void S5_textsThatAreTooLong_areRefusedByTheLimit() {
        All full = new All(0, 0, 0, 0, false, (byte) 0, (short) 0, ' ', "12345");
        All more = new All(0, 0, 0, 0, false, (byte) 0, (short) 0, ' ', "123456");
        try (SharedStruct<All> struct = SharedStruct.create(full, 5)) {
            assertThatThrownBy(() -> struct.set(more))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the texts of this shared struct have room for 5 bytes, which it was made"
                                    + " with: bytes=6");
            assertThat(struct.get()).isEqualTo(full);
        }
        assertThatThrownBy(() -> SharedStruct.create(full))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedStruct.create(full, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void S5_otherComponents_areRefusedByTheirName() {
        assertThatThrownBy(() -> SharedStruct.create(new Wrong(1, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the components of a shared struct are primitives and texts: type="
                                + Wrong.class.getName()
                                + ", component=texts, its type=java.util.List");
    }

    @Test
    void S5_anUpdate_isTriedAgainIfAnotherWasFaster() {
        record Pair(long one, long two) {}
        try (SharedStruct<Pair> struct = SharedStruct.create(new Pair(0, 0))) {
            int[] calls = new int[1];
            struct.updateAndGet(old -> {
                if (calls[0]++ == 0) {
                    struct.set(new Pair(10, 20));
                }
                return new Pair(old.one() + 1, old.two() + 1);
            });
            assertThat(calls[0]).isEqualTo(2);
            assertThat(struct.get()).isEqualTo(new Pair(11, 21));
        }
    }

    @Test
    void S5_closed_saysSo() {
        record One(int number) {}
        SharedStruct<One> struct = SharedStruct.create(new One(1));
        struct.close();
        assertThatThrownBy(struct::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the shared struct was closed");
        assertThatThrownBy(() -> struct.set(new One(2))).isInstanceOf(IllegalStateException.class);
    }
}
