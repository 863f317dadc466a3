package dev.procession;

/**
 * Something that can be waited for together with others, by {@code
 * dev.procession.connection.Connections.await}: a message of a pipe, an element of a queue, the end
 * of a process, a channel.
 *
 * <p>Those of this library implement it. One's own can, too: {@link #isReady} says whether there is
 * a reason to wait, and {@link #watch} when to ask again.
 *
 * @since 0.1
 */
public interface Waitable {

    /**
     * Tells whether there is nothing to wait for: what one waits for has come, or never will.
     *
     * @return whether it is ready now, and not whether it was when it was last asked
     */
    boolean isReady();

    /**
     * Has somebody told when this may have become ready: once, at any time after that, and perhaps
     * for no reason. If it becomes ready between this call and the next of {@link #isReady}, then
     * either that says so or {@code wake} is run.
     *
     * @param wake short, never blocks, and is run by any thread
     * @return ends the watch
     */
    Watch watch(Runnable wake);

    /**
     * A watch that has begun.
     *
     * @since 0.1
     */
    @FunctionalInterface
    interface Watch extends AutoCloseable {

        /** Ends it; {@code wake} may be run once more all the same. Idempotent. */
        @Override
        void close();
    }
}
