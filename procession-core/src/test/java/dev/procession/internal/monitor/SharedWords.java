package dev.procession.internal.monitor;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Words;
import dev.procession.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A lock, an event and a number in memory that a test shares with its children. */
final class SharedWords {

    static final int LOCK = 8;
    static final int EVENT = 12;
    static final int NUMBER = 16;

    /** Of a process that has never been: its slot has generation 0, too, and no owner. */
    static final int DEAD = 1000;

    private static final int KIND = 0x74736554;
    private static final int BYTES = 24;
    private static final int W = 1 << 31;
    private static final long LONG_NANOS = Await.scaled(Duration.ofSeconds(20)).toNanos();

    private final Block block;
    final Words words;
    final LockWord lock;
    final EventWord event;

    private SharedWords(Block block) {
        this.block = block;
        this.words = block.words();
        this.lock = new LockWord(words, LOCK, ProcessTable.current(), Parking.current());
        this.event = new EventWord(words, EVENT, Parking.current());
    }

    static SharedWords create() throws IOException {
        return new SharedWords(Block.create(KIND, BYTES, words -> {}));
    }

    static SharedWords attach(BlockRef ref) {
        try {
            return new SharedWords(Block.attach(ref, KIND));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    BlockRef ref() {
        return block.ref();
    }

    void close() {
        block.close();
    }

    /** Locks, waiting longer than any healthy run needs. */
    LockWord.Result lockInTime() {
        return lock.lock(LONG_NANOS);
    }

    int owner() {
        return lock.owner();
    }

    boolean isSomebodyAsleep() {
        return (words.getInt(LOCK) & W) != 0;
    }

    boolean isSomebodyWaiting() {
        return (words.getInt(EVENT) & 1) != 0;
    }

    /** Waits for the number to be no less; tells whether it came in time. */
    boolean awaitNumber(int least) {
        long end = System.nanoTime() + LONG_NANOS;
        while (words.getInt(NUMBER) < least) {
            int prepared = event.prepare();
            if (words.getInt(NUMBER) >= least) {
                return true;
            }
            event.sleep(prepared, end - System.nanoTime());
            if (System.nanoTime() - end > 0) {
                return words.getInt(NUMBER) >= least;
            }
        }
        return true;
    }

    void raiseNumber() {
        words.getAndAddInt(NUMBER, 1);
        event.ring();
    }
}
