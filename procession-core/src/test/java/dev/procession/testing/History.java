package dev.procession.testing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What several did to one object at the same time: when each operation began and ended, and what it
 * returned.
 *
 * <p>It is <i>linearizable</i> if there is an order of the operations in which each of them, done
 * alone, returns what it has returned, and in which one that had ended before another one began
 * comes before it. An operation that never ended, since its process was killed, may be in that
 * order or not. This is found out by trying, as Wing and Gong have it, and remembering from which
 * states it did not go on.
 *
 * @param <S> states of the object, compared by {@code equals}
 */
public final class History<S> {

    private static final int NEVER = Integer.MAX_VALUE;

    private final List<Operation> operations = new ArrayList<>();
    private int now;

    /** What an operation does to the object. */
    @FunctionalInterface
    public interface Effect<S> {

        /**
         * Does it.
         *
         * @return the state after it; null if it does not return in this state what it has returned
         */
        @Nullable S on(S state);
    }

    /** One operation. */
    public final class Operation {
        private final int begun = now++;
        private int ended = NEVER;
        private String what;
        private Effect<S> effect;

        private Operation(String what, Effect<S> effect) {
            this.what = what;
            this.effect = effect;
        }

        /**
         * Says that it has ended.
         *
         * @param returned what it has returned
         * @param done what it has done if it returned that
         */
        public void end(String returned, Effect<S> done) {
            what += returned;
            effect = done;
            ended = now++;
        }

        @Override
        public String toString() {
            return begun + "-" + (ended == NEVER ? "" : ended) + " " + what;
        }
    }

    /**
     * Says that an operation begins.
     *
     * @param what it is
     * @param effect what it does if it never ends
     */
    public Operation begin(String what, Effect<S> effect) {
        Operation operation = new Operation(what, effect);
        operations.add(operation);
        return operation;
    }

    /** Tells whether it is linearizable. */
    public boolean isLinearizable(S beginning) {
        return goesOn(new Place<>(new BitSet(), beginning), new HashSet<>());
    }

    /** Which operations are done, and what that has led to. */
    private record Place<S>(BitSet done, S state) {
        Place<S> after(int next, S then) {
            BitSet more = (BitSet) done.clone();
            more.set(next);
            return new Place<>(more, then);
        }
    }

    private boolean goesOn(Place<S> place, Set<Place<S>> tried) {
        if (!tried.add(place)) {
            return false;
        }
        int firstEnd = firstEndOfOthers(place.done);
        boolean isOver = firstEnd == NEVER;
        for (int i = place.done.nextClearBit(0); i < operations.size() && !isOver; ) {
            Operation next = operations.get(i);
            if (next.begun < firstEnd) {
                S after = next.effect.on(place.state);
                isOver = after != null && goesOn(place.after(i, after), tried);
            }
            i = place.done.nextClearBit(i + 1);
        }
        return isOver;
    }

    /** Whatever begins after that is not the next one. */
    private int firstEndOfOthers(BitSet done) {
        int first = NEVER;
        for (int i = 0; i < operations.size(); i++) {
            if (!done.get(i)) {
                first = Math.min(first, operations.get(i).ended);
            }
        }
        return first;
    }

    /** An operation a line: when it began, when it ended, what it was. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        operations.forEach(each -> lines.append("\n  ").append(each));
        return lines.toString();
    }
}
