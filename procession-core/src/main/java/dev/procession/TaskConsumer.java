package dev.procession;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Work with one argument and no value that can travel to another process.
 *
 * <p>A lambda or method reference of this type needs no cast. What it captures is copied when the
 * work is handed over: later changes on either side stay invisible to the other.
 *
 * @param <A> the type of the argument
 * @since 0.1
 */
@FunctionalInterface
public interface TaskConsumer<A extends @Nullable Object> extends Serializable {

    /**
     * Does the work.
     *
     * @param argument the copy of the argument that arrived in the other process
     * @throws Exception whatever the work throws
     */
    void accept(A argument) throws Exception;
}
