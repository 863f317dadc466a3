package dev.procession.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is seen of managers that do what they must not. */
class ManagerTargetTest {

    @Test
    void tally_thatDoesNotCountAll_isLostOrDuplicated() {
        Findings findings = new Findings();
        ManagerTarget.judgeTally(10, 10, 12, findings);
        ManagerTarget.judgeTally(12, 10, 12, findings);
        assertThat(findings.told()).isEmpty();
        ManagerTarget.judgeTally(9, 10, 12, findings);
        ManagerTarget.judgeTally(13, 10, 12, findings);
        assertThat(findings.told())
                .containsExactly(
                        "lost: 10 merges made 9", "duplicated: 12 merges that were begun made 13");
    }

    @Test
    void log_seatsOfOtherReigns_doNotCount() {
        try (ManagerLog log = ManagerLog.open(2)) {
            log.enters(0, 1, 5);
            log.add(0, ManagerLog.MERGES);
            log.enters(1, 2, 7);
            log.add(1, ManagerLog.MERGES);
            log.enters(1, 2, 9);
            log.add(1, ManagerLog.MERGES);
            assertThat(log.get(1, ManagerLog.FIRST)).isEqualTo(7);
            assertThat(log.sum(2, ManagerLog.MERGES, 2)).isEqualTo(2);
            log.enters(0, 2, 6);
            assertThat(log.sum(2, ManagerLog.MERGES, 2)).isEqualTo(2);
        }
    }

    @Test
    void log_whoAskedLater_isNotBlamedForTheTimeBefore() {
        try (ManagerLog log = ManagerLog.open(1)) {
            assertThat(log.isDoomed(1)).isFalse();
            log.dooms(1);
            assertThat(log.isDoomed(1)).isTrue();
            assertThat(log.isDoomed(2)).isFalse();
            long hourAgo = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
            assertThat(log.told(hourAgo)).isLessThan(TimeUnit.HOURS.toNanos(1));
            assertThat(log.told(System.nanoTime() + TimeUnit.HOURS.toNanos(1))).isNegative();
            assertThat(log.toldAfterNanos()).isNotNegative();
        }
    }
}
