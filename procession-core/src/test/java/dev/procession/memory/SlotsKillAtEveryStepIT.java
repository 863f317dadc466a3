package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.KillAtEveryStep;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row S5: a process that is killed at any step of a write leaves the old value or the new one. */
// Each step is a JVM: what hangs has limits of its own, and a busy machine takes its time.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SlotsKillAtEveryStepIT {

    private static final String OLD = "what was there";
    private static final String NEW = "what is to be there, in more than one step";

    private record Text(long number, String text) {}

    @Test
    void S5_setOfAList_killedAtEveryStep_leavesTheOldOrTheNewValue() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        40,
                        child -> {
                            try (SharedList list = SharedList.create(2, 50)) {
                                list.set(1, OLD);
                                child.run(() -> () -> list.set(1, NEW));
                                assertThat(list.get(1)).isIn(OLD, NEW);
                                if (child.hasEnded()) {
                                    assertThat(list.get(1)).isEqualTo(NEW);
                                }
                                list.set(1, child.step());
                                assertThat(list.asList()).containsExactly(null, child.step());
                            }
                        });
        assertThat(steps).isGreaterThan(8);
    }

    @Test
    void S5_updateOfAStruct_killedAtEveryStep_leavesTheOldOrTheNewRecord() throws Exception {
        Text before = new Text(1, OLD);
        Text after = new Text(2, NEW);
        int steps =
                KillAtEveryStep.run(
                        60,
                        child -> {
                            try (SharedStruct<Text> struct = SharedStruct.create(before, 50)) {
                                child.run(() -> () -> struct.updateAndGet(old -> new Text(2, NEW)));
                                assertThat(struct.get()).isIn(before, after);
                                if (child.hasEnded()) {
                                    assertThat(struct.get()).isEqualTo(after);
                                }
                                Text last = new Text(child.step(), "");
                                assertThat(struct.updateAndGet(old -> last)).isEqualTo(last);
                                assertThat(struct.get()).isEqualTo(last);
                            }
                        });
        assertThat(steps).isGreaterThan(12);
    }
}
