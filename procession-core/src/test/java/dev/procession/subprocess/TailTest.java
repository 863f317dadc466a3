package dev.procession.subprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whose bytes come when the programs have ended, and when the time for them stands still. */
class TailTest {

    private static final long LONG = Duration.ofDays(1).toNanos();

    @Test
    void bytes_upToWhatWasLeft_areThePrograms() {
        Tail tail = new Tail();
        tail.came(1000);
        assertThat(tail.hasAllOfOwn()).as("they run").isFalse();
        tail.begin(50);
        assertThat(tail.hasAllOfOwn()).isFalse();
        tail.came(50);
        assertThat(tail.hasAllOfOwn()).isTrue();
        assertThat(tail.hasMoreThanOwn()).isFalse();
        tail.came(1);
        assertThat(tail.hasMoreThanOwn()).isTrue();
    }

    @Test
    void begin_again_changesNothing() {
        Tail tail = new Tail();
        tail.begin(1);
        tail.came(2);
        tail.begin(100);
        assertThat(tail.hasMoreThanOwn()).isTrue();
    }

    @Test
    void time_standsStill_whileSomebodyHasToTakeThePrograms() {
        Tail tail = new Tail();
        tail.waits();
        tail.begin(10);
        assertThat(tail.left(0)).isEqualTo(Long.MAX_VALUE);
        tail.goesOn();
        assertThat(tail.standsStill()).isFalse();
        assertThat(tail.left(0)).isLessThanOrEqualTo(0);
        assertThat(tail.left(LONG)).isBetween(1L, LONG);
        tail.waits();
        tail.came(11);
        assertThat(tail.standsStill()).as("others have written").isFalse();
        assertThat(tail.left(0)).isLessThanOrEqualTo(0);
    }
}
