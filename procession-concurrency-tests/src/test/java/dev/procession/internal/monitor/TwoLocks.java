package dev.procession.internal.monitor;

import dev.procession.concurrency.Party;
import dev.procession.concurrency.TwoViews;
import dev.procession.internal.shared.Words;

/** A lock as two processes have it, and two words that it protects. */
final class TwoLocks {

    static final long LOCK = 0;
    static final long COUNT = 64;
    static final long OTHER = 128;

    private static final int W = 1 << 31;

    private final TwoViews memory = new TwoViews();
    final Words mine = memory.first();
    final Words theirs = memory.second();
    final LockWord first;
    final LockWord second;

    TwoLocks(Parking parking) {
        this.first = new LockWord(mine, LOCK, Party.FIRST, parking);
        this.second = new LockWord(theirs, LOCK, Party.SECOND, parking);
    }

    TwoLocks() {
        this(Parking.current());
    }

    /** Has the first process have the lock. */
    TwoLocks ofFirst() {
        first.lock();
        return this;
    }

    /** Has the lock be that of a process that has died in possession of it. */
    TwoLocks abandoned() {
        mine.setInt(LOCK, Party.DEAD.self());
        return this;
    }

    /** Begins what an actor does, see {@link TwoViews#meet}. */
    void meet() {
        memory.meet();
    }

    /** Is in no order with anything but by the lock. */
    static void count(Words words) {
        words.setIntPlain(COUNT, words.getIntPlain(COUNT) + 1);
    }

    /** Returns nothing, or that somebody else was inside, too. */
    static String remark(Words words) {
        boolean isAlone = words.getIntPlain(OTHER) == 0;
        words.setIntPlain(OTHER, 1);
        words.setIntPlain(OTHER, 0);
        return isAlone ? "" : " two";
    }

    /** Looks for a while, as one who works, whether somebody sleeps at the lock that he has. */
    static void untilSomebodyComes(Words words) {
        for (int turn = 0; turn < 200 && (words.getInt(LOCK) & W) == 0; turn++) {
            Thread.onSpinWait();
        }
    }
}
