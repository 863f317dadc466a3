package dev.procession.subprocess;

/**
 * What happens when an outside command writes more than is to be kept of a stream.
 *
 * @since 0.1
 */
public enum Overflow {

    /**
     * The command is killed with all processes below it, and the caller gets a {@link
     * dev.procession.CommandOutputException}; the default.
     */
    FAIL,

    /** The first bytes are kept, and the result says that it is truncated. The command runs on. */
    KEEP_FIRST,

    /** The last bytes are kept, and the result says that it is truncated. The command runs on. */
    KEEP_LAST
}
