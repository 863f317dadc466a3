package dev.procession.connection;

import static dev.procession.connection.PipeLayout.ADDED_OFFSET;
import static dev.procession.connection.PipeLayout.SEATS;
import static dev.procession.connection.PipeLayout.SEATS_OFFSET;

import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Words;

/**
 * Who has the ends of a pipe: 64 words, each of which is free or stands for one end.
 *
 * <pre>
 *   bits  0–30   number of the process that has the end, or has sent it
 *   bit   31     0: it is a left one, 1: a right one
 *   bits 32–33   0: free, 1: open, 2: travelling
 *   bits 34–63   how often the word has changed
 * </pre>
 *
 * <p>Each change is one compare-and-set of one word, and counts it up, so no word is ever the same
 * again: what was valid for an older one is refused. A death before a change leaves the word as it
 * was, and one after it leaves it changed; there is nothing in between.
 *
 * <ul>
 *   <li><b>leave</b>: <i>open, p</i> becomes <i>travelling, p</i>, when a message is encoded. The
 *       message has the new word in it, which is a ticket for one claim.
 *   <li><b>claim</b>: <i>travelling, p</i> becomes <i>open, q</i>, when q decodes the message. Who
 *       decodes the same bytes again finds another word.
 *   <li><b>stay</b>: <i>travelling, p</i> becomes what it was, when the message is not sent after
 *       all. No bytes with that ticket are left then.
 *   <li><b>close</b>: <i>open, p</i> becomes <i>free</i>.
 *   <li><b>lose</b>: <i>travelling, p</i> becomes <i>free</i>, by who sees that the message will
 *       never be decoded, as after the death of the process that was started with it.
 *   <li><b>reap</b>: <i>open</i> or <i>travelling</i>, by a dead process, becomes <i>free</i>, by
 *       whoever finds that it is dead. From then on the end is closed for good; until then one that
 *       travels may be claimed although its sender is dead.
 *   <li><b>add</b>: <i>free</i> becomes <i>open, p</i>, for a duplicate; then ADDED is counted up.
 * </ul>
 *
 * <p><b>Is a side gone?</b> It is if none of its words is open or travelling, which cannot be seen
 * at one moment: a duplicate may be added to a seat that was looked at before, and its original be
 * closed before it is looked at. But then ADDED was counted up in between, and one looks again. If
 * whoever added the duplicate dies before it counts, then nobody is left to close the original, and
 * both are reaped.
 */
final class Seats {

    static final int LEFT = 0;
    static final int RIGHT = 1;

    private static final int OPEN = 1;
    private static final int TRAVELLING = 2;

    private static final int SIDE_SHIFT = 31;
    private static final int STATE_SHIFT = 32;
    private static final int COUNT_SHIFT = 34;
    private static final int MOST_LOOKS = 1000;
    private static final long OWNER = (1L << SIDE_SHIFT) - 1;

    private final Words words;
    private final Peers peers;

    Seats(Words words, Peers peers) {
        this.words = words;
        this.peers = peers;
    }

    // ---- one word ----------------------------------------------------------------------------

    private static long at(int seat) {
        return SEATS_OFFSET + (long) seat * Long.BYTES;
    }

    /** Returns the word that comes after another one. */
    private static long after(long word, int state, int side, int owner) {
        return ((word >>> COUNT_SHIFT) + 1) << COUNT_SHIFT
                | (long) state << STATE_SHIFT
                | (long) side << SIDE_SHIFT
                | owner;
    }

    private static int state(long word) {
        return (int) (word >>> STATE_SHIFT) & 3;
    }

    /** Returns the side of a seat that is not free. */
    static int side(long word) {
        return (int) (word >>> SIDE_SHIFT) & 1;
    }

    private static int owner(long word) {
        return (int) (word & OWNER);
    }

    /** Tells whether a seat still has the word. */
    boolean has(int seat, long word) {
        return words.getLong(at(seat)) == word;
    }

    private boolean change(int seat, long from, long to) {
        return words.compareAndSetLong(at(seat), from, to);
    }

    // ---- what becomes of an end --------------------------------------------------------------

    /**
     * Adds an end of this process.
     *
     * @return its seat
     * @throws IllegalStateException if there is no seat left
     */
    int add(int side) {
        for (int seat = 0; seat < SEATS; seat++) {
            long seen = words.getLong(at(seat));
            if (state(seen) == 0 && change(seat, seen, after(seen, OPEN, side, peers.self()))) {
                words.getAndAddInt(ADDED_OFFSET, 1);
                return seat;
            }
        }
        throw new IllegalStateException(
                "a pipe has no more than " + SEATS + " ends at a time, duplicates included");
    }

    /** Returns the word of a seat that this process has. */
    long word(int seat) {
        return words.getLong(at(seat));
    }

    /** Returns the word that an open end will have once it has left: the ticket to claim it. */
    static long ticket(long open) {
        return after(open, TRAVELLING, side(open), owner(open));
    }

    /** Tells whether a number that somebody sent may be a ticket. */
    static boolean mayBeTicket(int seat, long word) {
        return seat >= 0 && seat < SEATS && state(word) == TRAVELLING;
    }

    private static long beforeTicket(long ticket) {
        long count = (ticket >>> COUNT_SHIFT) - 1;
        return count << COUNT_SHIFT
                | (long) OPEN << STATE_SHIFT
                | (ticket & ((1L << STATE_SHIFT) - 1));
    }

    /** Has an end leave; {@code false} if it is not this process's any more. */
    boolean leave(int seat, long ticket) {
        return change(seat, beforeTicket(ticket), ticket);
    }

    /** Has an end that left stay, unless it was claimed. */
    void stay(int seat, long ticket) {
        change(seat, ticket, beforeTicket(ticket));
    }

    /**
     * Claims an end for this process.
     *
     * @return the seat's word from then on; 0 if the ticket is not valid any more
     */
    long claim(int seat, long ticket) {
        long open = after(ticket, OPEN, side(ticket), peers.self());
        return change(seat, ticket, open) ? open : 0;
    }

    /** Frees a seat if it still has the word; tells whether it did. */
    boolean free(int seat, long word) {
        return change(seat, word, after(word, 0, 0, 0));
    }

    /** Says who has a seat now, for messages. */
    String describe(int seat, Peers all) {
        long word = words.getLong(at(seat));
        return switch (state(word)) {
            case OPEN -> "it is open in " + all.describe(owner(word));
            case TRAVELLING -> "it is on its way from " + all.describe(owner(word));
            default -> "it is closed";
        };
    }

    // ---- all words ---------------------------------------------------------------------------

    /**
     * Looks for an open or travelling end of a side.
     *
     * @return its seat; -1 if there is none
     */
    int find(int side) {
        int added = words.getInt(ADDED_OFFSET);
        for (int look = 0; look < MOST_LOOKS; look++) {
            for (int seat = 0; seat < SEATS; seat++) {
                if (isOf(seat, side)) {
                    return seat;
                }
            }
            int again = words.getInt(ADDED_OFFSET);
            if (again == added) {
                return -1;
            }
            added = again;
        }
        // Somebody adds all the time, so there is somebody.
        return 0;
    }

    /** Tells whether a seat is an open or travelling end of a side. */
    boolean isOf(int seat, int side) {
        long word = words.getLong(at(seat));
        return state(word) != 0 && side(word) == side;
    }

    /** Frees the seats of dead processes; tells whether there were any. */
    boolean reap() {
        boolean isChanged = false;
        for (int seat = 0; seat < SEATS; seat++) {
            long word = words.getLong(at(seat));
            if (state(word) != 0 && peers.isDead(owner(word))) {
                isChanged |= free(seat, word);
            }
        }
        return isChanged;
    }
}
