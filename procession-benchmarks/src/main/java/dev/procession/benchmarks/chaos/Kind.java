package dev.procession.benchmarks.chaos;

/** What a job does, and so how it may end although nobody kills its worker. */
enum Kind {
    /** Returns at once. */
    QUICK,
    /** Computes for some milliseconds. */
    BUSY,
    /** Has a long argument and a long result. */
    LARGE,
    /** Starts an outside command that outlives the job, and returns. */
    SPAWNS,
    /** Throws an exception of its own. */
    THROWS,
    /** Sleeps until its future is cancelled. */
    CANCELLED,
    /** The same, deaf to interruption: it ends with its worker. */
    DEAF,
    /** Sleeps until its future is completed by {@code orTimeout}. */
    ABANDONED,
    /** Sleeps beyond the pool's time limit. */
    OVERTIME,
    /** Calls {@code System.exit(0)}. */
    EXITS,
    /** Calls {@code Runtime.halt(3)}. */
    HALTS,
    /** Writes to address 0. */
    SEGFAULTS;

    /** Tells whether it has a value unless its worker dies. */
    boolean isInnocent() {
        return switch (this) {
            case QUICK, BUSY, LARGE, SPAWNS -> true;
            default -> false;
        };
    }

    /** Tells whether it ends its worker. */
    boolean isDeadly() {
        return switch (this) {
            case EXITS, HALTS, SEGFAULTS -> true;
            default -> false;
        };
    }
}
