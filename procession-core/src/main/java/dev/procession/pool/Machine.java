package dev.procession.pool;

import dev.procession.internal.launch.MachineMemory;
import dev.procession.internal.launch.Self;
import java.util.OptionalLong;

/**
 * What there is to share among the pools of this JVM.
 *
 * @param processors how many this JVM may use, by a container's limit or its parent's word
 * @param memory that of the machine or the container, in bytes; empty if the system does not tell
 * @param ownHeap how large the heap of this JVM may become, in bytes
 * @param isChild whether this JVM is itself a child, which has a share of its own
 */
record Machine(int processors, OptionalLong memory, long ownHeap, boolean isChild) {

    /** Up to this part of the memory is for workers even if this JVM may fill all of it. */
    private static final int LEAST_PART = 8;

    static Machine look() {
        Runtime runtime = Runtime.getRuntime();
        return new Machine(
                Math.max(1, runtime.availableProcessors()),
                MachineMemory.bytes(),
                runtime.maxMemory(),
                Self.parentName() != null);
    }

    /** What is left for workers beside this JVM; as good as endless if that is not known. */
    long free() {
        if (memory.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long all = memory.getAsLong();
        return Math.max(all - ownHeap, all / LEAST_PART);
    }

    /** What the heaps of workers are cut from. */
    long shared() {
        return isChild ? Math.min(free(), ownHeap) : free();
    }
}
