package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ProcessOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row O1: what a pool may be asked for. */
class PoolOptionsTest {

    private static final PoolOptions DEFAULTS = PoolOptions.defaults();

    @Test
    void O1_defaults_areAsManyWorkersAsProcessors_andNoLimits() {
        assertThat(DEFAULTS.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(DEFAULTS.name()).isNull();
        assertThat(DEFAULTS.taskTimeout()).isEmpty();
        assertThat(DEFAULTS.retries()).isZero();
        assertThat(DEFAULTS.stopGrace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(DEFAULTS.process().maxHeapBytes()).isEmpty();
    }

    @Test
    void O1_lessThanOneWorker_isRefused() {
        for (int workers : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> DEFAULTS.withWorkers(workers))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a pool needs at least one worker: workers=" + workers);
            assertThatThrownBy(() -> ProcessPool.of(workers))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void O5_boundsThatCross_areRefused() {
        for (int[] bounds : new int[][] {{-1, 2}, {0, 0}, {3, 2}}) {
            assertThatThrownBy(() -> DEFAULTS.withWorkers(bounds[0], bounds[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("least=" + bounds[0] + ", most=" + bounds[1]);
        }
        assertThatThrownBy(() -> DEFAULTS.withIdleTimeout(Duration.ZERO))
                .hasMessage("idle timeout must be positive: timeout=PT0S");
    }

    @Test
    void O5_aFixedSize_isBothBounds() {
        assertThat(DEFAULTS.leastWorkers()).isEqualTo(DEFAULTS.workers());
        assertThat(DEFAULTS.withWorkers(1, 7).withWorkers(5).leastWorkers()).isEqualTo(5);
        assertThat(DEFAULTS.withWorkers(3, 20).leastWorkers()).isEqualTo(3);
    }

    @Test
    void otherNonsense_isRefused() {
        assertThatThrownBy(() -> DEFAULTS.withName(" "))
                .hasMessage("name must not be blank: name=\" \"");
        assertThatThrownBy(() -> DEFAULTS.withTaskTimeout(Duration.ZERO))
                .hasMessage("task timeout must be positive: timeout=PT0S");
        assertThatThrownBy(() -> DEFAULTS.withTaskTimeout(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withStopGrace(Duration.ofMillis(-1)))
                .hasMessage("stop grace must not be negative: grace=PT-0.001S");
        assertThatThrownBy(() -> DEFAULTS.withRetries(-1))
                .hasMessage("retries must be 0 to 100: retries=-1");
        assertThatThrownBy(() -> DEFAULTS.withRetries(101))
                .hasMessage("retries must be 0 to 100: retries=101");
        assertThatThrownBy(() -> DEFAULTS.withMaxHeap("lots"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withProcess(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ProcessPool.open(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void eachChange_isACopy() {
        PoolOptions changed =
                DEFAULTS.withName("a")
                        .withWorkers(3)
                        .withTaskTimeout(Duration.ofSeconds(2))
                        .withRetries(4)
                        .withStopGrace(Duration.ZERO)
                        .withProcess(ProcessOptions.defaults().withName("p"))
                        .withMaxHeap("64m");
        assertThat(changed.name()).isEqualTo("a");
        assertThat(changed.workers()).isEqualTo(3);
        assertThat(changed.taskTimeout()).contains(Duration.ofSeconds(2));
        assertThat(changed.retries()).isEqualTo(4);
        assertThat(changed.stopGrace()).isZero();
        assertThat(changed.process().maxHeapBytes()).hasValue(64L << 20);
        assertThat(DEFAULTS.name()).isNull();
        assertThat(DEFAULTS.retries()).isZero();
    }

    @Test
    void veryLongDurations_areNoOverflow() {
        Duration eternity = Duration.ofSeconds(Long.MAX_VALUE);
        try (var pool =
                ProcessPool.open(
                        DEFAULTS.withTaskTimeout(eternity)
                                .withStopGrace(eternity)
                                .withWorkers(1))) {
            assertThat(pool.isShutdown()).isFalse();
        }
    }
}
