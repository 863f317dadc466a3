package dev.procession;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that can travel to another process; otherwise as {@link
 * TaskFunction}.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public interface TaskBiFunction<
                A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {

    /**
     * Applies this function.
     *
     * @param first the copy of the first argument that arrived in the worker
     * @param second the copy of the second argument
     * @return the result, which is copied back
     * @throws Exception whatever the work throws
     */
    R apply(A first, B second) throws Exception;
}
