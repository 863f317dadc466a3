package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Making the blocks that shared data stand in. */
final class Blocks {

    private Blocks() {}

    /**
     * Makes one.
     *
     * @param kind what it is for
     * @param bytes its size with its head
     * @param setup fills it before anybody else can see it
     * @param what it is, in messages
     * @throws UncheckedIOException if there is no memory
     */
    static Block create(int kind, long bytes, Block.Setup setup, String what) {
        try {
            return Block.create(kind, bytes, setup);
        } catch (IOException noMemory) {
            throw new UncheckedIOException(
                    what + " could not be made: " + Shortage.describe(noMemory), noMemory);
        }
    }
}
