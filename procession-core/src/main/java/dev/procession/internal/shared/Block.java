package dev.procession.internal.shared;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A small piece of shared memory: for a lock, a counter, an event. Each begins a cache line, and
 * says what it is for.
 *
 * <pre>
 *      0  KIND  int   what it is for, written last by the creator; 0 once that has closed it
 *      4        int   free
 *      8  what it holds
 * </pre>
 *
 * <p>At the beginning of a segment of blocks stands how many of them are open, as an int. Blocks of
 * one process share its segments, since a descriptor and a mapping for each lock would be too much.
 * The place of a closed block is not used again: other processes may still look there. Once all
 * blocks of a segment are closed, the segment is.
 */
public final class Block {

    /** Where in a block that begins what it holds. */
    public static final int HEAD_BYTES = 8;

    private static final int OPEN = 0;
    private static final int LINE_BYTES = 64;
    private static final long SLAB_BYTES = 64 << 10;

    private static @Nullable Slab current;

    private final BlockRef ref;

    private final Segment segment;
    private final Words words;

    private Block(BlockRef ref, Segment segment) {
        this.ref = ref;
        this.segment = segment;
        this.words = words(segment.memory(), ref.offset(), ref.bytes());
    }

    /** A segment of this process's blocks; under the lock of the class. */
    private static final class Slab {
        final Segment segment;
        long used = LINE_BYTES;

        Slab(Segment segment) {
            this.segment = segment;
        }
    }

    /** What a new block is given before any other process can see it. */
    @FunctionalInterface
    public interface Setup {
        /** Fills the block, which is all zeros. */
        void fill(Words words);
    }

    /**
     * Makes a block.
     *
     * @param kind what it is for, not 0
     * @param bytes its size with its head
     * @param setup fills it
     * @return the block, which lives until it is closed
     * @throws IOException if there is no memory
     */
    public static Block create(int kind, long bytes, Setup setup) throws IOException {
        return isAlone(bytes) ? createAlone(kind, bytes, setup) : createInSlab(kind, bytes, setup);
    }

    private static boolean isAlone(long bytes) {
        return bytes >= SLAB_BYTES - LINE_BYTES;
    }

    /** So much memory is not to wait for the collector, who does not see how much it is. */
    private static Block createAlone(int kind, long bytes, Setup setup) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            Segment segment =
                    Segment.create(
                            LINE_BYTES + bytes,
                            arena,
                            kind,
                            all -> {
                                all.setInt(OPEN, 1);
                                fill(words(all.memory(), LINE_BYTES, bytes), kind, setup);
                            });
            return new Block(new BlockRef(segment.ref(), LINE_BYTES, bytes), segment);
        } catch (IOException | RuntimeException | Error failure) {
            arena.close();
            throw failure;
        }
    }

    private static Block createInSlab(int kind, long bytes, Setup setup) throws IOException {
        Block made = allocateInSlab(bytes);
        try {
            fill(made.words, kind, setup);
        } catch (RuntimeException | Error failure) {
            made.release();
            throw failure;
        }
        return made;
    }

    private static void fill(Words words, int kind, Setup setup) {
        setup.fill(words);
        words.setInt(0, kind);
    }

    private static Words words(MemorySegment memory, long offset, long bytes) {
        return new Words(memory.asSlice(offset, bytes));
    }

    private static synchronized Block allocateInSlab(long bytes) throws IOException {
        long whole = (bytes + LINE_BYTES - 1) & -LINE_BYTES;
        Slab slab = current;
        if (slab == null || whole > slab.segment.words().size() - slab.used) {
            slab = new Slab(Segment.create(SLAB_BYTES, null));
            current = slab;
        }
        BlockRef ref = new BlockRef(slab.segment.ref(), slab.used, bytes);
        slab.used += whole;
        slab.segment.words().getAndAddInt(OPEN, 1);
        return new Block(ref, slab.segment);
    }

    /**
     * Finds a block of another process, or of this one.
     *
     * @param ref names it
     * @param kind what it has to be for
     * @return the block
     * @throws IOException if it is not there any more, or is for something else
     */
    public static Block attach(BlockRef ref, int kind) throws IOException {
        Segment segment = Segment.attach(ref.segment());
        long size = segment.words().size();
        if (ref.offset() < LINE_BYTES
                || ref.offset() % LINE_BYTES != 0
                || ref.bytes() < HEAD_BYTES
                || ref.offset() > size - ref.bytes()) {
            throw new IOException("no such place in shared memory: size=" + size + ", " + ref);
        }
        Block block = new Block(ref, segment);
        int found = block.words.getInt(0);
        if (found != kind) {
            throw new IOException(
                    found == 0
                            ? "it was closed: " + ref
                            : "something else is there in shared memory: " + ref);
        }
        return block;
    }

    /**
     * Finds the block that a segment was made for, if it was for one that is so large that it is
     * alone.
     *
     * @param kind what it has to be for, or have been for if it was closed, which the caller checks
     * @return the block; null if the segment was made for something else
     */
    public static @Nullable Block alone(Segment segment, int kind) {
        long bytes = segment.words().size() - LINE_BYTES;
        return segment.use() == kind && isAlone(bytes)
                ? new Block(new BlockRef(segment.ref(), LINE_BYTES, bytes), segment)
                : null;
    }

    /** Tells whether this process may end it: it has made it, or whoever has is no more. */
    public boolean mayClose() {
        return !isClosed() && segment.mayClose();
    }

    /** Returns the name by which other processes find it. */
    public BlockRef ref() {
        return ref;
    }

    /** Returns its words, its head included. */
    public Words words() {
        return words;
    }

    /** Tells whether its creator has closed it. */
    public boolean isClosed() {
        return segment.isUnmapped() || words.getInt(0) == 0;
    }

    /**
     * Ends it for all processes if this one has made it, or if whoever has is no more; otherwise
     * this does nothing. Idempotent.
     */
    public void close() {
        close(() -> {});
    }

    /**
     * As {@link #close()}.
     *
     * @param last done once it counts as closed, if this process may close it, and while the memory
     *     is still there: to wake who waits
     */
    public void close(Runnable last) {
        synchronized (Block.class) {
            if (segment.isUnmapped()) {
                return;
            }
            int kind = words.getInt(0);
            if (kind == 0) {
                endIfLeft();
            } else if (segment.mayClose() && words.compareAndSetInt(0, kind, 0)) {
                last.run();
                release();
            }
        }
    }

    /** Who has closed it has died at that, or is about to end the segment, too. */
    private void endIfLeft() {
        if (segment.use() != Head.NO_USE) {
            segment.close();
        }
    }

    /** Says that it is not open any more. */
    private void release() {
        synchronized (Block.class) {
            if (segment.words().getAndAddInt(OPEN, -1) == 1) {
                segment.close();
                if (current != null && current.segment.equals(segment)) {
                    current = null;
                }
            }
        }
    }
}
