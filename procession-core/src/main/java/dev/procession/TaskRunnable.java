package dev.procession;

import java.io.Serializable;

/**
 * Work without an argument or a value that can travel to another process.
 *
 * <p>Being a {@link Runnable} it may not throw a checked exception; {@link TaskAction} may.
 *
 * <p>A lambda or method reference of this type needs no cast. What it captures is copied when the
 * work is handed over: later changes on either side stay invisible to the other.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TaskRunnable extends Runnable, Serializable {

    @Override
    void run();
}
