package dev.procession;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Work with two arguments and no value that can travel to another process.
 *
 * <p>A lambda or method reference of this type needs no cast. What it captures is copied when the
 * work is handed over: later changes on either side stay invisible to the other.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @since 0.1
 */
@FunctionalInterface
public interface TaskBiConsumer<A extends @Nullable Object, B extends @Nullable Object>
        extends Serializable {

    /**
     * Does the work.
     *
     * @param first the copy of the first argument
     * @param second the copy of the second argument
     * @throws Exception whatever the work throws
     */
    void accept(A first, B second) throws Exception;
}
