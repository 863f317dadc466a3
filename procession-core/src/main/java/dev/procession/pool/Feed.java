package dev.procession.pool;

import java.util.Collection;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run is over. */
final class Feed<A extends @Nullable Object> {

    private final Iterator<? extends A> inputs;

    /** What knows how many there are: a collection or a spliterator, or neither. */
    private final Object source;

    private Feed(Iterator<? extends A> inputs, Object source) {
        this.inputs = inputs;
        this.source = source;
    }

    static <A extends @Nullable Object> Feed<A> of(Iterable<? extends A> inputs) {
        return new Feed<>(inputs.iterator(), inputs);
    }

    static <A extends @Nullable Object> Feed<A> of(Stream<? extends A> inputs) {
        // As Stream.iterator() does, which does not tell the size.
        Spliterator<? extends A> all = inputs.spliterator();
        return new Feed<>(Spliterators.iterator(all), all);
    }

    Iterator<? extends A> inputs() {
        return inputs;
    }

    /**
     * Returns how many inputs there are, if that is known. Before the first is asked for, and only
     * if somebody wants to know: a stream binds its source by that.
     */
    OptionalLong total() {
        return switch (source) {
            case Collection<?> all -> OptionalLong.of(all.size());
            case Spliterator<?> all when all.getExactSizeIfKnown() >= 0 ->
                    OptionalLong.of(all.getExactSizeIfKnown());
            default -> OptionalLong.empty();
        };
    }
}
