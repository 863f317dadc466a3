package dev.procession.internal.monitor;

/**
 * The processes that take part in a session's shared memory, each under a number of its own that no
 * later process is given: a positive int, <i>generation × 1024 + slot</i>.
 */
public interface Peers {

    /** How many bits of a number are the slot, which is 1 to 1023. */
    int SLOT_BITS = 10;

    /** How many slots there are, the unused slot 0 included. */
    int SLOTS = 1 << SLOT_BITS;

    /**
     * Returns those of this process's session, among which this process then is.
     *
     * @throws java.io.UncheckedIOException if their table cannot be opened, or is full
     */
    static SessionPeers current() {
        return ProcessTable.current();
    }

    /** Tells whether any process of the session has ever been among them; none is by this look. */
    static boolean areThere() {
        return ProcessTable.isMade();
    }

    /** Returns the number of this process. */
    int self();

    /** Tells whether another process has the slot by now; costs a read. */
    boolean isReplaced(int peer);

    /** Tells whether a process has ended; costs a system call if it has not been replaced. */
    boolean isDead(int peer);

    /** Says who it is, for messages: {@code pid 4711 (render-2)}. */
    String describe(int peer);

    /** Returns the slot of a number. */
    static int slot(int peer) {
        return peer & (SLOTS - 1);
    }
}
