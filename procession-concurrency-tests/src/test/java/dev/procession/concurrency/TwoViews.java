package dev.procession.concurrency;

import dev.procession.internal.os.MemoryFile;
import dev.procession.internal.shared.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The same shared memory at two addresses, as two processes have it: a file in memory that is
 * mapped twice. Neither the compiler nor the kernel can take the two for one by their addresses.
 *
 * <p>Each state of a test has a cell of its own, all zeros. The cells are used again and again:
 * there are many times as many as states live at the same time, which is stride × strides of the
 * harness, see {@code JcstressIT}.
 */
public final class TwoViews {

    /** How much memory there is. */
    public static final int BYTES = 2 << 10;

    static final int CELLS = 8 << 10;

    private static final int MOST_TURNS = 10_000;
    private static final int MOST_LATER = 67;

    private static final MemorySegment FIRST;
    private static final MemorySegment SECOND;
    private static final AtomicInteger NEXT = new AtomicInteger();

    static {
        // The descriptor is needed no longer than that: the mappings stay as long as this JVM.
        try (MemoryFile file = MemoryFile.create("concurrency-tests", (long) CELLS * BYTES)) {
            Path path = Path.of("/proc/self/fd/" + file.descriptor());
            FIRST = map(path);
            SECOND = map(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private final AtomicInteger arrived = new AtomicInteger();
    private final int cell;
    private final Words first;
    private final Words second;

    /** Takes the next cell. */
    public TwoViews() {
        this.cell = Math.floorMod(NEXT.getAndIncrement(), CELLS);
        long at = (long) cell * BYTES;
        MemorySegment zeros = FIRST.asSlice(at, BYTES).fill((byte) 0);
        this.first = new Words(zeros);
        this.second = new Words(SECOND.asSlice(at, BYTES));
    }

    private static MemorySegment map(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.READ_WRITE, 0, channel.size(), Arena.global());
        }
    }

    /**
     * Has the two actors of a state begin at about the same time, whichever of them was held up by
     * the state before: each time one of them some nanoseconds later, so that every step of the one
     * meets every step of the other. Goes on alone when the other one does not come.
     */
    public void meet() {
        boolean isFirst = arrived.incrementAndGet() == 1;
        for (int turn = 0; turn < MOST_TURNS && arrived.get() < 2; turn++) {
            Thread.onSpinWait();
        }
        int later = isFirst ? cell % MOST_LATER : 0;
        while (later > 0 && arrived.get() > 0) {
            later--;
        }
    }

    /** Returns the memory as one process has it. */
    public Words first() {
        return first;
    }

    /** Returns it as the other one has it. */
    public Words second() {
        return second;
    }
}
