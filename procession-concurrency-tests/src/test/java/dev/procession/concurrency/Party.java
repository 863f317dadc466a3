package dev.procession.concurrency;

import dev.procession.internal.monitor.Peers;

/** A process of a test, of which there are three: two that live, and one that is dead. */
public enum Party implements Peers {
    FIRST,
    SECOND,
    DEAD;

    @Override
    public int self() {
        return 1 << SLOT_BITS | (ordinal() + 1);
    }

    @Override
    public boolean isReplaced(int peer) {
        return peer == DEAD.self();
    }

    @Override
    public boolean isDead(int peer) {
        return peer == DEAD.self();
    }

    @Override
    public String describe(int peer) {
        return Integer.toHexString(peer);
    }
}
