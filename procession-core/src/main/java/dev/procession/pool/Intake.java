package dev.procession.pool;

import dev.procession.codec.CodecContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How the inputs of a {@link Batch} come in: they are taken from their {@link Supply} while there
 * is room for them in the workers' lanes, encoded several together, and sent to the workers; what
 * finds no room after all waits in the pool's backlog.
 *
 * <p>Between the oldest input whose outcome was not handed out and the newest that was pulled there
 * are at most {@link #span} others, so an endless source runs in bounded memory.
 *
 * <p>Has no lock: belongs to the thread of the batch.
 */
final class Intake<A extends @Nullable Object, R extends @Nullable Object> {

    private final Engine engine;
    private final Batch<A, R> batch;
    private final FunctionRef function;
    private final Supply<A> supply;
    private final int span;
    private final Dispatcher.Haste haste;
    private final boolean mayBeLeft;
    private final boolean isSubmitted;
    private final Bundle bundle;

    /** Those that were put into the backlog, and are perhaps still there. */
    private final List<Element<A, R>> queued = new ArrayList<>();

    private long nextIndex;
    private boolean exhausted;
    private @Nullable Throwable failure;

    Intake(
            Engine engine,
            Batch<A, R> batch,
            FunctionRef function,
            Supply<A> supply,
            BatchManner manner) {
        this.engine = engine;
        this.batch = batch;
        this.function = function;
        this.supply = supply;
        this.span = manner.spanPerWorker() * engine.options().workers() - supply.mostAhead();
        this.haste = manner.mayBlock() ? Dispatcher.Haste.IF_IDLE : Dispatcher.Haste.WITH_OTHERS;
        this.mayBeLeft = manner.mayBeLeft();
        this.isSubmitted = manner.isSubmitted();
        this.bundle =
                new Bundle(
                        engine.codec(),
                        CodecContext.of(function.loader(), "argument"),
                        engine.largeArguments());
    }

    /** Tells whether there are no more inputs, or none that the pool takes. */
    boolean isExhausted() {
        return exhausted;
    }

    /** What ended the inputs, if it was not that there are no more. */
    @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Sends as many inputs as there is room for.
     *
     * @param isLong whether tasks are long, as far as is known
     */
    void fill(boolean isLong) {
        boolean sent = false;
        try {
            while (mayTake(isLong) && gather()) {
                sent |= send();
            }
        } finally {
            // Whatever ended it: the workers must not wait for what comes next.
            if (sent) {
                engine.dispatcher().publishAll();
            }
        }
    }

    /**
     * Has the batch told of the next input that it wants; {@code true} if there is one now, which
     * it may take.
     */
    boolean hasMissedInput(boolean isLong) {
        return mayTake(isLong) && !supply.listen();
    }

    /** Pulls no further input. */
    void close() {
        supply.close();
    }

    private boolean mayTake(boolean isLong) {
        return !exhausted && batch.open() < span && !isQueued(isLong);
    }

    /**
     * Whether enough of our inputs wait in the backlog: one, which is fair to others, or one for
     * each worker if nobody may be there to bring the next one in time.
     */
    private boolean isQueued(boolean isLong) {
        if (queued.isEmpty()) {
            return false;
        }
        queued.removeIf(element -> !element.isWaiting());
        return queued.size() >= (mayBeLeft && isLong ? engine.options().workers() : 1);
    }

    private boolean hasInput() {
        try {
            Supply.Look look = supply.look();
            exhausted = look == Supply.Look.END;
            return look == Supply.Look.INPUT;
        } catch (Throwable thrown) {
            endWith(thrown);
            return false;
        }
    }

    /** Ends the inputs by what is thrown when all outcomes were handed out. */
    private void endWith(Throwable thrown) {
        failure = thrown;
        exhausted = true;
    }

    /**
     * Takes the next inputs, as many as there seems to be room for; {@code false} if there is none
     * now. Where the next input may have to be waited for, one at a time.
     */
    private boolean gather() {
        bundle.clear();
        if (!hasInput()) {
            return false;
        }
        if (isRefused() && engine.lifeCycle().broken() == null) {
            endWith(refusal("; input " + nextIndex + " and what follows were not taken"));
            return false;
        }
        int most = haste == Dispatcher.Haste.IF_IDLE ? 1 : engine.dispatcher().room(Bundle.MOST);
        try {
            int taken = 0;
            do {
                add(supply.take());
                taken++;
            } while (taken < most && !bundle.isFull() && batch.open() < span && hasInput());
        } finally {
            accept();
        }
        return true;
    }

    private boolean isRefused() {
        LifeCycle life = engine.lifeCycle();
        return isSubmitted ? life.isStopped() : life.isShutdown();
    }

    /**
     * Counts in what was gathered. Not before it was encoded, which may run code of users: the end
     * of the pool must not wait for that.
     */
    private void accept() {
        int count = bundle.size();
        if (count == 0 || (isSubmitted ? engine.acceptsMore(count) : engine.accepts(count))) {
            return;
        }
        Throwable broken = engine.lifeCycle().broken();
        for (int i = 0; i < bundle.size(); i++) {
            Element<A, R> element = gathered(i);
            if (element.decide()) {
                element.unload();
                element.fail(broken != null ? broken : refusal("; it was being encoded"));
            }
        }
        bundle.clear();
    }

    private RejectedExecutionException refusal(String more) {
        return engine.lifeCycle().refusal(more);
    }

    private void add(A input) {
        Element<A, R> element = new Element<>(batch, function, nextIndex, input);
        engine.record(element);
        nextIndex++;
        batch.taken(element);
        Throwable refusal = engine.lifeCycle().broken();
        if (refusal == null) {
            try {
                bundle.add(element, input);
                return;
            } catch (RuntimeException | Error unencodable) {
                refusal = unencodable;
            }
        }
        element.decide();
        element.fail(refusal);
    }

    /** Sends what was gathered on its way; tells whether some of it waits to be published. */
    private boolean send() {
        int sent = engine.dispatcher().hasBacklog() ? 0 : engine.dispatcher().offer(bundle, haste);
        for (int i = sent; i < bundle.size(); i++) {
            Element<A, R> element = gathered(i);
            element.keepArgument(bundle.argument(i));
            queued.add(element);
            engine.dispatcher().queue(element);
        }
        return sent > 0;
    }

    /** There are only our own in the bundle. */
    @SuppressWarnings("unchecked")
    private Element<A, R> gathered(int index) {
        return (Element<A, R>) bundle.work(index);
    }
}
