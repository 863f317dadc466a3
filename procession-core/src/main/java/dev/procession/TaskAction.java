package dev.procession;

import java.io.Serializable;

/**
 * Work without an argument or a value that may throw and can travel to another process.
 *
 * <p>A lambda or method reference of this type needs no cast. What it captures is copied when the
 * work is handed over: later changes on either side stay invisible to the other.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TaskAction extends Serializable {

    /**
     * Does the work.
     *
     * @throws Exception whatever the work throws
     */
    void run() throws Exception;
}
