package dev.procession.internal.shared;

import dev.procession.internal.util.Abroad;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;

/**
 * One process's way to something that lies in a {@link Block} and that all processes of a session
 * can use: it can be captured by a task, put into a queue, returned.
 *
 * <p>What travels is the block's name, and the other side attaches to it. Two handles are equal if
 * they are of the same block.
 */
public abstract class Handle implements AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /** Never written: see {@link #writeReplace}. */
    private final transient Block block;

    private final transient String description;

    /**
     * Creates a handle.
     *
     * @param block what it is of
     * @param what it is, in messages
     */
    protected Handle(Block block, String what) {
        this.block = block;
        this.description = what;
    }

    /**
     * Returns the words, the block's head included; even if it is closed.
     *
     * @return the words
     */
    protected final Words words() {
        return block.words();
    }

    /**
     * Returns the block's name.
     *
     * @return its name
     */
    protected final BlockRef ref() {
        return block.ref();
    }

    /**
     * Tells whether it was closed.
     *
     * @return whether it was
     */
    protected final boolean isClosed() {
        return block.isClosed();
    }

    /**
     * Requires that it was not closed.
     *
     * @throws IllegalStateException if it was
     */
    protected final void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException(description + " was closed");
        }
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended;
     * otherwise this does nothing. Idempotent.
     *
     * <p>Nobody can attach to it any more. Whoever waits for it has to be woken by a subclass.
     */
    @Override
    public void close() {
        block.close();
    }

    /**
     * As {@link #close()}, of something large, which is unmapped at once.
     *
     * @param last wakes who waits: done once it counts as closed, and while the memory is there
     */
    protected final void close(Runnable last) {
        block.close(last);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Handle handle && handle.ref().equals(ref());
    }

    @Override
    public int hashCode() {
        return ref().hashCode();
    }

    /**
     * Puts what travels in its place.
     *
     * @return what {@link #travelling} does
     * @throws InvalidObjectException if it goes to a process that may outlive this one
     */
    @Serial
    protected final Object writeReplace() throws InvalidObjectException {
        Abroad.requireNotForGood(description);
        return travelling();
    }

    /**
     * Returns what is written in its place: a record that attaches when it is read.
     *
     * @return the record
     */
    protected abstract Object travelling();

    /**
     * Finds the block that a travelling handle names.
     *
     * @param ref the block's name
     * @param kind what it has to be for
     * @param what it is, in messages
     * @return the block
     * @throws InvalidObjectException if it is not there any more, or is for something else
     */
    protected static Block attach(BlockRef ref, int kind, String what)
            throws InvalidObjectException {
        try {
            return Block.attach(ref, kind);
        } catch (IOException gone) {
            throw new InvalidObjectException(
                    what + " cannot be used by this process: " + Shortage.describe(gone), gone);
        }
    }
}
