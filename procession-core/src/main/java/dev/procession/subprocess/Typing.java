package dev.procession.subprocess;

import dev.procession.internal.os.Terminal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is typed at a terminal; its end is typed, too, by Ctrl-D. */
final class Typing implements WritableByteChannel {

    private static final byte END = 4;

    private final Terminal terminal;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);

    Typing(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!isOpen.get()) {
            throw new ClosedChannelException();
        }
        return terminal.write(source);
    }

    @Override
    public boolean isOpen() {
        return isOpen.get();
    }

    @Override
    public void close() throws IOException {
        if (isOpen.getAndSet(false) && terminal.isOpen()) {
            terminal.write(ByteBuffer.wrap(new byte[] {END}));
        }
    }
}
