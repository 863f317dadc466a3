package dev.procession;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * Work without an argument that returns a value and can travel to another process.
 *
 * <p>A lambda or method reference of this type needs no cast. What it captures is copied when the
 * work is handed over: later changes on either side stay invisible to the other.
 *
 * @param <T> the type of the value
 * @since 0.1
 */
@FunctionalInterface
public interface TaskCallable<T> extends Callable<T>, Serializable {

    @Override
    T call() throws Exception;
}
