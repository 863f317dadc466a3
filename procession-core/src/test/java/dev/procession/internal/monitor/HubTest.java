package dev.procession.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.shared.Words;
import dev.procession.testing.Await;
import java.lang.foreign.Arena;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Virtual threads that sleep on shared words. */
class HubTest {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(10));

    @Test
    void sleep_memoryIsUnmapped_whoSleepsBesideIsNotHarmed() throws Exception {
        Thread first;
        try (Arena arena = Arena.ofShared()) {
            Words gone = new Words(arena.allocate(Long.BYTES, Long.BYTES));
            first = sleeper(gone, LONG.multipliedBy(2));
            Await.until("it sleeps", () -> first.getState() == Thread.State.WAITING);
        }
        Words other = new Words(Arena.ofAuto().allocate(Long.BYTES, Long.BYTES));
        Thread second = sleeper(other, Duration.ofMillis(1));
        assertThat(second.join(LONG)).isTrue();
        assertThat(first.join(LONG)).isTrue();
    }

    private static Thread sleeper(Words words, Duration length) {
        return Thread.startVirtualThread(() -> Hub.CURRENT.sleep(words, 0, 0, length.toNanos()));
    }
}
