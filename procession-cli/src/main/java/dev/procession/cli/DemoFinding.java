package dev.procession.cli;

import java.io.Serializable;
import java.lang.classfile.Opcode;
import java.util.List;
import java.util.Map;

/** What a worker of the demo returns. */
sealed interface DemoFinding extends Serializable {

    /**
     * What is in some classes.
     *
     * @param classes how many were read
     * @param nameSum the sum of the hashes of the names found in them
     * @param bytes the size of their files
     * @param methods how many methods they have
     * @param instructions how often each instruction occurs
     * @param largest the largest methods
     */
    record Counted(
            int classes,
            long nameSum,
            long bytes,
            long methods,
            Map<Opcode, Long> instructions,
            List<MethodSize> largest)
            implements DemoFinding {}

    /**
     * A method and the size of its code.
     *
     * @param name class and method
     * @param bytes bytes of code
     */
    record MethodSize(String name, int bytes) implements Serializable, Comparable<MethodSize> {
        @Override
        public int compareTo(MethodSize other) {
            var bySize = Integer.compare(other.bytes, bytes);
            return bySize != 0 ? bySize : name.compareTo(other.name);
        }
    }

    /**
     * What cannot travel to another process.
     *
     * @param thread for one
     */
    record Unserializable(Thread thread) implements DemoFinding {}
}
