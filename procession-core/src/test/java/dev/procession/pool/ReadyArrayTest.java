package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An array is made ahead only after two that are alike, and handed out once. */
class ReadyArrayTest {

    private static final int LENGTH = 1 << 20;
    private static final int BYTES = LENGTH * Double.BYTES;

    private final ReadyArray ready = new ReadyArray();

    private void note(@Nullable Object array, int bytes) {
        ready.note(array, bytes);
        ready.prepare();
    }

    @Test
    void afterTwoAlike_theNextIsThere_once() {
        note(new double[LENGTH], BYTES);
        assertThat(ready.take()).isNull();
        note(new double[LENGTH], BYTES);
        assertThat(ready.take())
                .isInstanceOf(double[].class)
                .extracting(each -> ((double[]) each).length)
                .isEqualTo(LENGTH);
        assertThat(ready.take()).isNull();
    }

    @Test
    void afterOthers_noneIsMade() {
        note(new double[LENGTH], BYTES);
        note(new double[LENGTH + 1], BYTES + Double.BYTES);
        assertThat(ready.take()).as("of another length").isNull();
        note(new long[LENGTH + 1], BYTES + Long.BYTES);
        assertThat(ready.take()).as("of another type").isNull();
        note(null, BYTES);
        note(null, BYTES);
        assertThat(ready.take()).as("none, or several").isNull();
        note(new double[1], Double.BYTES);
        note(new double[1], Double.BYTES);
        assertThat(ready.take()).as("short").isNull();
    }

    @Test
    void afterAShortMessage_itIsGivenBack() {
        note(new double[LENGTH], BYTES);
        note(new double[LENGTH], BYTES);
        ready.forget();
        ready.prepare();
        assertThat(ready.take()).isNull();
    }

    @Test
    void withoutRoom_noneIsMade() {
        int moreThanAQuarter = (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory());
        note(new double[1], moreThanAQuarter);
        note(new double[1], moreThanAQuarter);
        assertThat(ready.take()).isNull();
    }
}
