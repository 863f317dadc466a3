package dev.procession.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a run goes, on a thread of its own: a block that is drawn ten times a second on a
 * terminal, a line every five seconds elsewhere. It also flushes the results, so that a reader sees
 * them soon.
 */
public final class Display implements AutoCloseable {

    private static final long TICK_MILLIS = 100;
    private static final int TICKS_BEFORE_FIRST = 3;
    private static final int TICKS_PER_LINE = 50;

    /** How a run is shown. */
    public enum Mode {
        /** As a block that is drawn again and again. */
        LIVE,
        /** By a line now and then. */
        LINES,
        /** Not at all. */
        NONE;

        static Mode of(boolean isQuiet) {
            if (isQuiet) {
                return NONE;
            }
            return Terminal.isErrorLive() ? LIVE : LINES;
        }
    }

    /** What is shown; asked on the display's thread. */
    public interface View {

        /** Called once before anything is shown. */
        default void begin() {}

        /**
         * Returns the lines for a terminal.
         *
         * @param columns how many columns it has
         * @param rows how many rows it has
         * @param isUnicode whether block characters can be shown
         * @return the lines, none wider than the terminal
         */
        List<String> block(int columns, int rows, boolean isUnicode);

        /**
         * Returns the line for a log.
         *
         * @return the line
         */
        String line();
    }

    private final Mode mode;
    private final Screen screen;
    private final Results results;
    private final View view;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "procession-display");

    /**
     * Creates a display.
     *
     * @param io where it is shown
     * @param view what is shown
     */
    public Display(Console io, View view) {
        this.mode = io.mode();
        this.screen = io.screen();
        this.results = io.results();
        this.view = view;
        thread.setDaemon(true);
    }

    /** Starts to show. */
    public void start() {
        thread.start();
    }

    private void run() {
        try (var window = mode == Mode.LIVE ? new WindowSize() : null) {
            show(window);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(@Nullable WindowSize window) throws InterruptedException {
        if (mode != Mode.NONE) {
            view.begin();
        }
        var isUnicode = Terminal.isUnicode();
        for (int tick = 1; !ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS); tick++) {
            if (window != null && tick >= TICKS_BEFORE_FIRST) {
                var size = window.get();
                screen.draw(
                        view.block(size.columns(), size.rows(), isUnicode),
                        size.columns(),
                        results);
            } else {
                screen.clear(results);
            }
            if (mode == Mode.LINES && tick % TICKS_PER_LINE == 0) {
                screen.stream().println("procession: " + view.line());
            }
        }
    }

    /** Takes the display away; all results are written then. */
    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        screen.clear(results);
    }
}
