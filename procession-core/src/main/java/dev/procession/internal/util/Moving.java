package dev.procession.internal.util;

/**
 * What stands in a message for something that is in one process at a time: it leaves with the
 * message, and stays if that is not sent after all.
 */
public interface Moving {

    /**
     * Leaves, before it is written.
     *
     * @throws IllegalStateException if it is not here any more
     */
    void leave();

    /** Undoes {@link #leave}, since the message is not sent; unless somebody has received it. */
    void stay();

    /** Ends it, unless somebody has received it: nobody will. Short, and runs no code of users. */
    void lose();
}
