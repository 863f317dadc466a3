package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ConsumerDiedException;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.KillAtEveryStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Row Q5: a consumer is killed before each of its steps in turn, by a real signal; what it had
 * taken and not done is given out once more, or reported once, and nothing else is.
 */
// Each step is a JVM: what hangs has limits of its own, and a busy machine takes its time.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class JoinableKillAtEveryStepIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(20));
    private static final int MOST = 150;

    /** Takes all there is, and is done with it. */
    private static List<String> takeAll(JoinableProcessQueue<String> queue) {
        List<String> found = new ArrayList<>();
        for (String each = queue.poll(); each != null; each = queue.poll()) {
            found.add(each);
            queue.taskDone();
        }
        return found;
    }

    /** All is done, nobody can say so once more, and others go on. */
    private static void assertAllDone(JoinableProcessQueue<String> queue) throws Exception {
        assertThat(queue.join(LONG)).isTrue();
        assertThat(queue.size()).isZero();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        assertThat(queue.offer("more", LONG)).isTrue();
        assertThat(takeAll(queue)).containsExactly("more");
        assertThat(queue.join(LONG)).isTrue();
    }

    @Test
    void Q5_F15_take_killedAtEveryStep_givesAllOutAgain() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        MOST,
                        child -> {
                            try (var queue = JoinableProcessQueue.<String>redelivering(2)) {
                                queue.put("first");
                                queue.put("second");
                                child.run(() -> queue::take);
                                assertThat(takeAll(queue))
                                        .containsExactlyInAnyOrder("first", "second");
                                assertAllDone(queue);
                            }
                        });
        assertThat(steps).isGreaterThan(20);
    }

    @Test
    void Q5_F15_takeOfWhatWasReturned_killedAtEveryStep_givesItOutAgain() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        MOST,
                        child -> {
                            try (var queue = JoinableProcessQueue.<String>redelivering(2);
                                    var dead =
                                            JavaProcess.start(() -> {
                                                queue.take();
                                                Runtime.getRuntime().halt(1);
                                            })) {
                                queue.put("returned");
                                assertThat(dead.join(LONG)).isTrue();
                                child.run(() -> queue::take);
                                assertThat(takeAll(queue)).containsExactly("returned");
                                assertAllDone(queue);
                            }
                        });
        assertThat(steps).isGreaterThan(20);
    }

    @Test
    void Q5_F15_taskDone_killedAtEveryStep_isDoneOrGivenOutAgain() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        MOST,
                        child -> {
                            try (var queue = JoinableProcessQueue.<String>redelivering(2)) {
                                queue.put("only");
                                child.run(() -> {
                                    queue.take();
                                    return queue::taskDone;
                                });
                                assertThat(takeAll(queue))
                                        .isSubsetOf("only")
                                        .hasSizeBetween(0, child.hasEnded() ? 0 : 1);
                                assertAllDone(queue);
                            }
                        });
        assertThat(steps).isGreaterThan(10);
    }

    @Test
    void Q5_F15_take_killedAtEveryStep_isReportedOnce_orStillThere() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        MOST,
                        child -> {
                            try (var queue = JoinableProcessQueue.<String>reporting(2)) {
                                queue.put("first");
                                queue.put("second");
                                child.run(() -> queue::take);
                                List<String> found = takeAll(queue);
                                assertThat(found)
                                        .isSubsetOf("first", "second")
                                        .doesNotHaveDuplicates()
                                        .endsWith("second");
                                assertThat(lost(queue)).isEqualTo(2 - found.size());
                                assertThat(found).hasSizeBetween(1, child.hasEnded() ? 1 : 2);
                                assertAllDone(queue);
                            }
                        });
        assertThat(steps).isGreaterThan(20);
    }

    private static int lost(JoinableProcessQueue<String> queue) throws InterruptedException {
        try {
            assertThat(queue.join(LONG)).isTrue();
            return 0;
        } catch (ConsumerDiedException told) {
            return told.lost();
        }
    }
}
