package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static Progress progress(OptionalLong total, long done, double perSecond) {
        return new Progress(total, done, 0, done, 0, 0, Duration.ofSeconds(1), perSecond, false);
    }

    private static double rate(Pace pace, double seconds, long count) {
        return pace.perSecond((long) (seconds * TimeUnit.SECONDS.toNanos(1)), count);
    }

    @Test
    void rest_isEstimatedWhereTotalAndRateAreKnown() {
        assertThat(progress(OptionalLong.of(100), 40, 6).remaining())
                .contains(Duration.ofSeconds(10));
        assertThat(progress(OptionalLong.of(100), 120, 6).remaining()).contains(Duration.ZERO);
        assertThat(progress(OptionalLong.empty(), 40, 6).remaining()).isEmpty();
        assertThat(progress(OptionalLong.of(100), 0, 0).remaining()).isEmpty();
        assertThat(progress(OptionalLong.of(Long.MAX_VALUE), 0, 1e-9).remaining())
                .contains(Duration.ofSeconds(1_000_000_000));
    }

    @Test
    void rate_isThatOfTheLastFiveSeconds() {
        var pace = new Pace(0);
        assertThat(rate(pace, 0, 0)).isZero();
        assertThat(rate(pace, 1, 10)).isEqualTo(10);
        assertThat(rate(pace, 4, 40)).isEqualTo(10);
        assertThat(rate(pace, 6, 40)).isEqualTo(6);
        assertThat(rate(pace, 12, 40)).isZero();
    }

    @Test
    void rate_ofRareLooks_isSinceTheOneBefore() {
        var pace = new Pace(0);
        assertThat(rate(pace, 20, 20)).isEqualTo(1);
        assertThat(rate(pace, 40, 60)).isEqualTo(2);
    }

    @Test
    void options_keepTheListener_andRefuseShortIntervals() {
        ProgressListener nobody = now -> {};
        assertThat(TaskOptions.defaults().progressListener()).isEmpty();
        TaskOptions told = TaskOptions.defaults().withProgress(nobody);
        assertThat(told.progressListener()).containsSame(nobody);
        assertThat(told.progressInterval()).contains(Duration.ofMillis(100));
        assertThatThrownBy(() -> told.withProgress(nobody, Duration.ofNanos(999_999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "progress interval must be at least a millisecond: interval=PT0.000999999S");
    }
}
