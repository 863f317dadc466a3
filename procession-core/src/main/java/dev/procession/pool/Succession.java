package dev.procession.pool;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which workers are to be replaced by others that are up before they leave: each of the old ones
 * has a successor, which stands by until then.
 *
 * <p>Under the crew's lock, but for {@link #size}.
 */
final class Succession {

    /** Workers that stand by for another, or are planned to. */
    private final AtomicInteger size = new AtomicInteger();

    /** Those whose successor is to be started. */
    private final Queue<Worker> predecessors = new ArrayDeque<>();

    /** How many workers there are, or are on their way, in addition to those they succeed. */
    int size() {
        return size.get();
    }

    /** How many of those are to be started. */
    int notStarted() {
        return predecessors.size();
    }

    /** Has the next worker that is started, and for which no other waits, succeed this one. */
    void plan(Worker worker) {
        worker.tenure().planSuccession(true);
        size.incrementAndGet();
        predecessors.add(worker);
    }

    /** Has a worker that is about to start stand by for whoever has waited longest for one. */
    void start(Worker successor) {
        Worker predecessor = predecessors.poll();
        if (predecessor != null) {
            successor.tenure().standBy();
            predecessor.tenure().succeededBy(successor);
        }
    }

    /** Ends the succession of a worker, if there is one; returns who was to succeed it. */
    @Nullable Worker end(Worker worker) {
        Tenure tenure = worker.tenure();
        Worker successor = tenure.successor();
        if (tenure.isSuccessionPlanned()) {
            tenure.planSuccession(false);
            size.decrementAndGet();
            predecessors.remove(worker);
        }
        return successor;
    }

    /** One that is gone neither has a successor nor is one. */
    void forget(Worker gone, Worker[] others) {
        Worker successor = end(gone);
        if (successor != null) {
            successor.tenure().takeOver();
        }
        for (Worker worker : others) {
            if (worker.tenure().successor() == gone) {
                end(worker);
            }
        }
    }
}
