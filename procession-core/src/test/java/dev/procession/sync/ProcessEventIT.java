package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Row S1: an event that threads of any process wait for. */
class ProcessEventIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    @Test
    void S1_set_letsAllProcessesGoOn() throws Exception {
        try (ProcessEvent go = ProcessEvent.create();
                ProcessEvent there = ProcessEvent.create();
                JavaProcess child =
                        JavaProcess.start(() -> {
                            there.set();
                            go.await();
                        })) {
            assertThat(there.await(LONG)).isTrue();
            assertThat(child.isAlive()).isTrue();
            go.set();
            child.join();
            assertThat(child.exitCode()).hasValue(0);
        }
    }

    @Test
    void S1_await_timeIsOver_isFalse() throws Exception {
        try (ProcessEvent never = ProcessEvent.create()) {
            assertThat(never.await(Duration.ofMillis(1))).isFalse();
            assertThat(never.await(Duration.ZERO)).isFalse();
            assertThat(never.await(Duration.ofSeconds(-1))).isFalse();
            assertThat(never.isSet()).isFalse();
        }
    }

    @Test
    void S1_anEventOfAWorker_travelsAnywhere_andOutlivesTheWorker() throws Exception {
        ProcessEvent made;
        try (var pool = ProcessPool.of(1)) {
            made = pool.submit(() -> ProcessEvent.create()).get();
            ProcessEvent again = pool.map(x -> made, List.of(1)).getFirst();
            assertThat(again).isEqualTo(made);
            again.set();
            assertThat(made.isSet()).isTrue();
            made.close();
            assertThat(made.isSet()).isTrue();
        }
        made.clear();
        assertThat(made.isSet()).isFalse();
        made.close();
        assertThatThrownBy(made::set).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void S1_closed_saysSo() throws Exception {
        ProcessEvent event = ProcessEvent.create();
        event.close();
        assertThatThrownBy(event::set)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the event was closed");
        event.close();
    }

    @Test
    void S1_closedRightAfterItWasSet_whoWaitedGoesOn() throws Exception {
        ProcessEvent event = ProcessEvent.create();
        var waiting = new FutureTask<Boolean>(() -> event.await(LONG));
        Thread thread = Thread.startVirtualThread(waiting);
        Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
        event.set();
        event.close();
        assertThat(waiting.get()).isTrue();
    }

    @Test
    void S1_setAndClearedAtOnce_whoWaitedGoesOn() throws Exception {
        try (ProcessEvent event = ProcessEvent.create()) {
            var waiting = new FutureTask<Boolean>(() -> event.await(LONG));
            Thread thread = Thread.startVirtualThread(waiting);
            Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
            event.set();
            event.clear();
            assertThat(waiting.get()).isTrue();
            assertThat(event.isSet()).isFalse();
        }
    }

    @Test
    void S1_interrupted_whileItWaits() throws Exception {
        try (ProcessEvent never = ProcessEvent.create()) {
            var waiting = new FutureTask<Boolean>(() -> never.await(LONG));
            Thread thread = Thread.ofVirtual().start(waiting);
            Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void S1_virtualThreads_wait() throws Exception {
        try (ProcessEvent go = ProcessEvent.create()) {
            var waiting =
                    Stream.generate(() -> new FutureTask<Boolean>(() -> go.await(LONG)))
                            .limit(300)
                            .toList();
            waiting.forEach(Thread::startVirtualThread);
            go.set();
            for (FutureTask<Boolean> each : waiting) {
                assertThat(each.get()).isTrue();
            }
        }
    }
}
