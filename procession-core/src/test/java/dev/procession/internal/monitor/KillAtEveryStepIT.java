package dev.procession.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.monitor.LockWord.Result;
import dev.procession.internal.shared.BlockRef;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.KillAtEveryStep;
import dev.procession.testing.KillAtEveryStep.Trial;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault rows F13 and F14: a process is killed before each of the steps of an operation in turn, by
 * a real signal; the others go on, and the words are as they should be.
 */
// Each step is a JVM: what hangs has limits of its own, and a busy machine takes its time.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class KillAtEveryStepIT {

    /** What is done with memory made for one trial, which is closed after it. */
    @FunctionalInterface
    private interface Body {
        void run(KillAtEveryStep.Child child, SharedWords shared) throws Exception;
    }

    private static Trial trial(Body body) {
        return child -> {
            SharedWords shared = SharedWords.create();
            try {
                body.run(child, shared);
            } finally {
                shared.close();
            }
        };
    }

    private static <T> FutureTask<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofPlatform().name("survivor").start(task);
        return task;
    }

    /** The lock can be had, whoever was killed when, and by then nothing is left of them. */
    private static void assertLockGoesOn(SharedWords shared) {
        boolean isAbandoned = shared.owner() != 0;
        assertThat(shared.lockInTime()).isEqualTo(isAbandoned ? Result.TAKEN_OVER : Result.LOCKED);
        shared.lock.unlock();
        assertThat(shared.words.getInt(SharedWords.LOCK)).isZero();
        assertThat(shared.lockInTime()).isEqualTo(Result.LOCKED);
        shared.lock.unlock();
        assertThat(shared.words.getInt(SharedWords.LOCK)).isZero();
    }

    @Test
    void F13_lockAndUnlock_killedAtEveryStep_lockGoesOn() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        10,
                        trial((child, shared) -> {
                            BlockRef ref = shared.ref();
                            child.run(() -> {
                                SharedWords mine = SharedWords.attach(ref);
                                return () -> {
                                    mine.lock.lock();
                                    mine.lock.unlock();
                                };
                            });
                            assertLockGoesOn(shared);
                        }));
        assertThat(steps).isEqualTo(2);
    }

    /** Steps 1 and 2 are before the lock is free: the sleeper takes it over. */
    @Test
    void F13_unlockWithSleeper_killedAtEveryStep_sleeperGoesOn() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        20,
                        trial((child, shared) -> {
                            BlockRef ref = shared.ref();
                            FutureTask<Result> sleeper =
                                    start(() -> {
                                        Await.until("it is locked", () -> shared.owner() != 0);
                                        Result result = shared.lockInTime();
                                        shared.lock.unlock();
                                        return result;
                                    });
                            child.run(() -> {
                                SharedWords mine = SharedWords.attach(ref);
                                mine.lock.lock();
                                Await.until("one sleeps", mine::isSomebodyAsleep);
                                return mine.lock::unlock;
                            });
                            assertThat(sleeper.get())
                                    .isEqualTo(
                                            child.step() <= 2 ? Result.TAKEN_OVER : Result.LOCKED);
                            assertLockGoesOn(shared);
                        }));
        assertThat(steps).isBetween(3, 4);
    }

    /** It looks whether the lock becomes free, says that it sleeps, does so, and takes over. */
    @Test
    void F13_lockOfDeadOwner_killedAtEveryStep_nextTakesOver() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        60,
                        trial((child, shared) -> {
                            BlockRef ref = shared.ref();
                            shared.words.setInt(SharedWords.LOCK, SharedWords.DEAD);
                            child.run(() -> {
                                SharedWords mine = SharedWords.attach(ref);
                                return () -> {
                                    assertThat(mine.lock.lock()).isEqualTo(Result.TAKEN_OVER);
                                    mine.lock.unlock();
                                };
                            });
                            assertLockGoesOn(shared);
                        }));
        assertThat(steps).isGreaterThan(10);
    }

    @Test
    void F14_waitForEvent_killedAtEveryStep_othersAreWoken() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        20,
                        trial((child, shared) -> {
                            BlockRef ref = shared.ref();
                            child.run(() -> {
                                SharedWords mine = SharedWords.attach(ref);
                                return () ->
                                        mine.event.sleep(mine.event.prepare(), Parking.SLICE_NANOS);
                            });
                            FutureTask<Boolean> other = start(() -> shared.awaitNumber(1));
                            Await.until("the other waits", shared::isSomebodyWaiting);
                            shared.raiseNumber();
                            assertThat(other.get()).isTrue();
                            shared.raiseNumber();
                            assertThat(shared.isSomebodyWaiting()).isFalse();
                        }));
        assertThat(steps).isGreaterThan(4);
    }

    /** Step 1 is the change: who is killed before it has told nobody anything. */
    @Test
    void F14_changeAndRing_killedAtEveryStep_sleeperSeesTheChange() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        20,
                        trial((child, shared) -> {
                            BlockRef ref = shared.ref();
                            FutureTask<Boolean> sleeper = start(() -> shared.awaitNumber(1));
                            Await.until("one waits", shared::isSomebodyWaiting);
                            child.run(() -> {
                                SharedWords mine = SharedWords.attach(ref);
                                return mine::raiseNumber;
                            });
                            if (child.step() == 1) {
                                assertThat(sleeper.isDone()).isFalse();
                                shared.raiseNumber();
                            }
                            assertThat(sleeper.get()).isTrue();
                        }));
        assertThat(steps).isEqualTo(5);
    }

    /** Whoever gets the slot of one that died while he took it has another number, and lives. */
    @Test
    void F14_takingASlot_killedAtEveryStep_nextOneIsSomebodyElse() throws Exception {
        Set<Integer> numbers = ConcurrentHashMap.newKeySet();
        int steps =
                KillAtEveryStep.run(
                        40,
                        trial((child, shared) -> {
                            BlockRef ref = shared.ref();
                            child.run(() -> ProcessTable::current);
                            try (JavaProcess next =
                                    JavaProcess.start(() -> {
                                        SharedWords mine = SharedWords.attach(ref);
                                        assertThat(mine.lock.lock()).isEqualTo(Result.LOCKED);
                                        assertThat(mine.awaitNumber(1)).isTrue();
                                    })) {
                                Await.until("the next has it", () -> shared.owner() != 0);
                                int number = shared.owner();
                                assertThat(numbers.add(number)).isTrue();
                                assertThat(ProcessTable.current().isDead(number)).isFalse();
                                shared.raiseNumber();
                                next.join();
                                // Somebody who is just taking the slot may have its byte already.
                                Await.until(
                                        "its death is seen",
                                        () -> ProcessTable.current().isDead(number));
                            }
                        }));
        assertThat(steps).isGreaterThan(6);
    }
}
