package dev.procession.cli;

import dev.procession.pool.Progress;
import dev.procession.pool.ProgressListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows on standard error how far a run of a pool has come: by a bar that is drawn again and again
 * on a terminal, by a line every five seconds elsewhere. The last state stays.
 *
 * {@snippet :
 * var shown = TaskOptions.defaults().withProgress(ProgressBar.of("files"));
 * List<Summary> all = pool.with(shown).map(Report::summarize, paths);
 * }
 *
 * <pre>
 * [##########              ]  4,183/10,000 files  2 failed  391/s  ETA 0:15
 * </pre>
 *
 * <p>It takes one line. What the program itself prints meanwhile comes after the bar on that line,
 * and the bar goes on below. Thread-safe; of several runs at once, each should have a terminal of
 * its own.
 *
 * @since 0.1
 */
public final class ProgressBar implements ProgressListener {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final String ERASE_REST = "\u001b[K";

    private final String noun;
    private final PrintStream err;
    private final boolean isLive;
    private final boolean isUnicode;
    private @Nullable WindowSize window;
    private Duration told = Duration.ZERO;

    /** For {@link #of}, and for tests. */
    ProgressBar(String noun, PrintStream err, boolean isLive, boolean isUnicode) {
        this.noun = Objects.requireNonNull(noun, "noun");
        this.err = err;
        this.isLive = isLive;
        this.isUnicode = isUnicode;
    }

    /**
     * Returns a bar.
     *
     * @param noun what the inputs are, in the plural
     * @return the bar, for as many runs as there are, one after the other
     */
    public static ProgressBar of(String noun) {
        return new ProgressBar(noun, System.err, Terminal.isErrorLive(), Terminal.isUnicode());
    }

    @Override
    public synchronized void progress(Progress now) {
        var text = new ProgressText(noun, now);
        if (isLive) {
            err.print("\r" + text.headline(List.of(), columns(now) - 1, isUnicode) + ERASE_REST);
            if (now.isLast()) {
                err.println();
            }
        } else if (now.isLast() || now.elapsed().minus(told).compareTo(BETWEEN_LINES) >= 0) {
            told = now.isLast() ? Duration.ZERO : now.elapsed();
            err.println(text.line());
        }
        err.flush();
    }

    private int columns(Progress now) {
        var current = window == null ? new WindowSize() : window;
        var columns = current.get().columns();
        if (now.isLast()) {
            current.close();
        }
        window = now.isLast() ? null : current;
        return columns;
    }
}
