package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.sync.ProcessCountDownLatch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds for an event. */
interface EventContract extends Contract {

    /** What all events do. */
    interface Event {
        boolean isSet();

        void set();

        void clear();

        void await() throws InterruptedException;

        boolean await(Duration timeout) throws InterruptedException;
    }

    /** Makes one that is not set. */
    Subject<Event> newEvent() throws Exception;

    @Test
    default void S1_event_isSetOnce_forAll_untilItIsCleared() throws Exception {
        try (var made = newEvent()) {
            Event event = made.it();
            var before = parties().start(() -> event.isSet() || event.await(SHORT));
            assertThat(Contract.get(before)).isFalse();
            event.set();
            event.set();
            var after =
                    start(
                            Parties.MOST,
                            () -> {
                                event.await();
                                return event.isSet() && event.await(SHORT);
                            });
            assertThat(Contract.all(after)).containsOnly(true);
            event.clear();
            event.clear();
            var cleared = parties().start(() -> event.isSet() || event.await(SHORT));
            assertThat(Contract.get(cleared)).isFalse();
        }
    }

    @Test
    default void S1_event_set_letsAllWhoWaitGoOn() throws Exception {
        try (var made = newEvent();
                var there = ProcessCountDownLatch.create(Parties.MOST)) {
            Event event = made.it();
            var waiting =
                    start(
                            Parties.MOST,
                            () -> {
                                there.countDown();
                                return event.await(LONG);
                            });
            assertThat(there.await(LONG)).isTrue();
            assertThat(waiting).noneMatch(each -> each.isDone());
            event.set();
            assertThat(Contract.all(waiting)).containsOnly(true);
        }
    }

    @Test
    default void S1_event_ofAParty_setByAnother() throws Exception {
        try (var first = newEvent();
                var second = newEvent()) {
            Event there = first.it();
            Event back = second.it();
            var answering =
                    parties()
                            .start(() -> {
                                for (int round = 0; round < 50; round++) {
                                    there.await();
                                    there.clear();
                                    back.set();
                                }
                                return 50;
                            });
            var asking =
                    parties()
                            .start(() -> {
                                int answers = 0;
                                for (int round = 0; round < 50; round++) {
                                    there.set();
                                    answers += back.await(LONG) ? 1 : 0;
                                    back.clear();
                                }
                                return answers;
                            });
            assertThat(Contract.get(asking)).isEqualTo(50);
            assertThat(Contract.get(answering)).isEqualTo(50);
        }
    }
}
