package dev.procession.internal.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * System calls for terminals.
 *
 * <p>Source: {@code ioctl_tty(2)}, {@code termios(3)}, {@code eventfd(2)}, {@code ppoll(2)}; the
 * numbers are those that x86-64 and aarch64 have in common.
 */
final class TerminalCalls {

    /** Nothing to read, or no room to write, at the moment. */
    static final long AGAIN = -11;

    private static final long EINTR = -4;

    private static final long AT_FDCWD = -100;
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;

    private static final long TCGETS = 0x5401;
    private static final long TCSETS = 0x5402;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSPTLCK = 0x40045431L;

    /** Four words of flags, and after them the control characters. */
    private static final int TERMIOS_BYTES = 64;

    private static final int OUTPUT_FLAGS = 4;
    private static final int LOCAL_FLAGS = 12;
    private static final int OPOST = 1;
    private static final int ICANON = 2;
    private static final int ECHO = 8;

    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;
    private static final short POLLIN_OR_OUT = 5;
    private static final int POLLFD_BYTES = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    /**
     * What was waited for.
     *
     * @param isReadable whether there is something to read, or nothing ever again
     * @param isWritable whether there is room, if it was asked for
     */
    record Ready(boolean isReadable, boolean isWritable) {}

    int openMaster() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("/dev/ptmx");
            int flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
            return (int)
                    checked(
                            "openat of /dev/ptmx",
                            call(ARM ? 56 : 257, AT_FDCWD, name.address(), flags));
        }
    }

    /** Sets a new terminal up and returns its path. */
    String prepare(int master, int columns, int rows) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
            control(master, TIOCSPTLCK, number);
            control(master, TIOCGPTN, number);
            MemorySegment size = arena.allocate(8, 2);
            size.set(ValueLayout.JAVA_SHORT, 0, (short) rows);
            size.set(ValueLayout.JAVA_SHORT, 2, (short) columns);
            control(master, TIOCSWINSZ, size);
            MemorySegment modes = arena.allocate(TERMIOS_BYTES, 4);
            control(master, TCGETS, modes);
            clear(modes, OUTPUT_FLAGS, OPOST);
            clear(modes, LOCAL_FLAGS, ECHO);
            control(master, TCSETS, modes);
            return "/dev/pts/" + number.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** Tells whether programs get what is typed by lines. */
    boolean isReadByLines(int master) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment modes = arena.allocate(TERMIOS_BYTES, 4);
            control(master, TCGETS, modes);
            return (modes.get(ValueLayout.JAVA_INT, LOCAL_FLAGS) & ICANON) != 0;
        }
    }

    private static void clear(MemorySegment modes, int offset, int flag) {
        int flags = modes.get(ValueLayout.JAVA_INT, offset);
        modes.set(ValueLayout.JAVA_INT, offset, flags & ~flag);
    }

    private static void control(int master, long request, MemorySegment argument)
            throws IOException {
        checked("ioctl of a terminal", call(ARM ? 29 : 16, master, request, argument.address()));
    }

    /** Opens what {@link #await} can be woken by. */
    int openAlarm() throws IOException {
        return (int) checked("eventfd2", call(ARM ? 19 : 290, 0, O_NONBLOCK | O_CLOEXEC, 0));
    }

    /** Has who waits look again. */
    void ring(int alarm) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
            // It fails only if it was rung so often already that it cannot be missed.
            call(ARM ? 64 : 1, alarm, one.address(), Long.BYTES);
        }
    }

    /** Waits for something to read, or for room if asked, or the alarm, which it turns off. */
    Ready await(int master, int alarm, boolean forRoom) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment polls = arena.allocate(2 * POLLFD_BYTES, 4);
            polls.set(ValueLayout.JAVA_INT, 0, master);
            polls.set(ValueLayout.JAVA_SHORT, EVENTS, forRoom ? POLLIN_OR_OUT : POLLIN);
            polls.set(ValueLayout.JAVA_INT, POLLFD_BYTES, alarm);
            polls.set(ValueLayout.JAVA_SHORT, POLLFD_BYTES + EVENTS, POLLIN);
            long ready = EINTR;
            while (ready == EINTR) {
                ready = TellingCalls.HANDLE.call(ARM ? 73 : 271, polls.address(), 2, 0, 0, 0);
            }
            checked("ppoll", ready);
            if (polls.get(ValueLayout.JAVA_SHORT, POLLFD_BYTES + REVENTS) != 0) {
                read(alarm, arena.allocate(Long.BYTES), Long.BYTES);
            }
            int found = polls.get(ValueLayout.JAVA_SHORT, REVENTS);
            return new Ready((found & ~POLLOUT) != 0, (found & POLLOUT) != 0);
        }
    }

    /** Returns how much was read, {@link #AGAIN}, or another negative error. */
    long read(int descriptor, MemorySegment target, long length) {
        long read = EINTR;
        while (read == EINTR) {
            read = call(ARM ? 63 : 0, descriptor, target.address(), length);
        }
        return read;
    }

    /** Returns how much was written, {@link #AGAIN}, or another negative error. */
    long write(int descriptor, MemorySegment source, long length) {
        long written = EINTR;
        while (written == EINTR) {
            written = call(ARM ? 64 : 1, descriptor, source.address(), length);
        }
        return written;
    }

    private static long call(long number, long first, long second, long third) {
        return TellingCalls.HANDLE.call(number, first, second, third, 0, 0);
    }

    private static long checked(String call, long result) throws IOException {
        return SocketCalls.checked(call, result);
    }
}
