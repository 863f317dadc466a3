package dev.procession.internal.os;

import java.io.IOException;

/**
 * A file that has no name and lies in memory: gone when nobody has it open or mapped any more,
 * however they ended. Its size is sealed, so nobody can cut it short under those who map it.
 *
 * <p>Another process of the same user opens it as {@code /proc/<pid>/fd/<descriptor>}, as long as
 * this one holds the descriptor.
 *
 * <p>Source: {@code memfd_create(2)}, {@code fcntl(2)}.
 */
public final class MemoryFile implements AutoCloseable {

    private static final int F_ADD_SEALS = 1033;
    private static final int SEAL_SEAL_SHRINK_GROW = 1 | 2 | 4;
    private static final int ENOSYS = 38;
    private static final int EPERM = 1;

    private final LinuxCalls calls;
    private final int descriptor;

    private MemoryFile(LinuxCalls calls, int descriptor) {
        this.calls = calls;
        this.descriptor = descriptor;
    }

    /** Tells whether this JVM may make them. */
    public static boolean isSupported() {
        return Futex.isSupported();
    }

    /**
     * Makes a file of zeros whose memory is reserved.
     *
     * @param name for those who look at mappings
     * @param bytes its size, more than 0
     * @return the file
     * @throws IOException if there is not so much memory, or no descriptor
     */
    public static MemoryFile create(String name, long bytes) throws IOException {
        LinuxCalls calls = Futex.CALLS;
        if (calls == null) {
            throw new IOException("this JVM may not make files in memory");
        }
        int descriptor = (int) calls.createMemoryFile(name);
        if (descriptor < 0) {
            throw failure("memfd_create", -descriptor, bytes);
        }
        long error = -calls.allocate(descriptor, bytes);
        if (error == 0 && calls.fcntl(descriptor, F_ADD_SEALS, SEAL_SEAL_SHRINK_GROW) == 0) {
            return new MemoryFile(calls, descriptor);
        }
        calls.close(descriptor);
        throw failure("fallocate", error, bytes);
    }

    private static IOException failure(String call, long error, long bytes) {
        String reason =
                switch ((int) error) {
                    case 12, 28 -> "there is not so much memory, or a limit of a cgroup is reached";
                    case 23, 24 -> "Too many open files";
                    case EPERM, ENOSYS -> "denied to this process";
                    default -> "it could not be had";
                };
        return new IOException(
                "shared memory could not be made: "
                        + call
                        + " has failed: errno="
                        + error
                        + ", bytes="
                        + bytes
                        + "; "
                        + reason);
    }

    /** Returns the descriptor. */
    public int descriptor() {
        return descriptor;
    }

    /** Gives the descriptor back; what is mapped stays. */
    @Override
    public void close() {
        calls.close(descriptor);
    }
}
