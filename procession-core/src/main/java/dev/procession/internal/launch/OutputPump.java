package dev.procession.internal.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads one output stream of a child to its end, passes whole lines on, and keeps the last ones.
 *
 * <p>One thread a stream. It never stops before the end of the stream, since a child whose pipe is
 * full would hang; a grandchild that inherited the pipe may hold it open longer than the child
 * lives.
 */
final class OutputPump implements Runnable {

    private static final int MAX_LINE = 64 << 10;
    private static final int KEPT_LINES = 20;
    private static final int KEPT_LINE_LENGTH = 400;
    private static final int CAPTURE_LIMIT = 1 << 20;

    private final InputStream in;
    private final @Nullable PrintStream out;
    private final byte[] prefix;
    private final @Nullable Captured captured;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** The newest bytes of a stream. */
    private static final class Captured {
        private byte[] bytes = new byte[1024];
        private int size;

        synchronized void add(byte[] more, int length) {
            if (size + length > bytes.length && bytes.length < 2 * CAPTURE_LIMIT) {
                int larger = Math.max(size + length, Math.min(2 * bytes.length, 2 * CAPTURE_LIMIT));
                bytes = java.util.Arrays.copyOf(bytes, larger);
            }
            if (size + length > bytes.length) {
                int kept = Math.min(size, CAPTURE_LIMIT - Math.min(length, CAPTURE_LIMIT));
                System.arraycopy(bytes, size - kept, bytes, 0, kept);
                size = kept;
            }
            System.arraycopy(more, 0, bytes, size, length);
            size += length;
        }

        synchronized String text() {
            int kept = Math.min(size, CAPTURE_LIMIT);
            return new String(bytes, size - kept, kept, StandardCharsets.UTF_8);
        }
    }

    /**
     * Creates a pump.
     *
     * @param in the child's stream
     * @param out where lines go, or null
     * @param prefix what stands before each line
     * @param capture whether the bytes are kept
     */
    OutputPump(InputStream in, @Nullable PrintStream out, String prefix, boolean capture) {
        this.in = in;
        this.out = out;
        this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
        this.captured = capture ? new Captured() : null;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        try (in) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (captured != null) {
                    captured.add(buffer, length);
                }
                split(buffer, length);
            }
        } catch (IOException endOfStream) {
            // The JDK closes the stream of a process that was destroyed: that is its end.
            return;
        } finally {
            passOn();
            ended.countDown();
        }
    }

    private void split(byte[] buffer, int length) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                line.write(buffer, start, i + 1 - start);
                passOn();
                start = i + 1;
            }
        }
        line.write(buffer, start, length - start);
        if (line.size() > MAX_LINE) {
            passOn();
        }
    }

    private void passOn() {
        if (line.size() == 0) {
            return;
        }
        byte[] bytes = line.toByteArray();
        line.reset();
        keep(bytes);
        if (out == null) {
            return;
        }
        synchronized (out) {
            if (prefix.length > 0) {
                out.write(prefix, 0, prefix.length);
            }
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }

    private void keep(byte[] bytes) {
        int length = Math.min(bytes.length, KEPT_LINE_LENGTH);
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return;
        }
        synchronized (lastLines) {
            lastLines.addLast(text);
            if (lastLines.size() > KEPT_LINES) {
                lastLines.removeFirst();
            }
        }
    }

    /** Waits for the end of the stream, for a bounded time. */
    void awaitEnd(long millis) throws InterruptedException {
        ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Returns the last lines read so far. */
    List<String> lastLines() {
        synchronized (lastLines) {
            return new ArrayList<>(lastLines);
        }
    }

    /** Returns what was captured so far. */
    String captured() {
        return captured == null ? "" : captured.text();
    }
}
