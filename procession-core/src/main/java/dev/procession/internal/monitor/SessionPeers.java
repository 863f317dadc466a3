package dev.procession.internal.monitor;

import java.util.List;

/** The processes of a session, with what people want to know of them. */
public interface SessionPeers extends Peers {

    /** Returns those that live, this one among them. */
    List<Integer> living();

    /** Returns the pid of a process; 0 if it has been replaced. */
    long pid(int peer);

    /** Returns the name of a process; empty if it has been replaced. */
    String name(int peer);

    @Override
    default String describe(int peer) {
        long pid = pid(peer);
        return pid == 0 ? "a process that has ended" : "pid " + pid + " (" + name(peer) + ")";
    }
}
