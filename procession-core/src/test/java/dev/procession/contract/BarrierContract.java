package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskRunnable;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessSemaphore;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What holds for a barrier. */
interface BarrierContract extends Contract {

    int PASSES = 300;

    /** What all barriers do. */
    interface Barrier {
        int await() throws InterruptedException, BrokenBarrierException;

        int await(Duration timeout)
                throws InterruptedException, BrokenBarrierException, TimeoutException;

        void reset();

        void abort();

        boolean isBroken();

        int parties();

        int waiting();
    }

    /** Makes one for so many. */
    Subject<Barrier> newBarrier(int parties) throws Exception;

    /** Makes one whose last runs an action. */
    Subject<Barrier> newBarrier(int parties, TaskRunnable action) throws Exception;

    @Test
    default void S1_barrier_eachTime_indicesAreUnique() throws Exception {
        try (var made = newBarrier(Parties.MOST)) {
            Barrier barrier = made.it();
            var passing =
                    start(
                            Parties.MOST,
                            () -> {
                                List<Integer> indices = new ArrayList<>();
                                for (int pass = 0; pass < PASSES; pass++) {
                                    indices.add(barrier.await());
                                }
                                return indices;
                            });
            var all = Contract.all(passing);
            for (int pass = 0; pass < PASSES; pass++) {
                int which = pass;
                assertThat(all)
                        .extracting(each -> each.get(which))
                        .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            }
            assertThat(barrier.waiting()).isZero();
        }
    }

    @Test
    default void S1_barrier_nobodyGoesOn_beforeAllCame_andTheActionHasRunOnce() throws Exception {
        try (var came = ProcessSemaphore.create(0);
                var ran = ProcessSemaphore.create(0);
                var made = newBarrier(Parties.MOST, ran::release)) {
            Barrier barrier = made.it();
            var passing =
                    start(
                            Parties.MOST,
                            () -> {
                                int wrong = 0;
                                for (int pass = 1; pass <= PASSES; pass++) {
                                    came.release();
                                    barrier.await();
                                    // The next time cannot be before this thread has come again.
                                    wrong += came.availablePermits() < pass * Parties.MOST ? 1 : 0;
                                    wrong += ran.availablePermits() != pass ? 1 : 0;
                                }
                                return wrong;
                            });
            assertThat(Contract.all(passing)).containsOnly(0);
            assertThat(ran.availablePermits()).isEqualTo(PASSES);
        }
    }

    @Test
    default void S1_barrier_moreThreadsThanParties_goOnInTurn() throws Exception {
        try (var tickets = ProcessSemaphore.create(2 * PASSES);
                var made = newBarrier(2)) {
            Barrier barrier = made.it();
            var passing =
                    start(
                            4,
                            () -> {
                                int last = 0;
                                while (tickets.tryAcquire()) {
                                    last += barrier.await() == 0 ? 1 : 0;
                                }
                                return last;
                            });
            assertThat(Contract.all(passing).stream().mapToInt(each -> each).sum())
                    .isEqualTo(PASSES);
        }
    }

    @Test
    default void S1_barrier_timeIsOver_breaksItForAll_untilReset() throws Exception {
        try (var made = newBarrier(Parties.MOST)) {
            Barrier barrier = made.it();
            var waiting = start(3, () -> Passing.outcome(() -> barrier.await(LONG)));
            Await.until("three wait", () -> barrier.waiting() == 3);
            var impatient = parties().start(() -> Passing.outcome(() -> barrier.await(SHORT)));
            assertThat(Contract.get(impatient))
                    .isEqualTo("not all came to the barrier in time: parties=5, arrived=4");
            assertThat(Contract.all(waiting))
                    .allMatch(text -> text.startsWith("the barrier is broken until reset()"))
                    .allMatch(text -> text.endsWith(" did not wait any longer"));
            assertThat(barrier.isBroken()).isTrue();
            assertThat(barrier.waiting()).isZero();
            assertThat(
                            Contract.get(
                                    parties()
                                            .start(() ->
                                                    Passing.outcome(() -> barrier.await(LONG)))))
                    .startsWith("the barrier is broken until reset()");
            barrier.reset();
            assertPassable(barrier);
        }
    }

    @Test
    default void S1_barrier_abort_breaksItForAll_untilReset() throws Exception {
        try (var made = newBarrier(Parties.MOST)) {
            Barrier barrier = made.it();
            var waiting = start(4, () -> Passing.outcome(() -> barrier.await(LONG)));
            Await.until("four wait", () -> barrier.waiting() == 4);
            Contract.get(
                    parties()
                            .start(() -> {
                                barrier.abort();
                                return true;
                            }));
            assertThat(Contract.all(waiting))
                    .allMatch(text -> text.startsWith("the barrier is broken until reset()"))
                    .allMatch(text -> text.endsWith(" called abort()"));
            barrier.reset();
            assertPassable(barrier);
        }
    }

    @Test
    default void S1_barrier_reset_sendsAwayWhoWaits_andBreaksNothing() throws Exception {
        try (var made = newBarrier(Parties.MOST)) {
            Barrier barrier = made.it();
            var waiting = start(4, () -> Passing.outcome(() -> barrier.await(LONG)));
            Await.until("four wait", () -> barrier.waiting() == 4);
            barrier.reset();
            assertThat(Contract.all(waiting))
                    .allMatch(text -> text.startsWith("the barrier was broken, and reset since: "))
                    .allMatch(text -> text.endsWith(" called reset()"));
            assertThat(barrier.isBroken()).isFalse();
            assertPassable(barrier);
        }
    }

    @Test
    default void S1_barrier_actionThrows_breaksItForAll_untilReset() throws Exception {
        try (var isGood = ProcessEvent.create();
                var made = newBarrier(3, () -> BarrierContract.requireSet(isGood))) {
            Barrier barrier = made.it();
            var outcomes = Contract.all(start(3, () -> Passing.outcome(() -> barrier.await(LONG))));
            assertThat(outcomes)
                    .filteredOn(text -> text.equals("the action does not like it"))
                    .hasSize(1);
            assertThat(outcomes)
                    .filteredOn(text ->
                            text.startsWith("the barrier is broken until reset()")
                                    && text.endsWith(
                                            " ran the action, which threw"
                                                    + " java.lang.ArithmeticException"))
                    .hasSize(2);
            isGood.set();
            barrier.reset();
            assertThat(Contract.all(start(3, () -> barrier.await(LONG))))
                    .containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    default void S1_barrier_ofOne_neverWaits() throws Exception {
        try (var ran = ProcessSemaphore.create(0);
                var made = newBarrier(1, ran::release)) {
            Barrier barrier = made.it();
            assertThat(Contract.get(parties().start(() -> barrier.await()))).isZero();
            assertThat(Contract.get(parties().start(() -> barrier.await(Duration.ZERO)))).isZero();
            assertThat(ran.availablePermits()).isEqualTo(2);
        }
    }

    private void assertPassable(Barrier barrier) throws Exception {
        assertThat(Contract.all(start(Parties.MOST, () -> barrier.await(LONG))))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    private static void requireSet(ProcessEvent event) {
        if (!event.isSet()) {
            throw new ArithmeticException("the action does not like it");
        }
    }
}
