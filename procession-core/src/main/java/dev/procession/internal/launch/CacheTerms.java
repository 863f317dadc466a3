package dev.procession.internal.launch;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a {@link StartupCache} depends on: the files that it was made from, and a child's options.
 */
final class CacheTerms {

    /** Options of which JDK 25 was seen to accept a cache that was made without them. */
    private static final List<String> ALLOWED =
            List.of(
                    "-D",
                    "-Xss",
                    "-Xms",
                    "-Xmx",
                    "-Xmn",
                    "-Xlog:",
                    "--enable-preview",
                    "-XX:ActiveProcessorCount=",
                    "-XX:ErrorFile=",
                    "-XX:HeapDumpPath=",
                    "-XX:MaxMetaspaceSize=",
                    "-XX:TieredStopAtLevel=",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+HeapDumpOnOutOfMemoryError");

    private static final List<String> REFUSED =
            List.of("-Djava.system.class.loader", "-Djava.security.manager", "-Djdk.module.");

    /** From here on a heap's references are of another kind than the cache's. */
    private static final long HUGE_HEAP = 31L << 30;

    /** The JVM has to find room in the heap for the cache's objects, or it does not start. */
    private static final long TINY_HEAP = 8L << 20;

    /** A heap is a quarter of the machine's memory unless something else was said. */
    private static final int HEAPS_IN_MEMORY = 4;

    private CacheTerms() {}

    /** Tells whether a child with these options can use the cache. */
    static boolean allow(List<String> options) {
        long heap = -1;
        for (String option : options) {
            if (!isAllowed(option)) {
                return false;
            }
            boolean isSize = option.startsWith("-Xm");
            long size = isSize ? bytes(option.substring("-Xmx".length())) : TINY_HEAP;
            if (size < TINY_HEAP) {
                return false;
            }
            heap = option.startsWith("-Xmx") ? size : heap;
        }
        return (heap < 0 ? usualHeap() : heap) < HUGE_HEAP;
    }

    private static boolean isAllowed(String option) {
        return (InheritedOptions.beginsWithAny(option, ALLOWED)
                        || InheritedOptions.beginsWithAny(option, InheritedOptions.ASSERTIONS))
                && !InheritedOptions.beginsWithAny(option, REFUSED);
    }

    /** As the JVM reads a size; what it would not read, or not know as small, is huge. */
    private static long bytes(String size) {
        int last = size.length() - 1;
        int unit = last < 0 ? -1 : "kmgt".indexOf(Character.toLowerCase(size.charAt(last)));
        try {
            long number = Long.parseLong(unit < 0 ? size : size.substring(0, last));
            int shift = 10 * (unit + 1);
            return number < HUGE_HEAP >> shift ? number << shift : HUGE_HEAP;
        } catch (NumberFormatException unreadable) {
            return HUGE_HEAP;
        }
    }

    private static long usualHeap() {
        OptionalLong memory = MachineMemory.bytes();
        return memory.isPresent() ? memory.getAsLong() / HEAPS_IN_MEMORY : HUGE_HEAP;
    }

    /**
     * Returns a name for the cache of this JDK and that jar. Not by a cryptographic digest, whose
     * classes take a young JVM longer than the cache saves: two of a name would be refused by the
     * JVM, which looks at the same facts.
     */
    static String name(Path ownJar) {
        String home = System.getProperty("java.home");
        String facts =
                String.join(
                        "\n",
                        System.getProperty("java.vm.version"),
                        facts(new File(home, "lib/modules")),
                        facts(new File(home, "lib/server/libjvm.so")),
                        facts(ownJar.toFile()));
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < facts.length(); i++) {
            hash = (hash ^ facts.charAt(i)) * 0x100000001b3L;
        }
        return Long.toHexString(hash);
    }

    private static String facts(File file) {
        return file.getPath() + " " + file.length() + " " + file.lastModified();
    }
}
