package dev.procession.pool;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two values that go together: the arguments of one call in {@link TaskExecutor#starmap}. For three
 * and more, a record of one's own reads better, with {@link TaskExecutor#map}.
 *
 * @param first the first
 * @param second the second
 * @param <A> the type of the first
 * @param <B> the type of the second
 * @since 0.1
 */
public record Pair<A extends @Nullable Object, B extends @Nullable Object>(A first, B second)
        implements Serializable {

    /**
     * Puts two values together.
     *
     * @param first the first
     * @param second the second
     * @param <A> the type of the first
     * @param <B> the type of the second
     * @return the pair
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> Pair<A, B> of(
            A first, B second) {
        return new Pair<>(first, second);
    }

    /**
     * Puts the first of one collection together with the first of another, and so on.
     *
     * @param firsts the first values
     * @param seconds the second values, as many
     * @param <A> the type of the first values
     * @param <B> the type of the second values
     * @return the pairs
     * @throws IllegalArgumentException if one has more values than the other
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> List<Pair<A, B>> zip(
            Iterable<? extends A> firsts, Iterable<? extends B> seconds) {
        List<Pair<A, B>> pairs = new ArrayList<>();
        Iterator<? extends A> left = firsts.iterator();
        Iterator<? extends B> right = seconds.iterator();
        while (left.hasNext() && right.hasNext()) {
            pairs.add(new Pair<>(left.next(), right.next()));
        }
        if (left.hasNext() || right.hasNext()) {
            throw new IllegalArgumentException(
                    "the "
                            + (left.hasNext() ? "second" : "first")
                            + " values end after "
                            + pairs.size()
                            + ", the others do not: give as many of both");
        }
        return pairs;
    }
}
