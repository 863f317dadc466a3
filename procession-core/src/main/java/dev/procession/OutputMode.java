package dev.procession;

/**
 * What happens to what a child process writes to its standard output and standard error.
 *
 * @since 0.1
 */
public enum OutputMode {

    /**
     * Written to the parent's {@link System#out} and {@link System#err}, whole lines at a time, so
     * that the lines of several processes never mix. A line longer than 64 KiB is passed on in
     * pieces.
     */
    FORWARDED,

    /** As {@link #FORWARDED}, every line preceded by the name of the process in brackets. */
    PREFIXED,

    /** The child has the parent's own descriptors; bytes of several processes may mix. */
    INHERITED,

    /** Kept in the parent's memory, the newest mebibyte of each stream. */
    CAPTURED,

    /** Thrown away, but for the last lines of standard error, which explain a death. */
    DISCARDED
}
