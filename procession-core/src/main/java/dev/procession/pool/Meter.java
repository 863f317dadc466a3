package dev.procession.pool;

import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of the inputs of one run, and has a thread of its own tell a listener. All
 * that the threads of the pool do for it is to add one: when, how often and what the listener is
 * told is for that thread to see to.
 *
 * <p>{@link #begin}, {@link #freeze} and {@link #end} are for the thread that takes the outcomes;
 * the rest is for everybody.
 */
final class Meter {

    /** The pool of a run, as far as it matters here. */
    interface Home {
        /** The pool's name. */
        String name();

        /** Tells whether nothing runs any more, and nothing will. */
        boolean isTerminated();
    }

    /** Knows of which inputs of a run the function runs. */
    interface Running {
        /** Counts those that run now. */
        long countRunning();
    }

    private final Telling telling;
    private final Home home;
    private final Feed<?> feed;
    private final Running running;
    private final LongAdder submitted = new LongAdder();
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private volatile boolean isFrozen;
    private @Nullable Teller teller;

    private Meter(Telling telling, Home home, Feed<?> feed, Running running) {
        this.telling = telling;
        this.home = home;
        this.feed = feed;
        this.running = running;
    }

    /** Returns one if somebody wants to be told; otherwise nothing is counted. */
    static @Nullable Meter of(Terms terms, Home home, Feed<?> feed, Running running) {
        Telling telling = terms.telling();
        return telling == null ? null : new Meter(telling, home, feed, running);
    }

    // ---- counting ----------------------------------------------------------------------------

    /** An input was taken from the source. */
    void taken() {
        submitted.increment();
    }

    /**
     * An input has ended; before anybody can know that from elsewhere, so that the last numbers are
     * exact.
     *
     * @param isFailed whether it has no value
     * @param attempts how often it was begun
     */
    void ended(boolean isFailed, int attempts) {
        if (isFrozen) {
            return;
        }
        // The whole before its parts, which are read the other way round.
        done.increment();
        if (isFailed) {
            failed.increment();
        }
        if (attempts > 1) {
            retries.add(attempts - 1L);
        }
    }

    /** An input that has ended with a value has none after all. */
    void spoiled() {
        failed.increment();
    }

    // ---- the run -----------------------------------------------------------------------------

    /** Begins, if it has not. */
    void begin() {
        if (teller == null) {
            Teller made = new Teller(feed.total());
            made.start();
            teller = made;
        }
    }

    /** Counts nothing more: what is cancelled by the end of the run has not ended before it. */
    void freeze() {
        isFrozen = true;
    }

    /** Ends, if it has not, with the last call. */
    void end() {
        freeze();
        Teller begun = teller;
        if (begun != null) {
            begun.end();
        }
    }

    /** Tells the listener, in a thread of its own, until the run is over. */
    private final class Teller implements Runnable {

        /** How long the end of a run waits for its listener. */
        private static final Duration GRACE = Duration.ofSeconds(1);

        private final OptionalLong known;
        private final long startNanos = System.nanoTime();
        private final Pace pace = new Pace(startNanos);
        private final CountDownLatch over = new CountDownLatch(1);
        private final Thread thread =
                new Thread(null, this, "procession-" + home.name() + "-progress", 0, false);
        private boolean hasThrown;

        Teller(OptionalLong known) {
            this.known = known;
        }

        void start() {
            thread.setDaemon(true);
            try {
                Shortage.start(thread);
            } catch (IOException noThread) {
                throw new RejectedExecutionException(
                        "[pool " + home.name() + "] there is no thread to tell of progress",
                        noThread);
            }
        }

        void end() {
            over.countDown();
            if (Thread.currentThread() == thread) {
                return;
            }
            try {
                thread.join(GRACE);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void run() {
            while (!awaitEnd() && !home.isTerminated()) {
                tell(false);
            }
            freeze();
            tell(true);
        }

        /** Waits for the end or the next call, whatever comes first; tells which. */
        private boolean awaitEnd() {
            try {
                return over.await(Times.nanos(telling.interval()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException byItsListener) {
                // The thread is of the run alone, and ends with it: the next call comes early.
                return over.getCount() == 0;
            }
        }

        private void tell(boolean isLast) {
            try {
                telling.listener().progress(glance(isLast));
            } catch (Throwable thrown) {
                if (!hasThrown) {
                    hasThrown = true;
                    System.getLogger("dev.procession")
                            .log(
                                    System.Logger.Level.WARNING,
                                    "[pool " + home.name() + "] a progress listener has thrown",
                                    thrown);
                }
            }
        }

        private Progress glance(boolean isLast) {
            long allFailed = failed.sum();
            long allRetries = retries.sum();
            long allDone = done.sum();
            long allSubmitted = submitted.sum();
            long now = System.nanoTime();
            return new Progress(
                    known,
                    allSubmitted,
                    isLast ? 0 : running.countRunning(),
                    allDone,
                    allFailed,
                    allRetries,
                    Duration.ofNanos(now - startNanos),
                    pace.perSecond(now, allDone),
                    isLast);
        }
    }
}
