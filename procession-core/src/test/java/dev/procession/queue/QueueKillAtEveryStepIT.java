package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import dev.procession.testing.KillAtEveryStep;
import dev.procession.testing.KillAtEveryStep.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault row F15: a process is killed before each of the steps of put and of take in turn, by a real
 * signal; nothing is torn or taken twice, only what a dead taker had is lost, and the queue goes
 * on.
 */
// Each step is a JVM: what hangs has limits of its own, and a busy machine takes its time.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class QueueKillAtEveryStepIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(20));

    /** What is done with a queue made for one trial. */
    @FunctionalInterface
    private interface Body {
        void run(KillAtEveryStep.Child child, ProcessQueue<String> queue) throws Exception;
    }

    private static Trial trial(Body body) {
        return child -> {
            try (ProcessQueue<String> queue = ProcessQueue.bounded(2)) {
                body.run(child, queue);
            }
        };
    }

    /** Others can put and take, as much as there is room for. */
    private static void assertGoesOn(ProcessQueue<String> queue) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            assertThat(queue.offer("more", LONG)).isTrue();
            assertThat(queue.offer("still more", LONG)).isTrue();
            assertThat(queue.offer("too much")).isFalse();
            assertThat(queue.poll(LONG)).isEqualTo("more");
            assertThat(queue.poll(LONG)).isEqualTo("still more");
            assertThat(queue.poll()).isNull();
        }
    }

    @Test
    void F15_put_killedAtEveryStep_isThereWholeOrNotAtAll() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        100,
                        trial((child, queue) -> {
                            child.run(() -> () -> queue.put("from the child"));
                            List<String> found = new ArrayList<>();
                            queue.drainTo(found, 10);
                            assertThat(found)
                                    .isSubsetOf("from the child")
                                    .hasSizeBetween(child.hasEnded() ? 1 : 0, 1);
                            assertGoesOn(queue);
                        }));
        assertThat(steps).isGreaterThan(8);
    }

    @Test
    void F15_putToSleepingTaker_killedAtEveryStep_takerGoesOn() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        100,
                        trial((child, queue) -> {
                            FutureTask<String> taker = new FutureTask<>(() -> queue.poll(LONG));
                            Thread.ofPlatform().name("survivor").start(taker);
                            child.run(() -> () -> queue.put("from the child"));
                            assertThat(queue.offer("from another", LONG)).isTrue();
                            assertThat(taker.get()).isIn("from the child", "from another");
                            queue.clear();
                            assertGoesOn(queue);
                        }));
        assertThat(steps).isGreaterThan(8);
    }

    @Test
    void F15_take_killedAtEveryStep_losesOneAtMost() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        100,
                        trial((child, queue) -> {
                            queue.put("first");
                            queue.put("second");
                            child.run(() -> queue::take);
                            List<String> found = new ArrayList<>();
                            queue.drainTo(found, 10);
                            assertThat(found)
                                    .isSubsetOf("first", "second")
                                    .endsWith("second")
                                    .doesNotHaveDuplicates()
                                    .hasSizeBetween(1, child.hasEnded() ? 1 : 2);
                            assertGoesOn(queue);
                        }));
        assertThat(steps).isGreaterThan(8);
    }
}
