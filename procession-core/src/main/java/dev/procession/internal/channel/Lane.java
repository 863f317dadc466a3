package dev.procession.internal.channel;

import dev.procession.internal.util.MappedMemory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The mapped words and cells of a lane; see {@link LaneLayout}.
 *
 * <p>This class is the one place where a lane's memory is touched. It knows offsets and strengths
 * of access and nothing of the protocol. Offsets are bounds-checked by the buffer, so whatever the
 * other process writes here, no access leaves the lane.
 *
 * <p>A buffer and not a memory segment with its variable handles, of which each access is ten
 * methods deep: a young worker compiled for 170 ms with C1, and does for 70. Strengths are made of
 * plain accesses and fences. What relies on that: the JVM reads and writes an aligned word of up to
 * 64 bits at once, and moves no access over a fence.
 *
 * <p><b>If the other side cuts the file short</b>, the memory behind the cut is gone. No file can
 * be kept from that: whoever may write to it may cut it, and a sealed {@code memfd} takes native
 * access, for which we do not ask a user's JVM. The JVM makes an {@link InternalError} of an access
 * there. So whoever works on a lane has to expect it, and to {@link MappedMemory#settle} where it
 * must not go on without; see {@link #isWhole}. One access is beyond help: a compare-and-set that
 * is still interpreted ends the JVM. It always comes right after a read of the same page, so the
 * cut has to fall between these two instructions. A worker that is out for that needs no such
 * trick, for as long as it is a process of the same user: it can send a signal.
 */
public final class Lane implements AutoCloseable {

    private static final VarHandle INTS =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
                    .withInvokeExactBehavior();
    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
                    .withInvokeExactBehavior();

    /**
     * Up to so many bytes are copied by a loop of our own: the buffer's way to copy is seven
     * methods deep, and a young worker with short tasks spent a fifth of its compiler's time on it.
     */
    private static final int SHORT = 24;

    private final ByteBuffer memory;
    private final Arena arena;
    private final RandomAccessFile file;

    private Lane(ByteBuffer memory, Arena arena, RandomAccessFile file) {
        this.memory = memory;
        this.arena = arena;
        this.file = file;
    }

    /**
     * Creates the file of a lane, all of its blocks allocated, so that a full file system fails
     * here and not, with a signal, at a later access.
     *
     * @param file a file that does not exist
     * @return the mapped lane
     * @throws IOException if the file cannot be made
     */
    public static Lane create(Path file) throws IOException {
        RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw");
        try {
            raw.write(new byte[LaneLayout.SIZE]);
            Lane lane = map(raw);
            // Whoever attaches an unfinished file is told so.
            lane.setLongVolatile(LaneLayout.MAGIC_OFFSET, LaneLayout.MAGIC);
            return lane;
        } catch (IOException | RuntimeException failure) {
            try (raw) {
                Files.deleteIfExists(file);
            }
            throw failure;
        }
    }

    /**
     * Maps the lane that the parent made.
     *
     * @param raw the open file
     * @return the mapped lane
     * @throws IOException if the file is no lane
     */
    public static Lane attach(RandomAccessFile raw) throws IOException {
        if (raw.length() != LaneLayout.SIZE) {
            throw new IOException(
                    "a lane has " + LaneLayout.SIZE + " bytes: bytes=" + raw.length());
        }
        Lane lane = map(raw);
        if (lane.longVolatile(LaneLayout.MAGIC_OFFSET) != LaneLayout.MAGIC) {
            throw new IOException("not a lane, or not finished");
        }
        return lane;
    }

    private static Lane map(RandomAccessFile raw) throws IOException {
        Arena arena = Arena.ofShared();
        ByteBuffer memory =
                raw.getChannel()
                        .map(FileChannel.MapMode.READ_WRITE, 0, LaneLayout.SIZE, arena)
                        .asByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN);
        return new Lane(memory, arena, raw);
    }

    /** Tells whether all of the file is still there. */
    boolean isWhole() throws IOException {
        return file.length() == LaneLayout.SIZE;
    }

    /** Unmaps the lane; every later access throws {@link IllegalStateException}. */
    @Override
    public void close() throws IOException {
        try (file) {
            arena.close();
        }
    }

    int intVolatile(int offset) {
        int value = memory.getInt(offset);
        VarHandle.acquireFence();
        return value;
    }

    void setIntVolatile(int offset, int value) {
        VarHandle.releaseFence();
        memory.putInt(offset, value);
        VarHandle.fullFence();
    }

    int getAndSetInt(int offset, int value) {
        return (int) INTS.getAndSet(memory, offset, value);
    }

    long longVolatile(int offset) {
        long value = memory.getLong(offset);
        VarHandle.acquireFence();
        return value;
    }

    void setLongVolatile(int offset, long value) {
        VarHandle.releaseFence();
        memory.putLong(offset, value);
        VarHandle.fullFence();
    }

    void setLongRelease(int offset, long value) {
        VarHandle.releaseFence();
        memory.putLong(offset, value);
    }

    boolean compareAndSetLong(int offset, long expected, long value) {
        return LONGS.compareAndSet(memory, offset, expected, value);
    }

    int plainInt(int offset) {
        return memory.getInt(offset);
    }

    void setPlainInt(int offset, int value) {
        memory.putInt(offset, value);
    }

    long plainLong(int offset) {
        return memory.getLong(offset);
    }

    void setPlainLong(int offset, long value) {
        memory.putLong(offset, value);
    }

    /** Copies out of the lane. */
    void read(int offset, byte[] target, int start, int length) {
        if (length > SHORT) {
            memory.get(offset, target, start, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            target[start + i] = memory.get(offset + i);
        }
    }

    /** Copies into the lane. */
    void write(int offset, byte[] source, int start, int length) {
        if (length > SHORT) {
            memory.put(offset, source, start, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            memory.put(offset + i, source[start + i]);
        }
    }
}
