package dev.procession.codec;

import dev.procession.CodecException;
import java.util.ArrayDeque;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/**
 * Names the part of a value that could not be encoded: walks from the value to the object at fault,
 * shortest path first.
 *
 * <p>The walk reads fields and iterates collections of the JDK. It calls no {@code toString} of
 * users, and tells no values but short keys of maps. It gives up after a tenth of a second.
 */
final class FaultFinder {

    private static final long BUDGET_NANOS = 100_000_000;
    private static final int MAX_NODES = 1_000_000;
    private static final int CLOCK_INTERVAL = 256;

    private final Object wanted;
    private final IdentityTable seen = new IdentityTable();
    private final ArrayDeque<Step> queue = new ArrayDeque<>();
    private final long deadline = System.nanoTime() + BUDGET_NANOS;
    private int nodes;

    private FaultFinder(Object wanted) {
        this.wanted = wanted;
    }

    /** The exception for an object that JDK serialization refused. */
    static CodecException notSerializable(Object value, Object culprit, CodecContext context) {
        if (Advice.isWrapper(value) && value != culprit) {
            return notSerializable(value, value, context);
        }
        Step found = new FaultFinder(culprit).find(value);
        String name = Advice.nameOf(culprit);
        if (found == null) {
            return new CodecException(
                    context.root()
                            + ": contains "
                            + name
                            + ", which is not serializable; "
                            + Advice.about(culprit, false));
        }
        return new CodecException(
                path(found, context)
                        + ": "
                        + name
                        + " is not serializable; "
                        + Advice.about(culprit, found.throughThis()));
    }

    /** The exception for an object whose own code, or the JDK's, failed in being encoded. */
    static CodecException failed(
            Object value, Object culprit, Throwable failure, CodecContext context) {
        Step found = new FaultFinder(culprit).find(value);
        String path = found == null ? context.root() : path(found, context);
        if (failure instanceof ConcurrentModificationException) {
            return new CodecException(
                    path + ": " + Advice.nameOf(culprit) + " was modified while it was encoded",
                    failure);
        }
        return new CodecException(
                path
                        + ": "
                        + Advice.nameOf(culprit)
                        + " failed to be encoded: "
                        + Failures.describe(failure),
                failure);
    }

    private static String path(Step step, CodecContext context) {
        StringBuilder text = new StringBuilder();
        step.appendTo(text);
        return context.root() + text;
    }

    private @Nullable Step find(Object value) {
        try {
            return search(new Step(null, "", value, false));
        } catch (Throwable e) {
            Failures.passFatal(e);
            return null;
        }
    }

    private @Nullable Step search(Step start) {
        queue.add(start);
        Step step = queue.poll();
        while (step != null) {
            if (step.value() == wanted) {
                return step;
            }
            if (isOverBudget()) {
                return null;
            }
            try {
                Parts.visit(step, this);
            } catch (RuntimeException | StackOverflowError e) {
                // A collection that cannot be walked hides what is inside; look elsewhere.
            }
            step = queue.poll();
        }
        return null;
    }

    private boolean isOverBudget() {
        return nodes > MAX_NODES
                || ++nodes % CLOCK_INTERVAL == 0 && System.nanoTime() - deadline > 0;
    }

    /** Tells whether a walk through the elements of a large collection should end. */
    boolean add(Step parent, String name, @Nullable Object part, boolean isThis) {
        if (part != null && !Parts.isLeaf(part) && seen.add(part)) {
            queue.add(new Step(parent, name, part, isThis));
        }
        return !isOverBudget();
    }

    /** One step of a path: how the value is reached from its parent. */
    record Step(@Nullable Step parent, String name, Object value, boolean isThis) {

        void appendTo(StringBuilder text) {
            if (parent != null) {
                parent.appendTo(text);
            }
            text.append(name);
        }

        boolean throughThis() {
            return isThis || parent != null && parent.throughThis();
        }
    }
}
