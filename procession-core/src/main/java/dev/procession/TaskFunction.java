package dev.procession;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that can travel to another process.
 *
 * <p>A lambda or method reference of this type needs no cast. What it captures is copied when the
 * work is handed over: later changes on either side stay invisible to the other.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public interface TaskFunction<A extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {

    /**
     * Applies this function.
     *
     * @param argument the copy of the argument that arrived in the worker
     * @return the result, which is copied back
     * @throws Exception whatever the work throws
     */
    R apply(A argument) throws Exception;
}
