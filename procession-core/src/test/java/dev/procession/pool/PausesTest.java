package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row F24, with a clock of our own. */
class PausesTest {

    private static final long SECOND = 1_000_000_000L;

    private final Pauses pauses = new Pauses();

    /** A clock may begin anywhere, and run over. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, 77 * SECOND, Long.MAX_VALUE - 20 * SECOND})
    void F24_pauseOf30Seconds_isNotCounted(long start) {
        pauses.woke(start + 10 * SECOND, start + 40 * SECOND);
        assertThat(pauses.since(start)).isEqualTo(30 * SECOND);
        assertThat(pauses.since(start + 10 * SECOND)).isEqualTo(30 * SECOND);
        assertThat(pauses.since(start + 25 * SECOND)).isEqualTo(15 * SECOND);
        assertThat(pauses.since(start + 40 * SECOND)).isZero();
        assertThat(pauses.since(start + 50 * SECOND)).isZero();
    }

    @Test
    void severalPauses_addUp() {
        pauses.woke(10 * SECOND, 12 * SECOND);
        pauses.woke(20 * SECOND, 23 * SECOND);
        assertThat(pauses.since(0)).isEqualTo(5 * SECOND);
        assertThat(pauses.since(11 * SECOND)).isEqualTo(4 * SECOND);
        assertThat(pauses.since(21 * SECOND)).isEqualTo(2 * SECOND);
    }

    @Test
    void aLittleLate_isNoPause() {
        pauses.woke(0, Pauses.LEAST_NANOS);
        assertThat(pauses.since(-SECOND)).isZero();
    }

    @Test
    void endlessPauses_takeNoMemory() {
        for (int i = 0; i < 1000; i++) {
            pauses.woke(i * SECOND, i * SECOND + SECOND / 2);
        }
        assertThat(pauses.since(999 * SECOND)).isEqualTo(SECOND / 2);
        assertThat(pauses.since(0)).isEqualTo(8 * SECOND);
    }
}
