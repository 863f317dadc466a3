package dev.procession.internal.os;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * System calls on sockets that the JDK has no method for.
 *
 * <p>Source: {@code socket(7)}, {@code dup(2)}, {@code fcntl(2)}, {@code ppoll(2)}.
 */
final class SocketCalls {

    static final int AF_UNIX = 1;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;

    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_DUPFD_CLOEXEC = 1030;

    /** Below are those that programs started by hand take for granted. */
    private static final int LEAST_NUMBER = 3;

    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_LINGER = 13;
    private static final int SO_DOMAIN = 39;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int LINGER_BYTES = 8;

    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    /** Decided by the first who asks: to look costs a JVM without the option a warning. */
    private static @Nullable Boolean isSupported;

    private SocketCalls() {}

    static synchronized boolean isSupported() {
        if (isSupported == null) {
            isSupported = LinuxCalls.isSupported() && isAllowed();
        }
        return isSupported;
    }

    private static boolean isAllowed() {
        try {
            return LinuxCalls.open().pid() > 0;
        } catch (IllegalCallerException deniedToThisJvm) {
            return false;
        }
    }

    /** Makes another number for the same open file. */
    static int duplicate(int descriptor) throws IOException {
        return (int)
                checked("fcntl", call(ARM ? 25 : 72, descriptor, F_DUPFD_CLOEXEC, LEAST_NUMBER));
    }

    /** Makes a number that is in use stand for another open file. */
    static void duplicateOnto(int from, int to) throws IOException {
        checked("dup3", call(ARM ? 24 : 292, from, to, O_CLOEXEC));
    }

    /** Closes a number; there is nothing that a caller could do about a failure. */
    static void close(int descriptor) {
        call(ARM ? 57 : 3, descriptor, 0, 0);
    }

    /** Returns the lowest number that is free; a moment later it may not be. */
    static int lowestFree() throws IOException {
        int number = datagramSocket(AF_UNIX);
        close(number);
        return number;
    }

    /** Makes a socket that can be connected without a word to anybody. */
    static int datagramSocket(int family) throws IOException {
        int made =
                (int) checked("socket", call(ARM ? 198 : 41, family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        if (family == AF_INET6) {
            try (Arena arena = Arena.ofConfined()) {
                // As the JDK has it: it is to be connected to addresses of both kinds.
                MemorySegment off = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
                checked("setsockopt", set(made, IPPROTO_IPV6, IPV6_V6ONLY, off));
            } catch (IOException failure) {
                close(made);
                throw failure;
            }
        }
        return made;
    }

    /** Tells what kind of addresses a socket has. */
    static int family(int descriptor) throws IOException {
        return option(descriptor, SO_DOMAIN);
    }

    /** Tells whether it is a stream, of datagrams, or something else. */
    static int type(int descriptor) throws IOException {
        return option(descriptor, SO_TYPE);
    }

    private static int option(int descriptor, int name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            checked("getsockopt", get(descriptor, name, value));
            return value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /**
     * Returns how long a socket lingers, as the JDK says it: −1 for not at all; −2 for no socket.
     */
    static int linger(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(LINGER_BYTES, Integer.BYTES);
            if (get(descriptor, SO_LINGER, value) != 0) {
                return -2;
            }
            boolean isOn = value.get(ValueLayout.JAVA_INT, 0) != 0;
            return isOn ? value.get(ValueLayout.JAVA_INT, Integer.BYTES) : -1;
        }
    }

    /** Sets what {@link #linger} returns. */
    static void setLinger(int descriptor, int seconds) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(LINGER_BYTES, Integer.BYTES);
            value.set(ValueLayout.JAVA_INT, 0, seconds < 0 ? 0 : 1);
            value.set(ValueLayout.JAVA_INT, Integer.BYTES, Math.max(0, seconds));
            checked("setsockopt", set(descriptor, SOL_SOCKET, SO_LINGER, value));
        }
    }

    private static long get(int descriptor, int name, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size =
                    arena.allocateFrom(ValueLayout.JAVA_INT, Math.toIntExact(value.byteSize()));
            return TellingCalls.HANDLE.call(
                    ARM ? 209 : 55, descriptor, SOL_SOCKET, name, value.address(), size.address());
        }
    }

    private static long set(int descriptor, int level, int name, MemorySegment value) {
        return TellingCalls.HANDLE.call(
                ARM ? 208 : 54, descriptor, level, name, value.address(), value.byteSize());
    }

    /** Waits until there is something to read, or the end of it; {@code false} if not in time. */
    static boolean awaitReadable(int descriptor, long nanos) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(POLLFD_BYTES, Integer.BYTES);
            poll.set(ValueLayout.JAVA_INT, 0, descriptor);
            poll.set(ValueLayout.JAVA_SHORT, Integer.BYTES, POLLIN);
            MemorySegment time = Futex.time(arena, nanos);
            long ready =
                    TellingCalls.HANDLE.call(
                            ARM ? 73 : 271, poll.address(), 1, time.address(), 0, 0);
            return ready != -EINTR && checked("ppoll", ready) > 0;
        }
    }

    /** Sends a message; the flags are the system's. */
    static void send(int descriptor, MemorySegment message, int flags) throws IOException {
        long sent = -EINTR;
        while (sent == -EINTR) {
            sent = call(ARM ? 211 : 46, descriptor, message.address(), flags);
        }
        checked("sendmsg", sent);
    }

    /**
     * Takes a message; the flags are the system's.
     *
     * @return {@code false} if there is none
     * @throws EOFException if there will be none any more
     */
    static boolean receive(int descriptor, MemorySegment message, int flags) throws IOException {
        long received = -EINTR;
        while (received == -EINTR) {
            received = call(ARM ? 212 : 47, descriptor, message.address(), flags);
        }
        if (received == -EAGAIN) {
            return false;
        }
        if (checked("recvmsg", received) == 0) {
            throw new EOFException("the peer has closed the connection");
        }
        return true;
    }

    private static long call(long number, long first, long second, long third) {
        return TellingCalls.HANDLE.call(number, first, second, third, 0, 0);
    }

    static long checked(String call, long result) throws IOException {
        if (result < 0) {
            // The words that others look for, and what the call said.
            String reason = result == -24 ? "Too many open files" : "it was refused";
            throw new IOException(call + " has failed: " + reason + ": errno=" + -result);
        }
        return result;
    }
}
