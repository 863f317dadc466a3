package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Row M1: events as their manager has them, where one can see who waits. */
class ServerEventTest {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    private final ServerEvent event = new ServerEvent();

    private final List<FutureTask<Boolean>> waiting = new ArrayList<>();

    private void startWaiting() {
        Caller caller = new Caller(new Party("somebody"), waiting.size());
        var task =
                new FutureTask<>(() ->
                        ScopedValue.where(Caller.CURRENT, caller)
                                .call(() -> event.await(LONG.toNanos())));
        Thread thread = Thread.ofPlatform().start(task);
        waiting.add(task);
        Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    private List<Boolean> ends() throws Exception {
        List<Boolean> ends = new ArrayList<>();
        for (FutureTask<Boolean> each : waiting) {
            ends.add(each.get(LONG.toNanos(), TimeUnit.NANOSECONDS));
        }
        return ends;
    }

    @Test
    void M1_event_setAndClearedAtOnce_letsAllGoOn_whoWaited() throws Exception {
        startWaiting();
        startWaiting();
        event.set();
        event.clear();
        assertThat(ends()).containsExactly(true, true);
        assertThat(event.isSet()).isFalse();
    }
}
