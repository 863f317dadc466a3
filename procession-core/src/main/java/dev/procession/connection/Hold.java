package dev.procession.connection;

import dev.procession.internal.monitor.Deaths;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.ring.LargeElement;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Segment;
import dev.procession.internal.shared.Words;
import java.io.IOException;
import java.io.InvalidObjectException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe as this process has it: its seat, and its ways to the other side and from
 * there.
 *
 * <p>It does not know the user's handle, which may be collected; then it is closed.
 */
final class Hold {

    private static final long LOOK_NANOS = Parking.SLICE_NANOS;

    private final Block block;
    private final Seats seats;
    private final int side;
    private final int directions;
    private final long group;
    private final @Nullable Way out;
    private final @Nullable Way in;

    /** Both set before the hold is published. */
    private int seat;

    private long word;
    private volatile boolean isClosedHere;

    /** Where one of the other side was found last; a lost update does no harm. */
    private int other;

    private long lastLook = System.nanoTime() - LOOK_NANOS;

    private Hold(Block block, int side) throws InvalidObjectException {
        Words words = block.words();
        this.block = block;
        this.seats = new Seats(words, Peers.current());
        this.side = side;
        this.directions = PipeLayout.directions(words);
        // Of all that lives this block alone is there.
        this.group = block.ref().segment().id() ^ block.ref().offset();
        this.out = directions == 2 || side == Seats.LEFT ? way(side) : null;
        this.in = directions == 2 || side == Seats.RIGHT ? way(1 - side) : null;
    }

    private Way way(int from) throws InvalidObjectException {
        return new Way(this, PipeLayout.ring(block.words(), from), group);
    }

    /**
     * Adds an end.
     *
     * @throws IllegalStateException if there are too many already
     */
    static Hold add(Block block, int side) throws IOException {
        Pipes.watch();
        Hold made = new Hold(block, side);
        made.seat = made.seats.add(side);
        made.word = made.seats.word(made.seat);
        Pipes.add(made);
        return made;
    }

    /** Claims an end that a message has brought. */
    static Hold claim(Block block, int seat, long ticket) throws IOException {
        if (!Seats.mayBeTicket(seat, ticket)) {
            throw new InvalidObjectException("the end of a pipe is corrupt: seat=" + seat);
        }
        Pipes.watch();
        Hold made = new Hold(block, Seats.side(ticket));
        made.seat = seat;
        made.word = made.seats.claim(seat, ticket);
        if (made.word == 0) {
            throw new InvalidObjectException(
                    "an end of a pipe that a message brings can be claimed once, by one process, and"
                            + " was, or its sender has ended or taken it back; for more processes,"
                            + " send each a duplicate(): "
                            + made.seats.describe(seat, Peers.current()));
        }
        Pipes.add(made);
        return made;
    }

    // ---- this end ----------------------------------------------------------------------------

    Block block() {
        return block;
    }

    int side() {
        return side;
    }

    int seat() {
        return seat;
    }

    /** Returns the ticket by which another process claims this end once it has left. */
    long ticket() {
        return Seats.ticket(word);
    }

    /**
     * Returns the way of what this end sends.
     *
     * @throws UnsupportedOperationException if it does not
     */
    Way out() {
        if (out == null) {
            throw new UnsupportedOperationException(
                    "the right end of a one-way pipe only receives; open() makes a pipe of both"
                            + " directions");
        }
        return out;
    }

    /**
     * Returns the way of what this end receives.
     *
     * @throws UnsupportedOperationException if it does not
     */
    Way in() {
        if (in == null) {
            throw new UnsupportedOperationException(
                    "the left end of a one-way pipe only sends; open() makes a pipe of both"
                            + " directions");
        }
        return in;
    }

    /** Tells whether this process still has it. */
    boolean isMine() {
        try {
            return !isClosedHere && seats.has(seat, word);
        } catch (IllegalStateException unmapped) {
            return false;
        }
    }

    /** Tells whether it is another process's by now, or closed. */
    boolean hasLeft() {
        try {
            return !seats.has(seat, word) && !seats.has(seat, ticket());
        } catch (IllegalStateException unmapped) {
            return true;
        }
    }

    void requireMine() {
        if (!isMine()) {
            throw notMine();
        }
    }

    static IllegalStateException moved() {
        return new IllegalStateException(
                "this end of the pipe was moved to another process, which closed it here; send a"
                        + " duplicate() to keep it");
    }

    private IllegalStateException notMine() {
        return isClosedHere
                ? new IllegalStateException("this end of the pipe was closed")
                : moved();
    }

    /** Returns what to throw for something that an operation has met. */
    IllegalStateException explained(IllegalStateException met) {
        return isMine() ? met : notMine();
    }

    /** Closes it, unless it has moved. Idempotent. */
    void close() {
        try {
            boolean isFirst = seats.free(seat, word);
            isClosedHere |= isFirst;
            if (isFirst) {
                ringAll();
                endIfUnused();
            }
        } catch (IllegalStateException unmapped) {
            isClosedHere = true;
        }
        Pipes.remove(this);
    }

    /** Closes an end that left this process and that nobody will claim. */
    static void lose(BlockRef ref, int seat, long ticket) {
        try {
            Hold sent = new Hold(Block.attach(ref, PipeLayout.KIND), Seats.side(ticket));
            sent.seat = seat;
            sent.word = ticket;
            sent.close();
        } catch (IOException | IllegalStateException closedMeanwhile) {
            // Then nobody waits there.
            return;
        }
    }

    // ---- the other side ----------------------------------------------------------------------

    /** Tells whether no end of the other side is open, or will ever be. */
    boolean isOtherGone() {
        if (seats.isOf(other, 1 - side)) {
            return false;
        }
        int found = seats.find(1 - side);
        other = Math.max(found, 0);
        return found < 0;
    }

    /** As {@link #reap}, a slice after the last time. */
    void look() {
        long now = System.nanoTime();
        if (now - lastLook >= LOOK_NANOS) {
            lastLook = now;
            reap();
        }
    }

    /** Closes the ends of dead processes. */
    void reap() {
        if (seats.reap()) {
            ringAll();
        }
    }

    /** Has all who wait look again. */
    private void ringAll() {
        ring(out);
        ring(in);
    }

    private static void ring(@Nullable Way way) {
        if (way != null) {
            way.ringAll();
        }
    }

    // ---- the memory --------------------------------------------------------------------------

    /** Frees the memory once no end is left, or has whoever made it do so. */
    private void endIfUnused() {
        if (!isUnused()) {
            return;
        }
        end();
        if (!block.isClosed()) {
            Deaths.tell();
        }
    }

    /** Tells whether no end is left. */
    private boolean isUnused() {
        return seats.find(Seats.LEFT) < 0 && seats.find(Seats.RIGHT) < 0;
    }

    /**
     * Large messages first: who dies in between leaves the pipe, which others find. Asked once
     * whether this process may: its maker can die at any moment, and if the pipe were freed without
     * its messages nobody would ever find these.
     */
    private void end() {
        if (block.mayClose()) {
            Segment.closeGroup(group);
            block.close(() -> PipeLayout.close(block.words(), directions));
        }
        if (block.isClosed()) {
            Pipes.ended(block);
            LargeElement.endTaken();
        }
    }

    /**
     * As {@link #tidy()}, for a pipe that a dead process has made, of which perhaps nobody who
     * lives knows.
     */
    static void tidy(Segment left) {
        Block block = Block.alone(left, PipeLayout.KIND);
        if (block == null) {
            return;
        }
        try {
            Hold any = new Hold(block, Seats.LEFT);
            if (block.isClosed()) {
                block.close();
            } else {
                any.tidy();
            }
        } catch (InvalidObjectException notAPipe) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "left by a dead process", notAPipe);
        }
    }

    /** Closes the ends of dead processes, and frees the memory if no end is left. */
    void tidy() {
        try {
            reap();
            if (isUnused()) {
                end();
            }
        } catch (IllegalStateException unmapped) {
            // By another thread, which has freed it.
            Pipes.ended(block);
        }
    }
}
