package dev.procession.cli;

import dev.procession.TaskFunction;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskExecutor;
import dev.procession.pool.TaskOptions;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One function over many inputs in a pool, shown while it lasts, and ended early by what {@link
 * RunControl} lists. Whatever ends it, each input that was taken by a worker has its outcome.
 *
 * @param <A> the type of the inputs
 * @param <R> the type of the values
 */
final class PoolRun<A, R> {

    private final Console console;
    private final Source<A> source;
    private final boolean isInOrder;
    private final boolean isFailFast;
    private final Tally tally = new Tally();
    private final long startNanos = System.nanoTime();
    private long workersStarted;

    /**
     * Creates a run.
     *
     * @param console where it is shown
     * @param source the inputs
     * @param isInOrder whether outcomes are handed out in the order of the inputs
     * @param isFailFast whether the first failure ends all
     */
    PoolRun(Console console, Source<A> source, boolean isInOrder, boolean isFailFast) {
        this.console = console;
        this.source = source;
        this.isInOrder = isInOrder;
        this.isFailFast = isFailFast;
    }

    /**
     * Runs to the end.
     *
     * @param function the function
     * @param options how the pool works
     * @param noun what the inputs are, in the plural
     * @param total tells how many there are; asked once, on a thread of the display
     * @param sink gets the outcomes
     */
    void run(
            TaskFunction<A, R> function,
            PoolOptions options,
            String noun,
            Supplier<OptionalLong> total,
            Consumer<Outcome<A, R>> sink) {
        var control = console.control();
        try (var pool = open(options);
                var interrupts = new Interrupts(status -> control.signal(status, console.err()))) {
            control.begin(source, pool);
            interrupts.listen();
            var view = new RunView(noun, tally.inputs(), pool, total);
            try (var display = new Display(console, view);
                    var outcomes = outcomes(told(pool, view), function)) {
                display.start();
                drain(outcomes.iterator(), sink);
            } finally {
                control.end();
            }
            workersStarted = pool.workersStarted();
        }
    }

    private static ProcessPool open(PoolOptions options) {
        try {
            return ProcessPool.open(options);
        } catch (UnsupportedOperationException lacking) {
            // A limit that was asked for on a system that cannot keep it.
            throw new UsageException(String.valueOf(lacking.getMessage()), lacking);
        }
    }

    private TaskExecutor told(ProcessPool pool, RunView view) {
        return console.mode() == Display.Mode.NONE
                ? pool
                : pool.with(TaskOptions.defaults().withProgress(view));
    }

    /** With a failure to be found soon they must not wait for earlier inputs. */
    private Stream<Outcome<A, R>> outcomes(TaskExecutor pool, TaskFunction<A, R> function) {
        var inputs =
                StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(source, Spliterator.ORDERED), false);
        return isInOrder && !isFailFast
                ? pool.outcomes(function, inputs)
                : pool.outcomesUnordered(function, inputs);
    }

    private void drain(Iterator<Outcome<A, R>> outcomes, Consumer<Outcome<A, R>> sink) {
        if (isInOrder && isFailFast) {
            try (var reordering = new Reordering<>(sink)) {
                drainAsTheyCome(outcomes, reordering);
            }
        } else {
            drainAsTheyCome(outcomes, sink);
        }
    }

    private void drainAsTheyCome(Iterator<Outcome<A, R>> outcomes, Consumer<Outcome<A, R>> sink) {
        while (hasNext(outcomes)) {
            var outcome = outcomes.next();
            tally.add(outcome);
            sink.accept(outcome);
            if (isFailFast && outcome instanceof Outcome.Failed<A, R>) {
                console.control().cancelAll();
            }
        }
    }

    private static boolean hasNext(Iterator<?> outcomes) {
        try {
            return outcomes.hasNext();
        } catch (RejectedExecutionException stopped) {
            // Inputs that were read before the stop and not taken; those that were have been told.
            return false;
        }
    }

    Tally tally() {
        return tally;
    }

    /** Returns the seconds since this object was created. */
    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    long workersStarted() {
        return workersStarted;
    }

    /** Returns the last line for a person. */
    String summary() {
        return "procession: " + tally.line(seconds(), workersStarted);
    }

    /** Returns the last line of JSON output. */
    String summaryJson() {
        return tally.json(seconds(), workersStarted);
    }
}
