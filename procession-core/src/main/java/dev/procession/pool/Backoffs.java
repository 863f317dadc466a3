package dev.procession.pool;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tasks that are tried again, but not at once. */
final class Backoffs {

    private final Engine engine;
    private final Set<Work> waiting = ConcurrentHashMap.newKeySet();

    Backoffs(Engine engine) {
        this.engine = engine;
    }

    /** Puts a task into the backlog once its back-off is over. */
    void queue(Work work) {
        Duration wait = work.terms().retryPolicy().backoff(work.attempts() + 1);
        if (wait.isZero()) {
            engine.dispatcher().queue(work);
            return;
        }
        waiting.add(work);
        boolean isTimed = engine.crew().later(() -> goOn(work), wait.toMillis());
        if (!isTimed || engine.lifeCycle().isStopped()) {
            goOn(work);
        }
    }

    /** Ends all back-offs: the pool is stopped, and cancels what is in its backlog. */
    void end() {
        waiting.forEach(this::goOn);
    }

    private void goOn(Work work) {
        if (waiting.remove(work)) {
            engine.dispatcher().queue(work);
        }
    }
}
