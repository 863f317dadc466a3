package dev.procession.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The lines on standard output, or in a file in its place, in UTF-8. They gather here until they
 * are {@linkplain #flush flushed}, which the progress display does several times a second, or until
 * they are many.
 *
 * <p>When nobody reads any more, what is left is dropped, and the listener hears of it once.
 */
public final class Results {

    private static final int MOST_GATHERED = 1 << 16;

    private final OutputStream out;
    private final Consumer<IOException> onClosed;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private boolean isClosed;

    Results(OutputStream out, Consumer<IOException> onClosed) {
        this.out = out;
        this.onClosed = onClosed;
    }

    /**
     * Adds a line.
     *
     * @param text the line
     */
    public void line(String text) {
        boolean isMuch;
        synchronized (this) {
            gathered.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            gathered.write('\n');
            isMuch = gathered.size() >= MOST_GATHERED;
        }
        if (isMuch) {
            flush();
        }
    }

    /** Tells whether lines were dropped because they could not be written. */
    synchronized boolean isClosed() {
        return isClosed;
    }

    /** Tells whether there are lines to be flushed. */
    synchronized boolean hasGathered() {
        return gathered.size() > 0;
    }

    /** Writes what has gathered. */
    public void flush() {
        IOException met = null;
        synchronized (this) {
            try {
                if (!isClosed && gathered.size() > 0) {
                    gathered.writeTo(out);
                    out.flush();
                }
            } catch (IOException nobodyReads) {
                isClosed = true;
                met = nobodyReads;
            }
            gathered.reset();
        }
        if (met != null) {
            onClosed.accept(met);
        }
    }
}
