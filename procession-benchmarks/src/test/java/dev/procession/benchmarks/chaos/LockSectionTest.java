package dev.procession.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.memory.SharedLongArray;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is seen of a lock that does what it must not. */
class LockSectionTest {

    private final SharedLongArray words = SharedLongArray.create(LockSection.DOOMED + 2);
    private final LockSection section = new LockSection(words, 0, 1);
    private final long other = LockSection.id(1, 3);

    @AfterEach
    void close() {
        words.close();
    }

    @Test
    void run_alone_raisesBoth() {
        section.run();
        section.run();
        assertThat(words.get(LockSection.FIRST)).isEqualTo(2);
        assertThat(words.get(LockSection.SECOND)).isEqualTo(2);
    }

    @Test
    void run_besideAnotherOne_complains() {
        words.set(LockSection.INSIDE, other);
        assertComplaint(section::run, "inside together with life 3 of seat 1");
    }

    @Test
    void run_afterADeathThatNobodyTold_complains() {
        words.set(LockSection.INSIDE, other);
        words.set(LockSection.DOOMED + 1, 3);
        assertComplaint(section::run, "nobody was told that life 3 of seat 1 died with the lock");
    }

    @Test
    void run_withAPairThatDiffers_complains() {
        words.set(LockSection.FIRST, 1);
        assertComplaint(section::run, "the pair differs although nobody died: 1, 0");
    }

    @Test
    void repair_afterADeath_makesThePairEqual() {
        words.set(LockSection.INSIDE, other);
        words.set(LockSection.DOOMED + 1, 3);
        words.set(LockSection.FIRST, 1);
        section.repairAndRun(() -> {});
        assertThat(words.get(LockSection.SECOND)).isEqualTo(2);
        assertThat(words.get(LockSection.REPAIRS)).isOne();
    }

    @Test
    void repair_besideOneThatLives_complains() {
        words.set(LockSection.INSIDE, other);
        words.set(LockSection.DOOMED + 1, 2);
        assertComplaint(
                () -> section.repairAndRun(() -> {}), "inside together with life 3 of seat 1");
        words.set(LockSection.REPAIRING, other);
        assertComplaint(
                () -> section.repairAndRun(() -> {}), "repairing together with life 3 of seat 1");
    }

    @Test
    void pair_thatDoesNotCountAll_isLostOrDuplicated() {
        Findings findings = new Findings();
        LockTarget.judge(10, 2, 12, 12, findings);
        assertThat(findings.told()).isEmpty();
        LockTarget.judge(10, 2, 9, 9, findings);
        LockTarget.judge(10, 2, 13, 13, findings);
        LockTarget.judge(10, 2, 11, 10, findings);
        assertThat(findings.told())
                .containsExactly(
                        "lost: 10 times inside made 9",
                        "duplicated: 10 times inside and 2 kills made 13",
                        "wrong: the pair ends as 11, 10");
    }

    @Test
    void stall_whileSomebodyCouldGoOn_isTold() {
        Findings findings = new Findings();
        Stall stall = new Stall();
        stall.look(true, 1, 0);
        stall.look(false, 1, TimeUnit.SECONDS.toNanos(20));
        stall.look(true, 1, TimeUnit.SECONDS.toNanos(25));
        stall.tell("the lock", findings);
        assertThat(findings.told()).isEmpty();
        stall.look(true, 1, TimeUnit.SECONDS.toNanos(26));
        stall.tell("the lock", findings);
        assertThat(findings.told()).containsExactly("wrong: the lock stood still for 6000 ms");
        assertThat(findings.count(Sort.WRONG)).isOne();
    }

    private static void assertComplaint(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable run, String message) {
        assertThatThrownBy(run).isInstanceOf(Complaint.class).hasMessage(message);
    }
}
