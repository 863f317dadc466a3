package dev.procession.queue;

import static dev.procession.queue.LedgerLayout.CLAIMED_OFFSET;
import static dev.procession.queue.LedgerLayout.CLAIM_HEAD_OFFSET;
import static dev.procession.queue.LedgerLayout.ELEMENT_OFFSET;
import static dev.procession.queue.LedgerLayout.IN_SEGMENT;
import static dev.procession.queue.LedgerLayout.KEEPING_BYTES;
import static dev.procession.queue.LedgerLayout.LENGTH_OFFSET;
import static dev.procession.queue.LedgerLayout.LOST;
import static dev.procession.queue.LedgerLayout.MOST;
import static dev.procession.queue.LedgerLayout.NEXT_TAKE_OFFSET;
import static dev.procession.queue.LedgerLayout.OWNER_OFFSET;
import static dev.procession.queue.LedgerLayout.PID_OFFSET;
import static dev.procession.queue.LedgerLayout.RETURNED;
import static dev.procession.queue.LedgerLayout.TAKE_OFFSET;
import static dev.procession.queue.LedgerLayout.THREAD_OFFSET;
import static dev.procession.queue.LedgerLayout.USED_OFFSET;

import dev.procession.internal.monitor.Peers;
import dev.procession.internal.ring.Elements;
import dev.procession.internal.ring.Parcel;
import dev.procession.internal.ring.Ring;
import dev.procession.internal.ring.Supply;
import dev.procession.internal.shared.SegmentRef;
import dev.procession.internal.shared.Words;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What of a queue was taken and is not done, and by whom; see {@link LedgerLayout} for the memory.
 * All methods need the lock of who takes, but for those of the last section.
 *
 * <p><b>To take from the ring</b>: (1) lock TAKE_LOCK; (2) settle what a dead one may have begun;
 * (3) copy the record out; (4) write a free entry, all but its OWNER; (5) write CLAIM_HEAD and
 * CLAIMED; (6) write OWNER; (7) <i>write HEAD</i>; (8) write 0 to CLAIMED; (9) unlock.
 *
 * <p><b>To settle</b>: if CLAIMED is not 0 and HEAD is CLAIM_HEAD, so that the element is in the
 * ring, write 0 to the entry's OWNER; then write 0 to CLAIMED.
 *
 * <p><b>To take what was returned</b>: (4) write who takes it into its entry; (5) <i>write
 * OWNER</i>.
 *
 * <p><b>To be done</b>: (3) find the entry; (4) <i>write 0 to OWNER</i>; (5) unlock; (6) end the
 * segment, if it has one; (7) if that was the last, ring DONE.
 *
 * <p><b>A death of who takes</b>
 *
 * <ul>
 *   <li>in 1 to 4: the entry is free still, and HEAD has not moved: another one takes the element.
 *       A segment that nobody has the name of goes when the queue is closed.
 *   <li>after 5 or 6: HEAD is CLAIM_HEAD, so the next who has the lock frees the entry, and the
 *       element is in the ring and nowhere else.
 *   <li>after 7: HEAD is not CLAIM_HEAD, since it has counted an element more. The entry stays, and
 *       its owner is dead.
 *   <li>of who settles: nobody moves HEAD before CLAIMED is 0, so the next does the same again.
 *   <li>with what was returned, before OWNER: it is RETURNED still; after that, its owner is dead.
 * </ul>
 *
 * <p>So an element is either in the ring or in one entry for whoever looks after settling, and one
 * store of one long moves it.
 *
 * <p><b>A death later</b>: before OWNER is 0, the element is not done, even if all work was. Who
 * takes and finds nothing, or joins, looks for dead owners, when it begins to wait and after each
 * slice. He writes RETURNED or LOST for each, one store for one element, so his death leaves some
 * to the next. After OWNER is 0 the element is done; who joins and was not told looks when his
 * slice is over.
 *
 * <p><b>A death of who is told of losses</b>: entries are freed one by one. Those that he had freed
 * count as told.
 *
 * <p><b>Why CLAIM_HEAD is not kept in each entry</b>: indices are numbers modulo something, and it
 * is compared only before HEAD can move any further.
 */
final class Ledger implements Supply {

    private static final int NONE = -1;
    private static final int MOST_INLINE_BYTES = KEEPING_BYTES - ELEMENT_OFFSET;

    private final Words words;
    private final Ring ring;
    private final Peers peers;
    private final int slotBytes;

    Ledger(Words words, Ring ring, Peers peers) throws InvalidObjectException {
        this.slotBytes = LedgerLayout.check(words);
        this.words = words;
        this.ring = ring;
        this.peers = peers;
    }

    /** Whether what dead ones had is given out again. */
    private boolean isKeeping() {
        return slotBytes == KEEPING_BYTES;
    }

    // ---- taking ------------------------------------------------------------------------------

    @Override
    public Ring.Taken first(Parcel parcel, boolean isRemoved) {
        settle();
        parcel.wantWhole(isKeeping() && isRemoved);
        Ring.Taken taken = ready(parcel, isRemoved);
        if (taken != Ring.Taken.ONE && reap()) {
            taken = ready(parcel, isRemoved);
        }
        return taken == Ring.Taken.ENDED && !isOver() ? Ring.Taken.NOT_NOW : taken;
    }

    private Ring.Taken ready(Parcel parcel, boolean isRemoved) {
        int free = isRemoved ? free() : NONE;
        if (isRemoved && free == NONE) {
            reap();
        }
        int returned = oldest(slot -> owner(slot) == RETURNED);
        if (returned != NONE) {
            read(returned, parcel);
            if (isRemoved) {
                sign(returned);
                words.setIntRelease(at(returned) + OWNER_OFFSET, peers.self());
            }
            return Ring.Taken.ONE;
        }
        Ring.Taken taken = ring.first(parcel, false);
        if (taken == Ring.Taken.ONE && isRemoved) {
            move(parcel, free);
        }
        return taken;
    }

    /** Makes the first element of the ring one that is taken. */
    private void move(Parcel parcel, int slot) {
        if (parcel.isLost()) {
            // Who takes it is told so, and nobody else can do anything with it.
            ring.removeFirst();
            return;
        }
        if (slot == NONE) {
            throw new IllegalStateException(
                    "too many elements were taken and are not done, call taskDone() for each: most="
                            + MOST);
        }
        sign(slot);
        if (isKeeping()) {
            write(slot, parcel);
        }
        words.setLongRelease(CLAIM_HEAD_OFFSET, ring.head());
        words.setIntRelease(CLAIMED_OFFSET, slot + 1);
        words.setIntRelease(at(slot) + OWNER_OFFSET, peers.self());
        ring.removeFirst();
        words.setIntRelease(CLAIMED_OFFSET, 0);
    }

    private void sign(int slot) {
        long take = words.getLongPlain(NEXT_TAKE_OFFSET);
        words.setLongPlain(NEXT_TAKE_OFFSET, take + 1);
        words.setLongPlain(at(slot) + TAKE_OFFSET, take);
        words.setLongPlain(at(slot) + THREAD_OFFSET, Thread.currentThread().threadId());
        words.setLongPlain(at(slot) + PID_OFFSET, ProcessHandle.current().pid());
    }

    private void write(int slot, Parcel parcel) {
        long at = at(slot) + ELEMENT_OFFSET;
        int length = parcel.length();
        if (length <= MOST_INLINE_BYTES) {
            words.put(at, parcel.array(), 0, length);
            words.setIntPlain(at(slot) + LENGTH_OFFSET, length);
            return;
        }
        SegmentRef ref = KeptElement.keep(ring, parcel.array(), length);
        words.setLongPlain(at, ref.pid());
        words.setLongPlain(at + 8, ref.place());
        words.setLongPlain(at + 16, ref.id());
        words.setIntPlain(at(slot) + LENGTH_OFFSET, length | IN_SEGMENT);
    }

    private void read(int slot, Parcel parcel) {
        int header = words.getInt(at(slot) + LENGTH_OFFSET);
        int length = header & ~IN_SEGMENT;
        SegmentRef ref = segment(slot);
        if (length == 0 || length > (ref == null ? MOST_INLINE_BYTES : Elements.MOST_BYTES)) {
            throw corrupt("length=" + length);
        }
        if (ref == null) {
            words.get(at(slot) + ELEMENT_OFFSET, parcel.bytes(length), 0, length);
        } else {
            KeptElement.fetch(ref, length, parcel);
        }
    }

    /** Finishes what one who died had begun, or takes it back. */
    void settle() {
        ring.requireOpen();
        int claimed = words.getInt(CLAIMED_OFFSET);
        if (claimed == 0) {
            return;
        }
        if (claimed < 0 || claimed > used()) {
            throw corrupt("claimed=" + claimed);
        }
        if (ring.head() == words.getLong(CLAIM_HEAD_OFFSET)) {
            words.setIntRelease(at(claimed - 1) + OWNER_OFFSET, 0);
        }
        words.setIntRelease(CLAIMED_OFFSET, 0);
    }

    /** Looks for dead owners; returns whether there is something to be given out again. */
    boolean reap() {
        int dead = 0;
        int alive = 0;
        boolean isReturned = false;
        for (int slot = 0; slot < used(); slot++) {
            int owner = owner(slot);
            if (owner > 0 && owner != alive) {
                if (owner == dead || peers.isDead(owner)) {
                    dead = owner;
                    words.setIntRelease(at(slot) + OWNER_OFFSET, isKeeping() ? RETURNED : LOST);
                    isReturned |= isKeeping();
                } else {
                    alive = owner;
                }
            }
        }
        return isReturned;
    }

    // ---- being done --------------------------------------------------------------------------

    /**
     * Makes an element done: the one that this thread has taken first, or if it has none this
     * process.
     *
     * @return the segment to be ended, with the lock or without; null if there is none
     * @throws IllegalStateException if this process has none
     */
    @Nullable SegmentRef done() {
        settle();
        long thread = Thread.currentThread().threadId();
        int slot = oldest(each -> isOwn(each) && words.getLong(at(each) + THREAD_OFFSET) == thread);
        if (slot == NONE) {
            slot = oldest(this::isOwn);
        }
        if (slot == NONE) {
            throw new IllegalStateException(
                    "taskDone() was called more often than this process has taken elements; call it"
                            + " once for each, in the process that has taken it");
        }
        return free(slot);
    }

    /** Makes the element done that this thread has taken last. */
    @Nullable SegmentRef undo() {
        settle();
        long thread = Thread.currentThread().threadId();
        int last = NONE;
        for (int slot = 0; slot < used(); slot++) {
            if (isOwn(slot)
                    && words.getLong(at(slot) + THREAD_OFFSET) == thread
                    && (last == NONE || take(slot) > take(last))) {
                last = slot;
            }
        }
        return last == NONE ? null : free(last);
    }

    private @Nullable SegmentRef free(int slot) {
        SegmentRef ref = segment(slot);
        words.setIntRelease(at(slot) + OWNER_OFFSET, 0);
        return ref;
    }

    /** Frees what was returned, as if it had been taken and was done; returns its segments. */
    List<SegmentRef> clearReturned() {
        List<SegmentRef> kept = new ArrayList<>();
        for (int slot = 0; slot < used(); slot++) {
            if (owner(slot) == RETURNED) {
                SegmentRef ref = free(slot);
                if (ref != null) {
                    kept.add(ref);
                }
            }
        }
        return kept;
    }

    /** Takes the losses off, which are told by that; returns the pids, one for each element. */
    List<Long> collectLost() {
        List<Long> pids = new ArrayList<>();
        for (int slot = 0; slot < used(); slot++) {
            if (owner(slot) == LOST) {
                pids.add(words.getLong(at(slot) + PID_OFFSET));
                words.setIntRelease(at(slot) + OWNER_OFFSET, 0);
            }
        }
        return pids;
    }

    // ---- looking, without a lock -------------------------------------------------------------

    @Override
    public boolean isEmptyForNow() {
        return !ring.isClosed()
                && ring.size() == 0
                && returned() == 0
                && !(ring.isCompleted() && isOver());
    }

    /** Tells whether all is done; what moves from the ring to the ledger is seen in one of them. */
    boolean isAllDone() {
        return ring.size() == 0 && count(slot -> owner(slot) != 0) == 0;
    }

    int returned() {
        return count(slot -> owner(slot) == RETURNED);
    }

    /**
     * Tells whether nothing will be returned any more, as far as this process has to wait for that.
     * One that has something itself does not: two that have would wait for each other.
     */
    private boolean isOver() {
        return !isKeeping() || count(slot -> owner(slot) != 0) == 0 || count(this::isOwn) > 0;
    }

    private boolean isOwn(int slot) {
        return owner(slot) == peers.self();
    }

    // ---- entries -----------------------------------------------------------------------------

    private long at(int slot) {
        return LedgerLayout.entry(slot, slotBytes);
    }

    private int owner(int slot) {
        return words.getInt(at(slot) + OWNER_OFFSET);
    }

    private long take(int slot) {
        return words.getLong(at(slot) + TAKE_OFFSET);
    }

    private @Nullable SegmentRef segment(int slot) {
        if (!isKeeping() || words.getInt(at(slot) + LENGTH_OFFSET) >= 0) {
            return null;
        }
        long at = at(slot) + ELEMENT_OFFSET;
        return new SegmentRef(words.getLong(at), words.getLong(at + 8), words.getLong(at + 16));
    }

    private int used() {
        int used = words.getInt(USED_OFFSET);
        if (used < 0 || used > MOST) {
            throw corrupt("used=" + used);
        }
        return used;
    }

    private int count(IntPredicate isWanted) {
        int count = 0;
        for (int slot = 0; slot < used(); slot++) {
            count += isWanted.test(slot) ? 1 : 0;
        }
        return count;
    }

    private int oldest(IntPredicate isWanted) {
        int found = NONE;
        for (int slot = 0; slot < used(); slot++) {
            if (isWanted.test(slot) && (found == NONE || take(slot) < take(found))) {
                found = slot;
            }
        }
        return found;
    }

    private int free() {
        int used = used();
        for (int slot = 0; slot < used; slot++) {
            if (owner(slot) == 0) {
                return slot;
            }
        }
        if (used == MOST) {
            return NONE;
        }
        words.setInt(USED_OFFSET, used + 1);
        return used;
    }

    private static IllegalStateException corrupt(String what) {
        return new IllegalStateException(
                "the queue is corrupt, a process that uses it has written nonsense: " + what);
    }
}
