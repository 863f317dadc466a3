package dev.procession.internal.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Linux system calls by number, through the one C function {@code syscall(2)}.
 *
 * <p>One shape of call for all of them, because the first foreign call of a shape costs a young JVM
 * tens of milliseconds. Numbers are those of {@code asm/unistd_64.h} (x86-64) and {@code
 * asm-generic/unistd.h} (aarch64).
 */
final class LinuxCalls {

    private static final long AT_FDCWD = -100;
    private static final long O_CLOEXEC = 0x80000;
    private static final long O_WRONLY = 1;
    private static final long O_RDWR = 2;
    private static final long O_APPEND = 0x400;

    private static final int SIGINFO_BYTES = 128;
    private static final int SIGINFO_PID = 16;

    private final MethodHandle syscall;
    private final boolean arm;

    private LinuxCalls(MethodHandle syscall, boolean arm) {
        this.syscall = syscall;
        this.arm = arm;
    }

    /** Tells whether this machine is one whose system calls we know. */
    static boolean isSupported() {
        String arch = System.getProperty("os.arch", "");
        return "Linux".equals(System.getProperty("os.name"))
                && ("amd64".equals(arch) || "aarch64".equals(arch));
    }

    @SuppressWarnings("restricted") // workers are started with native access
    static LinuxCalls open() {
        Linker linker = Linker.nativeLinker();
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        MethodHandle handle =
                linker.downcallHandle(
                        linker.defaultLookup().find("syscall").orElseThrow(),
                        FunctionDescriptor.of(word, word, word, word, word, word, word),
                        Linker.Option.firstVariadicArg(1));
        return new LinuxCalls(handle, "aarch64".equals(System.getProperty("os.arch")));
    }

    /** {@code fcntl(2)}; returns −1 on failure. */
    long fcntl(int descriptor, int command, long argument) {
        return call(arm ? 25 : 72, descriptor, command, argument);
    }

    /** {@code setpgid(0, 0)}: the caller leads a process group of its own. */
    long leadOwnProcessGroup() {
        return call(arm ? 154 : 109, 0, 0, 0);
    }

    /** {@code kill(0, signal)}: to the caller's whole process group. */
    long signalOwnGroup(int signal) {
        return call(arm ? 129 : 62, 0, signal, 0);
    }

    /** {@code getpid(2)}. */
    long pid() {
        return call(arm ? 172 : 39, 0, 0, 0);
    }

    /** {@code getppid(2)}. */
    long parentPid() {
        return call(arm ? 173 : 110, 0, 0, 0);
    }

    /** {@code openat(2)} of a path for reading, closed on exec; returns −1 on failure. */
    long openToRead(String path) {
        return open(path, O_CLOEXEC);
    }

    /** As {@link #openToRead}, for writing, too. */
    long openToReadAndWrite(String path) {
        return open(path, O_CLOEXEC | O_RDWR);
    }

    /** As {@link #openToRead}, for writing behind what is there. */
    long openToAppend(String path) {
        return open(path, O_CLOEXEC | O_WRONLY | O_APPEND);
    }

    private long open(String path, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return call(arm ? 56 : 257, AT_FDCWD, name.address(), flags);
        }
    }

    /** {@code dup3(2)} without flags: {@code to} becomes a copy of {@code from}. */
    long duplicateOnto(long from, int to) {
        return call(arm ? 24 : 292, from, to, 0);
    }

    /** {@code read(2)} of one byte; returns 0 at the end of file and −1 on failure. */
    long readByte(long descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arm ? 63 : 0, descriptor, arena.allocate(1).address(), 1);
        }
    }

    /** {@code close(2)}. */
    long close(long descriptor) {
        return call(arm ? 57 : 3, descriptor, 0, 0);
    }

    /**
     * {@code waitid(2)}: waits until a child has ended.
     *
     * @param idType what {@code id} is of: 1 a process, 2 a process group
     * @param id which
     * @param options 4 for those that have ended, and 0x1000000 to leave the child as it is
     * @return its pid, or −1 if there is no such child
     */
    long await(int idType, long id, int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
            long status = call(arm ? 95 : 247, idType, id, info.address(), options, 0);
            return status < 0 ? status : info.get(ValueLayout.JAVA_INT, SIGINFO_PID);
        }
    }

    /** {@code pidfd_open(2)}; returns a descriptor or the negative error. */
    long openProcess(long pid) {
        return TellingCalls.HANDLE.call(434, pid, 0, 0, 0, 0);
    }

    /** {@code pidfd_send_signal(2)}; returns 0 or the negative error. */
    long signalProcess(long descriptor, int signal) {
        return TellingCalls.HANDLE.call(424, descriptor, signal, 0, 0, 0);
    }

    /** {@code futex(2)}, {@code FUTEX_WAIT}: sleeps while a word has a value; null: for ever. */
    long futexWait(long address, int expected, MemorySegment timeout) {
        return call(arm ? 98 : 202, address, 0, expected, timeout.address(), 0);
    }

    /** {@code futex(2)}, {@code FUTEX_WAKE}; returns how many were woken. */
    long futexWake(long address, int most) {
        return call(arm ? 98 : 202, address, 1, most);
    }

    /**
     * {@code futex_waitv(2)}, with a deadline by the monotonic clock; returns the index of the word
     * that was woken or the negative error.
     */
    long futexWaitAny(MemorySegment waiters, int count, MemorySegment deadline) {
        return TellingCalls.HANDLE.call(449, waiters.address(), count, 0, deadline.address(), 1);
    }

    /**
     * {@code memfd_create(2)} of a file that is closed on exec and can be sealed; returns the
     * descriptor or the negative error.
     */
    long createMemoryFile(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return TellingCalls.HANDLE.call(
                    arm ? 279 : 319, arena.allocateFrom(name).address(), 3, 0, 0, 0);
        }
    }

    /** {@code fallocate(2)} of a file's first bytes; returns 0 or the negative error. */
    long allocate(long descriptor, long bytes) {
        return TellingCalls.HANDLE.call(arm ? 47 : 285, descriptor, 0, 0, bytes, 0);
    }

    private long call(long number, long first, long second, long third) {
        return call(number, first, second, third, 0, 0);
    }

    private long call(long number, long first, long second, long third, long fourth, long fifth) {
        try {
            return (long) syscall.invokeExact(number, first, second, third, fourth, fifth);
        } catch (Throwable impossible) {
            throw new IllegalStateException("system call " + number + " did not run", impossible);
        }
    }
}
