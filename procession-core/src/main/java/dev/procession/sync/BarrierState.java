package dev.procession.sync;

import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.LockWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.Words;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BrokenBarrierException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a {@link ProcessBarrier} holds in shared memory, and each change of it. */
final class BarrierState {

    /*
     *    8  LOCK         int       who changes the rest
     *   12  EVENT        int       rung when a generation has gone on, or was broken
     *   16  STATE        long      how it stands: a BarrierWord
     *   24  PARTIES      int       how many go on together; never changes
     *   28  CAUSE_EPOCH  int       the epoch whose end the cause explains; -1: none
     *   32  CAUSE_BYTES  int       how long that is
     *   64  ENDS         long[16]  the last STATE of epoch n, at n mod 16
     *  192  CAUSE        192 B     UTF-8
     *  384  ARRIVED      long[]    the processes that have come, as they came: bits 32–63 their
     *                              numbers (see Peers), bits 0–31 their pids, for messages
     *
     * STATE says all there is to know: it is read without the lock and written with it. The others
     * are filled in before the store to STATE from which on somebody reads them.
     *
     * Every change is: (1) lock; (2) read STATE; (3) write what belongs to the change; (4) store
     * STATE; (5) unlock; (6) ring. A death
     *
     *   before (4): STATE is the old one, and the dead process's number is in LOCK, where the next
     *       one who comes takes over. What (3) has written, nobody reads:
     *         ARRIVED[n] counts only if more than n have arrived by STATE, and the next to arrive
     *           as number n writes it again;
     *         CAUSE is read by who finds, by STATE, that its epoch is broken or has ended, and
     *           whoever commits that writes CAUSE before. Half a text is never taken for one, of an
     *           earlier epoch either: CAUSE_EPOCH is -1 while CAUSE is written;
     *         ENDS[n] is read by who finds by STATE that its epoch has ended, and whoever commits
     *           that writes it before. One that is written and not committed is of the current
     *           epoch. It was in the place of one sixteen epochs older, which reads as "broken".
     *   of one who has arrived, from (4) on, as long as others wait: those find out. Each one that
     *       waits looks, after each slice, whether the one who came next after it lives, the last
     *       one to have come whether the first does. If some are dead and some alive, some living
     *       one's next is dead. The last one to come looks at all of them before they go on. Who
     *       finds somebody dead breaks the barrier.
     *   of the last to come, while it runs the action: the same, since it is in ARRIVED. The lock
     *       is free meanwhile.
     *   after (4), before or in (5): the change is made, and the lock is taken over.
     *   after (5), before or in (6): the change is made; who waits looks again after a slice.
     *   of one who waits and breaks the barrier, gives up or leaves: any of the above.
     *   of one who goes on, after the change that let it: nobody waits for it any more.
     */
    static final int KIND = 0x72726142;

    private static final int LOCK = 8;
    private static final int EVENT = 12;
    private static final int STATE = 16;
    private static final int PARTIES = 24;
    private static final int CAUSE_EPOCH = 28;
    private static final int CAUSE_BYTES = 32;
    private static final int ENDS = 64;
    private static final int ENDS_KEPT = 16;
    private static final int CAUSE = ENDS + ENDS_KEPT * Long.BYTES;
    private static final int MOST_CAUSE_BYTES = 192;
    private static final int ARRIVED = CAUSE + MOST_CAUSE_BYTES;
    private static final int NO_EPOCH = -1;

    private final Words words;
    private final LockWord lock;
    private final EventWord event;
    private final Peers peers;
    private final int parties;

    BarrierState(Words words, Peers peers) {
        this.words = words;
        this.peers = peers;
        this.lock = new LockWord(words, LOCK, peers, Parking.current());
        this.event = new EventWord(words, EVENT, Parking.current());
        this.parties = words.getInt(PARTIES);
    }

    static long bytes(int parties) {
        return ARRIVED + (long) parties * Long.BYTES;
    }

    static Block.Setup setup(int parties) {
        return words -> {
            words.setInt(PARTIES, parties);
            words.setInt(CAUSE_EPOCH, NO_EPOCH);
        };
    }

    /** What has become of a generation. */
    enum Fate {
        /** Not all have come. */
        WAITS,
        /** All have come and went on. */
        WENT_ON,
        /** They will not. */
        BROKEN
    }

    /**
     * A thread's place in a generation.
     *
     * @param generation any state of it
     * @param number how many had come before; as many as there are parties for one that is not of
     *     the generation and waits for its end
     */
    record Place(BarrierWord generation, int number) {}

    int parties() {
        return parties;
    }

    EventWord event() {
        return event;
    }

    BarrierWord word() {
        return new BarrierWord(words.getLong(STATE));
    }

    Fate fate(Place place) {
        return fate(place, word());
    }

    private Fate fate(Place place, BarrierWord now) {
        BarrierWord generation = place.generation();
        boolean isReset = now.epoch() != generation.epoch();
        BarrierWord last = isReset ? new BarrierWord(words.getLong(end(generation.epoch()))) : now;
        if (last.epoch() == generation.epoch() && last.trip() != generation.trip()) {
            return Fate.WENT_ON;
        }
        return isReset || last.isBroken() ? Fate.BROKEN : Fate.WAITS;
    }

    private static long end(int epoch) {
        return ENDS + (long) (epoch % ENDS_KEPT) * Long.BYTES;
    }

    private static long arrivedAt(int number) {
        return ARRIVED + (long) number * Long.BYTES;
    }

    /**
     * Takes the next place. With the last one all go on, unless there is an action to be run
     * before; or the barrier breaks, if somebody who came before has died.
     */
    Place arrive(boolean hasAction) {
        BarrierWord found =
                change(word -> {
                    int number = word.arrived();
                    if (word.isBroken() || number == parties) {
                        return word;
                    }
                    words.setLong(arrivedAt(number), arrival());
                    if (number + 1 < parties) {
                        return word.arrival();
                    }
                    long dead = dead(number);
                    if (dead != 0) {
                        return broken(word, diedWaiting(dead));
                    }
                    return hasAction ? word.arrival() : word.tripped();
                });
        return new Place(found, found.arrived());
    }

    /** Lets a generation whose action was run go on, unless it was broken meanwhile. */
    void finish(Place last) {
        change(word -> {
            if (fate(last, word) != Fate.WAITS) {
                return word;
            }
            long dead = dead(last.number());
            return dead == 0 ? word.tripped() : broken(word, diedWaiting(dead));
        });
    }

    private long arrival() {
        return (long) peers.self() << Integer.SIZE | ProcessHandle.current().pid();
    }

    private boolean isDead(long arrival) {
        return peers.isDead((int) (arrival >>> Integer.SIZE));
    }

    /** Returns the first dead one of so many that have arrived; 0: all live. */
    private long dead(int number) {
        return IntStream.range(0, number)
                .mapToLong(each -> words.getLong(arrivedAt(each)))
                .distinct()
                .filter(this::isDead)
                .findFirst()
                .orElse(0);
    }

    private String diedWaiting(long arrival) {
        int peer = (int) (arrival >>> Integer.SIZE);
        String who = peers.isReplaced(peer) ? "pid " + (int) arrival : peers.describe(peer);
        return who + " died while it waited";
    }

    /** Breaks the barrier if the one that a waiting thread looks after has died. */
    void watch(Place place) {
        long next = arrivedAt(next(place));
        if (isDead(words.getLong(next))) {
            change(word -> {
                // By now it may be the place of a later generation.
                long arrival = words.getLong(next);
                return fate(place, word) == Fate.WAITS && isDead(arrival)
                        ? broken(word, diedWaiting(arrival))
                        : word;
            });
        }
    }

    /**
     * One who waits for the end of a generation looks after the last one, which runs the action.
     */
    private int next(Place place) {
        if (place.number() >= parties) {
            return parties - 1;
        }
        int next = place.number() + 1;
        return next < word().arrived() ? next : 0;
    }

    /**
     * Breaks the barrier for a generation that waits.
     *
     * @param why this process does so, to be read after its name
     * @return what was before: {@code WAITS} if it did
     */
    Fate giveUp(Place place, String why) {
        BarrierWord found =
                change(word -> fate(place, word) == Fate.WAITS ? brokenBySelf(word, why) : word);
        return fate(place, found);
    }

    /** Breaks the barrier, unless it is broken. */
    void breakNow(String why) {
        change(word -> word.isBroken() ? word : brokenBySelf(word, why));
    }

    /** Makes it as new; those who wait do not go on. */
    void reset() {
        change(word -> {
            if (!word.isBroken()) {
                if (word.arrived() == 0) {
                    return word;
                }
                record(word.epoch(), peers.describe(peers.self()) + " called reset()");
            }
            words.setLong(end(word.epoch()), word.bits());
            return word.reset();
        });
    }

    private BarrierWord brokenBySelf(BarrierWord word, String why) {
        return broken(word, peers.describe(peers.self()) + " " + why);
    }

    private BarrierWord broken(BarrierWord word, String cause) {
        record(word.epoch(), cause);
        return word.broken();
    }

    private void record(int epoch, String cause) {
        byte[] text = cause.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MOST_CAUSE_BYTES);
        words.setInt(CAUSE_EPOCH, NO_EPOCH);
        words.fullFence();
        words.put(CAUSE, text, 0, length);
        words.setInt(CAUSE_BYTES, length);
        words.setInt(CAUSE_EPOCH, epoch);
    }

    /** Says why a generation did not go on. */
    BrokenBarrierException failure(Place place) {
        int epoch = place.generation().epoch();
        lock.lock();
        try {
            String cause = cause(epoch);
            return new BrokenBarrierException(
                    (word().epoch() == epoch
                                    ? "the barrier is broken until reset() is called: "
                                    : "the barrier was broken, and reset since: ")
                            + (cause == null ? "it is too long ago to say why" : cause));
        } finally {
            lock.unlock();
        }
    }

    /** Reads with the lock. */
    private @Nullable String cause(int epoch) {
        if (words.getInt(CAUSE_EPOCH) != epoch) {
            return null;
        }
        byte[] text = new byte[Math.clamp(words.getInt(CAUSE_BYTES), 0, MOST_CAUSE_BYTES)];
        words.get(CAUSE, text, 0, text.length);
        return new String(text, StandardCharsets.UTF_8);
    }

    /**
     * Makes a change; see above.
     *
     * @param change of what there is to what there shall be; the same for none
     * @return what there was
     */
    private BarrierWord change(UnaryOperator<BarrierWord> change) {
        BarrierWord before;
        BarrierWord after;
        lock.lock();
        try {
            before = word();
            after = change.apply(before);
            if (!after.equals(before)) {
                words.setLong(STATE, after.bits());
            }
        } finally {
            lock.unlock();
        }
        if (!after.isOfGeneration(before) || after.isBroken() != before.isBroken()) {
            event.ring();
        }
        return before;
    }
}
