package dev.procession.subprocess;

import dev.procession.internal.os.Terminal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is typed at a terminal; its end is typed, too, by Ctrl-D.
 *
 * <p>As long as no program has it otherwise, the system hands over what is typed by lines. Of a
 * longer one than it can hold it drops the rest, and nobody is told; so such a line is refused. And
 * Ctrl-D hands over what there is of a line, and is the end only where that is nothing.
 *
 * <p>One thread writes at a time; any may close.
 */
final class Typing implements WritableByteChannel {

    /** Without what ends it; {@code termios(3)}, "Canonical and noncanonical mode". */
    static final int LONGEST_LINE = 4095;

    private static final byte[] END = {4};
    private static final byte[] END_WITHIN_A_LINE = {4, 4};

    /** After these a line begins anew: Ctrl-C, Ctrl-D, line feed, carriage return, Ctrl-U. */
    private static final String BEFORE_A_LINE = "\u0003\u0004\n\r\u0015";

    private final Terminal terminal;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private volatile int length;
    private volatile boolean isWithinLine;

    Typing(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Refuses what is typed before the program can have said that it wants no lines.
     *
     * @throws IllegalArgumentException if there is too long a line
     */
    static void check(byte[] input) {
        lengthAfter(0, ByteBuffer.wrap(input));
    }

    /** Returns how long the last line is, after so much of the first one. */
    private static int lengthAfter(int before, ByteBuffer more) {
        int length = before;
        int longest = before;
        for (int i = more.position(); i < more.limit(); i++) {
            length = BEFORE_A_LINE.indexOf(more.get(i)) >= 0 ? 0 : length + 1;
            longest = Math.max(longest, length);
        }
        if (longest > LONGEST_LINE) {
            throw new IllegalArgumentException(
                    "a line that is typed at a terminal must be <= "
                            + LONGEST_LINE
                            + " bytes, as the system drops the rest: bytes="
                            + longest
                            + "; send shorter lines, or do without terminal(), or send it when the"
                            + " program has set the terminal to read byte by byte");
        }
        return length;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!isOpen.get()) {
            throw new ClosedChannelException();
        }
        if (!source.hasRemaining()) {
            return 0;
        }
        byte last = source.get(source.limit() - 1);
        length = terminal.isReadByLines() ? lengthAfter(length, source) : 0;
        isWithinLine = last != '\n' && last != END[0];
        return terminal.write(source);
    }

    @Override
    public boolean isOpen() {
        return isOpen.get();
    }

    @Override
    public void close() throws IOException {
        if (isOpen.getAndSet(false) && terminal.isOpen()) {
            boolean isTwice = isWithinLine && terminal.isReadByLines();
            terminal.write(ByteBuffer.wrap(isTwice ? END_WITHIN_A_LINE : END));
        }
    }
}
