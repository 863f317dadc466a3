package dev.procession.benchmarks;

import dev.procession.memory.SharedMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copying an array into shared memory, by one thread: times per second. */
final class Copying implements Contestant {

    private static final int PLACES = 8;

    private final SharedMemory memory;
    private final byte[] bytes;
    private final int count;

    Copying(int size, int count) throws IOException {
        this.memory = SharedMemory.create((long) PLACES * size);
        this.bytes = new byte[size];
        this.count = count;
    }

    @Override
    public double[] round() {
        MemorySegment to = memory.segment();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long place = (long) (i % PLACES) * bytes.length;
            bytes[i % bytes.length]++;
            MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, place, bytes.length);
        }
        return new double[] {1e9 * count / (System.nanoTime() - start)};
    }

    @Override
    public void close() {
        memory.close();
    }
}
