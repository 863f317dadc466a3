package dev.procession.connection;

import dev.procession.internal.ring.QueueLayout;
import dev.procession.internal.shared.Words;
import java.io.InvalidObjectException;
import java.lang.foreign.MemorySegment;

/**
 * Where in its memory a pipe has what.
 *
 * <pre>
 *      0  KIND        int    what the block is for; 0 once the last end was closed
 *      8  RING_BYTES  int    of each direction, a power of two
 *     12  DIRECTIONS  int    1: from left to right only; 2
 *     16  ADDED       int    how often a seat was taken for one end more, see Seats
 *     64  SEATS       64 longs, see Seats
 *   1024  from left to right: what QueueLayout draws
 *      …  from right to left: the same, if there are two directions
 * </pre>
 */
final class PipeLayout {

    /** "Pipe". */
    static final int KIND = 0x65706950;

    static final long RING_BYTES_OFFSET = 8;
    static final long DIRECTIONS_OFFSET = 12;
    static final long ADDED_OFFSET = 16;
    static final long SEATS_OFFSET = 64;

    /** How many ends of a pipe there may be, of both sides together. */
    static final int SEATS = 64;

    private static final long RINGS_OFFSET = 1024;

    private PipeLayout() {}

    /** Returns how much memory a pipe takes. */
    static long bytes(int ringBytes, int directions) {
        return RINGS_OFFSET + directions * QueueLayout.bytes(ringBytes);
    }

    /** Makes zeros a pipe without seats that are taken. */
    static void fill(Words words, PipeOptions options, int directions) {
        int ringBytes = options.ringBytes();
        words.setInt(RING_BYTES_OFFSET, ringBytes);
        words.setInt(DIRECTIONS_OFFSET, directions);
        for (int from = 0; from < directions; from++) {
            Words ring = ring(words, from, ringBytes);
            QueueLayout.fill(ring, ringBytes, Integer.MAX_VALUE, options.largePages());
            QueueLayout.markOfPipe(ring);
            ring.setInt(QueueLayout.KIND_OFFSET, QueueLayout.KIND);
        }
    }

    /** Returns how many directions there are, if this may be a pipe. */
    static int directions(Words words) throws InvalidObjectException {
        int ringBytes = words.getInt(RING_BYTES_OFFSET);
        int directions = words.getInt(DIRECTIONS_OFFSET);
        if (ringBytes < QueueLayout.LEAST_RING_BYTES
                || ringBytes > QueueLayout.MOST_RING_BYTES
                || directions < 1
                || directions > 2
                || words.size() != bytes(ringBytes, directions)) {
            throw new InvalidObjectException(
                    "the pipe is corrupt: ringBytes="
                            + ringBytes
                            + ", directions="
                            + directions
                            + ", bytes="
                            + words.size());
        }
        return directions;
    }

    /** Returns the words of the ring into which a side puts; only of a pipe that was checked. */
    static Words ring(Words words, int from) {
        long bytes = (words.size() - RINGS_OFFSET) / words.getInt(DIRECTIONS_OFFSET);
        return slice(words, from, bytes);
    }

    private static Words ring(Words words, int from, int ringBytes) {
        return slice(words, from, QueueLayout.bytes(ringBytes));
    }

    private static Words slice(Words words, int from, long bytes) {
        MemorySegment all = words.memory();
        return new Words(all.asSlice(RINGS_OFFSET + from * bytes, bytes));
    }

    /** Ends the rings of a pipe, so that nobody waits there any more. */
    static void close(Words words, int directions) {
        for (int from = 0; from < directions; from++) {
            ring(words, from).setInt(QueueLayout.KIND_OFFSET, 0);
        }
    }
}
