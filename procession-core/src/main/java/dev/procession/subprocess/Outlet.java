package dev.procession.subprocess;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Our end of what a command writes to.
 *
 * @param channel from which it is read
 * @param pipe tells how much is in it, or null where nobody can
 * @param wakesReader whether who waits for bytes is woken when it is closed
 */
record Outlet(ReadableByteChannel channel, @Nullable InputStream pipe, boolean wakesReader) {

    /** As users may make pipes; see {@code pipe(7)}. */
    private static final int LARGEST = 1 << 20;

    /** The JDK closes its own once the program has ended, so the end is never far. */
    private static final long GRACE_OF_JDK_NANOS = 200_000_000;

    static Outlet of(FileInputStream pipe) {
        return new Outlet(pipe.getChannel(), pipe, true);
    }

    static Outlet of(ReadableByteChannel terminal) {
        return new Outlet(terminal, null, true);
    }

    /** The JDK's own, whose methods wait for each other. */
    static Outlet ofJdk(InputStream stream) {
        return new Outlet(Channels.newChannel(stream), null, false);
    }

    /** Returns how many bytes at most are in it, or in the hands of the pump that reads it. */
    long mostLeft() {
        try {
            return Pump.CHUNK + (long) (pipe == null ? LARGEST : pipe.available());
        } catch (IOException closed) {
            return Pump.CHUNK;
        }
    }

    /**
     * Returns how long the end is waited for at least, in nanoseconds, however short the grace for
     * others is: where nobody can tell whether there is more, the program's own may be in it.
     */
    long leastGraceNanos() {
        return wakesReader ? 0 : GRACE_OF_JDK_NANOS;
    }

    /** Tells whether there is something that can be read without waiting, as far as is known. */
    boolean hasMore() {
        try {
            return pipe != null && pipe.available() > 0;
        } catch (IOException closed) {
            return false;
        }
    }
}
