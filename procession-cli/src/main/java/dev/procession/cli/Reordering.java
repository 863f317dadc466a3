package dev.procession.cli;

import dev.procession.pool.Outcome;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts outcomes that come as they come into the order of their inputs. It holds back what is ahead,
 * however much that is.
 *
 * @param <A> the type of the inputs
 * @param <R> the type of the values
 */
final class Reordering<A, R> implements Consumer<Outcome<A, R>>, AutoCloseable {

    private final Consumer<Outcome<A, R>> ordered;
    private final TreeMap<Long, Outcome<A, R>> ahead = new TreeMap<>();
    private long next;

    Reordering(Consumer<Outcome<A, R>> ordered) {
        this.ordered = ordered;
    }

    @Override
    public void accept(Outcome<A, R> outcome) {
        ahead.put(outcome.run().index(), outcome);
        for (var head = ahead.remove(next); head != null; head = ahead.remove(next)) {
            next++;
            ordered.accept(head);
        }
    }

    /** Hands out what is left, past the gaps of inputs that have no outcome. */
    @Override
    public void close() {
        ahead.values().forEach(ordered);
        ahead.clear();
    }
}
