package dev.procession.cli;

import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jline.utils.Signals;

/**
 * Shows how a run goes, on a thread of its own: a block that is drawn ten times a second on a
 * terminal, a line every five seconds elsewhere. It also flushes the results, so that a reader sees
 * them soon.
 */
final class Display implements AutoCloseable {

    private static final long TICK_MILLIS = 100;
    private static final int TICKS_BEFORE_FIRST = 3;
    private static final int TICKS_PER_LINE = 50;
    private static final int TICKS_OF_RATE = 50;
    private static final String WINDOW_CHANGED = "WINCH";

    /** How a run is shown. */
    enum Mode {
        LIVE,
        LINES,
        NONE;

        static Mode of(boolean isQuiet) {
            if (isQuiet) {
                return NONE;
            }
            return Terminal.isErrorLive() ? LIVE : LINES;
        }
    }

    private record Sample(long nanos, long inputs) {}

    private final Mode mode;
    private final Screen screen;
    private final Results results;
    private final String noun;
    private final Tally tally;
    private final ProcessPool pool;
    private final Supplier<OptionalLong> total;
    private final long startNanos = System.nanoTime();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "procession-display");
    private volatile boolean isSizeKnown;

    /**
     * Creates a display.
     *
     * @param io where it is shown
     * @param noun what the inputs are, in the plural
     * @param tally counts them
     * @param pool works on them
     * @param total tells how many there are; asked once, on the display's thread
     */
    Display(Console io, String noun, Tally tally, ProcessPool pool, Supplier<OptionalLong> total) {
        this.mode = io.mode();
        this.screen = io.screen();
        this.results = io.results();
        this.noun = noun;
        this.tally = tally;
        this.pool = pool;
        this.total = total;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        var window =
                mode == Mode.LIVE
                        ? Signals.register(WINDOW_CHANGED, () -> isSizeKnown = false)
                        : null;
        try {
            show();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            if (window != null) {
                Signals.unregister(WINDOW_CHANGED, window);
            }
        }
    }

    private void show() throws InterruptedException {
        var known = mode == Mode.NONE ? OptionalLong.empty() : total.get();
        var size = new Terminal.Size(80, 24);
        var isUnicode = Terminal.isUnicode();
        for (int tick = 1; !ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS); tick++) {
            var isDrawn = mode == Mode.LIVE && tick >= TICKS_BEFORE_FIRST;
            if (isDrawn && !isSizeKnown) {
                isSizeKnown = true;
                size = Terminal.size();
            }
            if (isDrawn) {
                screen.draw(glance(known).block(size, isUnicode), size.columns(), results);
            } else {
                screen.clear(results);
            }
            if (mode == Mode.LINES && tick % TICKS_PER_LINE == 0) {
                screen.stream().println("procession: " + glance(known).line());
            }
        }
    }

    private Progress glance(OptionalLong known) {
        var now = new Sample(System.nanoTime(), tally.inputs());
        samples.addLast(now);
        if (samples.size() > TICKS_OF_RATE) {
            samples.removeFirst();
        }
        var elapsed = Duration.ofNanos(now.nanos - startNanos);
        var from = samples.size() < TICKS_OF_RATE ? new Sample(startNanos, 0) : samples.getFirst();
        return new Progress(
                noun,
                now.inputs,
                tally.failed(),
                tally.retries(),
                known,
                elapsed,
                (now.inputs - from.inputs) / Math.max(1e-3, (now.nanos - from.nanos) / 1e9),
                pool.workers());
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
