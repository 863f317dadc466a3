package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    @Test
    void aBackoff_doublesUpToItsEnd() {
        RetryPolicy policy =
                RetryPolicy.retries(10).withBackoff(Duration.ofMillis(100), Duration.ofMillis(500));
        assertThat(IntStream.of(2, 3, 4, 5, 100).mapToObj(policy::backoff).map(Duration::toMillis))
                .containsExactly(100L, 200L, 400L, 500L, 500L);
    }

    @Test
    void aLongBackoff_doesNotOverflow() {
        Duration end = Duration.ofSeconds(Long.MAX_VALUE);
        RetryPolicy policy = RetryPolicy.retries(100).withBackoff(Duration.ofDays(100_000), end);
        assertThat(policy.backoff(101)).isEqualTo(Duration.ofDays(36_500));
    }

    @Test
    void ofNothing_isRefused() {
        assertThatThrownBy(() -> RetryPolicy.retries(1).on())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name a failure to retry after");
    }

    @Test
    void outOfRange_isRefused_byNameOfValueAndRule() {
        assertThatThrownBy(() -> RetryPolicy.retries(101))
                .hasMessage("retries must be 0 to 100: retries=101");
        assertThatThrownBy(() -> RetryPolicy.none().withPoisonLimit(0))
                .hasMessage("a poison limit must be 1 or more: workers=0");
        assertThatThrownBy(() ->
                        RetryPolicy.none().withBackoff(Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessageContaining("first=PT0.002S, most=PT0.001S");
    }
}
