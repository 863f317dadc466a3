package dev.procession.daemon;

import dev.procession.RemoteException;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.codec.ThrowableMirror;
import dev.procession.internal.launch.DaemonLaunch;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.Arrays;

/**
 * What a daemon reports to who starts it, by a pipe: one message, a byte that says which and, of a
 * failure, its length and the exception.
 */
final class Report {

    /** The body runs. */
    static final int READY = 1;

    /** It never ran, or threw before it was ready. */
    static final int FAILED = 2;

    /** Another process is the daemon of that name. */
    static final int TAKEN = 3;

    /** Written by who starts it, see {@link Watchdog}. */
    static final int TOO_LATE = 4;

    /** The end of the stream. */
    static final int ENDED = -1;

    /** As much as a pipe takes that nobody reads any more. */
    private static final int MOST_BYTES = 32 << 10;

    private static final int MOST_FRAMES = 64;
    private static final int MOST_MESSAGE = 4000;

    private static final CodecContext CONTEXT =
            CodecContext.of(ClassLoader.getSystemClassLoader(), "exception");

    private boolean isSent;

    /** Reports; only the first call does. */
    synchronized void send(int kind) throws IOException {
        write(new byte[] {(byte) kind});
    }

    /** Reports why there is no daemon; does nothing if anything was reported before. */
    synchronized void fail(Throwable thrown) throws IOException {
        Sink body = new Sink(Integer.MAX_VALUE - 16);
        ThrowableMirror.encode(thrown, body, CONTEXT);
        if (body.size() > MOST_BYTES) {
            body = new Sink(Integer.MAX_VALUE - 16);
            ThrowableMirror.encode(shortened(thrown), body, CONTEXT);
        }
        Sink all = new Sink(Integer.MAX_VALUE - 16);
        all.putByte((byte) FAILED);
        all.putInt(body.size());
        all.putBytes(body.array(), 0, body.size());
        write(Arrays.copyOf(all.array(), all.size()));
    }

    private static Throwable shortened(Throwable thrown) {
        String message = thrown.getMessage();
        StackTraceElement[] frames = thrown.getStackTrace();
        return new RemoteException(
                thrown.getClass().getName(),
                message == null
                        ? null
                        : message.substring(0, Math.min(message.length(), MOST_MESSAGE)),
                "shortened: the log has all of it",
                null,
                Arrays.copyOf(frames, Math.min(frames.length, MOST_FRAMES)));
    }

    /** Opened for reading, too: otherwise it would wait for somebody who reads. */
    private void write(byte[] message) throws IOException {
        if (!isSent) {
            isSent = true;
            String pipe = "/proc/self/fd/" + DaemonLaunch.REPORT;
            try (RandomAccessFile out = new RandomAccessFile(pipe, "rw")) {
                out.write(message);
            }
        }
    }

    /** Reads the exception of a message that is {@link #FAILED}. */
    static Throwable failure(InputStream in) throws IOException {
        int length = read(in, Integer.BYTES).getInt();
        return ThrowableMirror.decode(read(in, length), CONTEXT);
    }

    private static Source read(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(Math.clamp(length, 0, MOST_BYTES));
        if (bytes.length < length) {
            throw new EOFException("the daemon ended while it told what it had thrown");
        }
        Source source = new Source();
        source.wrap(bytes, 0, length);
        return source;
    }
}
