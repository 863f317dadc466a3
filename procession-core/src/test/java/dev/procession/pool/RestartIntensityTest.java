package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartIntensityTest {

    private final RestartIntensity intensity = new RestartIntensity();

    @Test
    void delay_doublesWithEachFailure_upToALimit() {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            delays.add(intensity.delayMillis());
            intensity.failed(0);
        }
        assertThat(delays).containsExactly(0L, 40L, 80L, 160L, 320L, 640L, 640L, 640L);
    }

    @Test
    void failuresInARow_exceedTheLimit() {
        for (int i = 0; i < RestartIntensity.MAX_FAILURES; i++) {
            intensity.failed(7);
        }
        assertThat(intensity.isExceeded()).isFalse();
        intensity.failed(7);
        assertThat(intensity.isExceeded()).isTrue();
    }

    @Test
    void aTaskInBetween_beginsTheRowAnew() {
        for (int i = 0; i < 100; i++) {
            intensity.failed(i);
        }
        assertThat(intensity.failures()).isEqualTo(1);
        intensity.wasOfUse();
        assertThat(intensity.failures()).isZero();
    }
}
