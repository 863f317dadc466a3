package dev.procession.memory;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory that several processes have mapped: what one writes, the others read, without a copy.
 *
 * <p>That without a name is for the processes of a session, which are given a handle on it:
 * captured by a task, as an argument or a result.
 *
 * {@snippet :
 * try (SharedMemory pixels = SharedMemory.create(4L * width * height);
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(row -> render(row, pixels.segment().asSlice(4L * width * row, 4L * width)), rows);
 *     write(pixels.segment());
 * }
 * }
 *
 * <p>That with a name is for JVMs that have nothing in common but their user, and the base of their
 * sessions ({@code -Dprocession.directory}):
 *
 * {@snippet :
 * try (SharedMemory prices = SharedMemory.create("prices", 1 << 20)) { // one JVM
 *     publish(prices.segment());
 * }
 *
 * try (SharedMemory prices = SharedMemory.attach("prices")) { // another one
 *     read(prices.segment());
 * }
 * }
 *
 * <h2>How long it lives</h2>
 *
 * <p>Until whoever made it closes it. Nobody can attach to it any more then; processes that have,
 * keep what they have mapped. Attaching to memory never ends it, nor does closing what was
 * attached.
 *
 * <p>A name lives as long as its creator or a process that has attached to it: if the creator is
 * killed, others go on, and new ones can attach while there is one that has. Once all have ended,
 * however that was, the name is free, and what is left is removed by the next program of this user
 * that makes or attaches named memory. {@link #unlink} takes the name away earlier.
 *
 * <p>All of the size is reserved when it is made. If there is no room, or not so much memory, that
 * fails, and not the first access to a page later.
 *
 * <p><b>Blocking.</b> Making, attaching and closing named memory may wait for other processes of
 * this user that are doing the same, a moment each. They are not interruptible; an interruption
 * does no harm and is seen afterwards.
 *
 * <p><b>Memory consistency.</b> Ordinary accesses to the segment are plain. See {@linkplain
 * dev.procession.memory the package}.
 *
 * <p><b>If a peer dies.</b> The memory stays as it has left it. A worker that was given a handle
 * has it until it ends.
 *
 * <p>Unnamed memory made by the root of a session cannot be cut short by anybody. The file of named
 * memory can, by a program of the same user; an access beyond its new end is an {@code
 * InternalError} in the accessing thread, or the end of the JVM.
 *
 * @apiNote Python's {@code multiprocessing.shared_memory.SharedMemory}. There a process that has
 *     only attached may destroy the memory of all others when it ends (CPython issue 82300), and
 *     memory of a program that was killed may stay for ever.
 * @since 0.1
 */
public abstract sealed class SharedMemory implements AutoCloseable, Serializable
        permits NamedMemory, UnnamedMemory {

    @Serial private static final long serialVersionUID = 1L;

    SharedMemory() {}

    /**
     * Makes memory without a name.
     *
     * @param size bytes, at least 1
     * @return the memory, all zeros
     * @throws IllegalArgumentException if {@code size} is less than 1
     * @throws IOException if there is not so much memory
     */
    public static SharedMemory create(long size) throws IOException {
        return UnnamedMemory.make(requireSize(size));
    }

    /**
     * Makes memory with a name.
     *
     * @param name 1 to 100 letters, digits and characters {@code .}, {@code _}, {@code -}, of ASCII
     * @param size bytes, at least 1
     * @return the memory, all zeros
     * @throws IllegalArgumentException if the name or the size is none
     * @throws java.nio.file.FileAlreadyExistsException if the name is in use
     * @throws IOException if there is no room for so much
     */
    public static SharedMemory create(String name, long size) throws IOException {
        return NamedMemory.make(requireName(name), requireSize(size));
    }

    /**
     * Attaches to memory that a program of this user has made.
     *
     * @param name as it was given there
     * @return the memory
     * @throws IllegalArgumentException if the name is none
     * @throws java.nio.file.NoSuchFileException if there is none of that name, or nobody uses it
     *     any more
     * @throws IOException if it cannot be mapped
     */
    public static SharedMemory attach(String name) throws IOException {
        return NamedMemory.find(requireName(name));
    }

    private static long requireSize(long size) {
        if (size < 1) {
            throw new IllegalArgumentException("shared memory has at least 1 byte: size=" + size);
        }
        return size;
    }

    private static String requireName(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "the name of shared memory has 1 to 100 letters, digits and characters of ._-:"
                            + " name=\""
                            + name
                            + "\"");
        }
        return name;
    }

    /**
     * Returns the memory.
     *
     * @return a segment of exactly {@link #size} bytes, aligned to 64, that all threads may use;
     *     once the memory is unmapped, an access to it is an {@code IllegalStateException}
     * @throws IllegalStateException if this was closed
     */
    public abstract MemorySegment segment();

    /**
     * Returns how much there is.
     *
     * @return bytes
     */
    public abstract long size();

    /**
     * Returns the name.
     *
     * @return the name, empty if there is none
     */
    public abstract Optional<String> name();

    /**
     * Takes the name away: nobody can attach to it any more, and another memory can have the name.
     * All who have this one go on with it. If it was taken away already, this does nothing.
     *
     * @throws IllegalStateException if it has no name, or this was closed
     * @throws IOException if the file cannot be removed
     */
    public abstract void unlink() throws IOException;

    /**
     * Ends it if it was made by this process, and otherwise this process's use of it. Idempotent.
     *
     * <p>More exactly: what {@link #create} has returned ends the memory; its name, if it has one,
     * and its mapping in this process. What {@link #attach} has returned is unmapped, if nothing
     * else in this process has it. A handle on named memory that has travelled here has nothing to
     * end. A handle on unnamed memory that has travelled ends it if this process has made it, or
     * the one that did has ended.
     *
     * @throws IllegalStateException if a thread is just now reading into the segment or writing
     *     from it by a channel; the memory has ended all the same
     * @throws java.io.UncheckedIOException if the file of a name cannot be removed
     */
    @Override
    public abstract void close();

    /**
     * Returns what is written in its place.
     *
     * @return a record that attaches to the memory when it is read
     * @throws InvalidObjectException if it has no name and goes to a process that may outlive this
     *     one
     */
    @Serial
    final Object writeReplace() throws InvalidObjectException {
        return travelling();
    }

    abstract Object travelling() throws InvalidObjectException;
}
