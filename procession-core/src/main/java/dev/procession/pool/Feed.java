package dev.procession.pool;

import java.util.Collection;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run is over.
 *
 * @param total tells how many inputs there are, if that is known; asked before the first is, and
 *     only if somebody wants to know, since a stream binds its source when it is asked
 */
record Feed<A extends @Nullable Object>(
        Iterator<? extends A> inputs, Supplier<OptionalLong> total) {

    static <A extends @Nullable Object> Feed<A> of(Iterable<? extends A> inputs) {
        return new Feed<>(
                inputs.iterator(),
                () ->
                        inputs instanceof Collection<?> all
                                ? OptionalLong.of(all.size())
                                : OptionalLong.empty());
    }

    static <A extends @Nullable Object> Feed<A> of(Stream<? extends A> inputs) {
        // As Stream.iterator() does, which does not tell the size.
        Spliterator<? extends A> all = inputs.spliterator();
        return new Feed<>(Spliterators.iterator(all), () -> size(all));
    }

    private static OptionalLong size(Spliterator<?> inputs) {
        long size = inputs.getExactSizeIfKnown();
        return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }
}
