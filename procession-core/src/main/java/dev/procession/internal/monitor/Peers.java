package dev.procession.internal.monitor;

import java.util.List;

/**
 * The processes that take part in a session's shared memory, each under a number of its own that no
 * later process is given: a positive int, <i>generation × 1024 + slot</i>.
 */
public interface Peers {

    /** How many bits of a number are the slot, which is 1 to 1023. */
    int SLOT_BITS = 10;

    /** How many slots there are, the unused slot 0 included. */
    int SLOTS = 1 << SLOT_BITS;

    /** Returns those of this process's session, of which this process then is one. */
    static Peers current() {
        return ProcessTable.current();
    }

    /** Returns the number of this process. */
    int self();

    /** Tells whether another process has the slot by now; costs a read. */
    boolean isReplaced(int peer);

    /** Tells whether a process has ended; costs a system call if it has not been replaced. */
    boolean isDead(int peer);

    /** Returns those that live, this one among them. */
    List<Integer> living();

    /** Returns the pid of a process, for messages; 0 if it has been replaced. */
    long pid(int peer);

    /** Returns the name of a process, for messages; empty if it has been replaced. */
    String name(int peer);

    /** Says who it is, for messages: {@code pid 4711 (render-2)}. */
    default String describe(int peer) {
        long pid = pid(peer);
        return pid == 0 ? "a process that has ended" : "pid " + pid + " (" + name(peer) + ")";
    }

    /** Returns the slot of a number. */
    static int slot(int peer) {
        return peer & (SLOTS - 1);
    }
}
