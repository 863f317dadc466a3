package dev.procession.internal.monitor;

import dev.procession.concurrency.Party;
import dev.procession.internal.shared.Words;

/**
 * The table of processes as the second one sees it, in shared memory: the first one dies when its
 * slot says so.
 */
final class Mortal implements Peers {

    private static final long DEAD = 512;

    private final Words words;

    Mortal(Words words) {
        this.words = words;
    }

    /** Is the death of the first process, after which it does nothing. */
    static void die(Words words) {
        words.setInt(DEAD, 1);
    }

    @Override
    public int self() {
        return Party.SECOND.self();
    }

    @Override
    public boolean isReplaced(int peer) {
        return false;
    }

    @Override
    public boolean isDead(int peer) {
        return peer == Party.FIRST.self() && words.getInt(DEAD) != 0;
    }

    @Override
    public String describe(int peer) {
        return Integer.toHexString(peer);
    }
}
