package dev.procession.internal.shared;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Words of shared memory, and the one place where they are touched.
 *
 * <p>It knows offsets and strengths of access and nothing of what they mean. {@code get} and {@code
 * set} are volatile, as is {@code compareAndSet}; others say what they are. Offsets are in bytes,
 * multiples of the word's size, and bounds-checked: whatever another process writes, no access
 * leaves the memory. Numbers have the byte order of the machine.
 *
 * <p>Every access is a step that a test can stop at; see {@link Steps}.
 */
public final class Words {

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();
    private static final VarHandle LONG =
            ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

    /** Payloads are copied in such parts where a test counts steps. */
    private static final int STEP_BYTES = 8;

    private final MemorySegment memory;

    /**
     * Gives access to memory.
     *
     * @param memory aligned to 8 bytes
     */
    public Words(MemorySegment memory) {
        this.memory = memory;
    }

    private static void step() {
        if (Steps.ACTIVE != null) {
            Steps.ACTIVE.step();
        }
    }

    /** Returns how many bytes there are. */
    public long size() {
        return memory.byteSize();
    }

    /** Returns the memory itself. */
    public MemorySegment memory() {
        return memory;
    }

    /**
     * Returns where in this process's memory something is, for a call of the kernel that follows.
     */
    public long address(long offset) {
        step();
        return memory.address() + offset;
    }

    /** Keeps the memory mapped until here, for whoever has used its address. */
    @SuppressWarnings("ReachabilityFenceUsage") // callers have it in their finally block
    public void keep() {
        Reference.reachabilityFence(this);
    }

    public int getInt(long offset) {
        step();
        return (int) INT.getVolatile(memory, offset);
    }

    public void setInt(long offset, int value) {
        step();
        INT.setVolatile(memory, offset, value);
    }

    /** Writes a word that the writer alone changes, after all that it wrote before. */
    public void setIntRelease(long offset, int value) {
        step();
        INT.setRelease(memory, offset, value);
    }

    public boolean compareAndSetInt(long offset, int expected, int value) {
        step();
        return INT.compareAndSet(memory, offset, expected, value);
    }

    public int getAndAddInt(long offset, int delta) {
        step();
        return (int) INT.getAndAdd(memory, offset, delta);
    }

    public int getAndSetInt(long offset, int value) {
        step();
        return (int) INT.getAndSet(memory, offset, value);
    }

    /** Reads a word, and sees all that was written before its {@link #setIntRelease}. */
    public int getIntAcquire(long offset) {
        step();
        return (int) INT.getAcquire(memory, offset);
    }

    public long getLong(long offset) {
        step();
        return (long) LONG.getVolatile(memory, offset);
    }

    /** Reads a word that nobody else changes now. */
    public long getLongPlain(long offset) {
        step();
        return (long) LONG.get(memory, offset);
    }

    /** Reads a word that nobody else changes now. */
    public int getIntPlain(long offset) {
        step();
        return (int) INT.get(memory, offset);
    }

    public void setLong(long offset, long value) {
        step();
        LONG.setVolatile(memory, offset, value);
    }

    /** Writes a word that the writer alone changes, after all that it wrote before. */
    public void setLongRelease(long offset, long value) {
        step();
        LONG.setRelease(memory, offset, value);
    }

    /** Writes a word in no order with others; nobody reads it before something else is written. */
    public void setLongPlain(long offset, long value) {
        step();
        LONG.set(memory, offset, value);
    }

    /** As {@link #setLongPlain}. */
    public void setIntPlain(long offset, int value) {
        step();
        INT.set(memory, offset, value);
    }

    public boolean compareAndSetLong(long offset, long expected, long value) {
        step();
        return LONG.compareAndSet(memory, offset, expected, value);
    }

    public long getAndAddLong(long offset, long delta) {
        step();
        return (long) LONG.getAndAdd(memory, offset, delta);
    }

    public long getAndSetLong(long offset, long value) {
        step();
        return (long) LONG.getAndSet(memory, offset, value);
    }

    /** Reads a word, and sees all that was written before its {@link #setLongRelease}. */
    public long getLongAcquire(long offset) {
        step();
        return (long) LONG.getAcquire(memory, offset);
    }

    /** Reads a byte in no order with others. */
    public byte getByte(long offset) {
        step();
        return memory.get(ValueLayout.JAVA_BYTE, offset);
    }

    /** Writes a byte in no order with others. */
    public void setByte(long offset, byte value) {
        step();
        memory.set(ValueLayout.JAVA_BYTE, offset, value);
    }

    /** Lets no access move over this place. */
    public void fullFence() {
        step();
        VarHandle.fullFence();
    }

    /** Copies bytes into the memory, in no order with others. */
    public void put(long offset, byte[] bytes, int from, int length) {
        if (Steps.ACTIVE == null) {
            MemorySegment.copy(bytes, from, memory, ValueLayout.JAVA_BYTE, offset, length);
            return;
        }
        for (int done = 0; done < length; done += STEP_BYTES) {
            step();
            int part = Math.min(STEP_BYTES, length - done);
            MemorySegment.copy(
                    bytes, from + done, memory, ValueLayout.JAVA_BYTE, offset + done, part);
        }
    }

    /**
     * Returns a part of the memory, at most 2 GiB, to copy much at once in no order with others.
     */
    public ByteBuffer buffer(long offset, long length) {
        step();
        return memory.asSlice(offset, length).asByteBuffer();
    }

    /** Copies bytes out of the memory, in no order with others. */
    public void get(long offset, byte[] bytes, int from, int length) {
        step();
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, bytes, from, length);
    }
}
