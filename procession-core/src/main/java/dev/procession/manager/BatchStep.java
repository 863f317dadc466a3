package dev.procession.manager;

import dev.procession.ManagerUnavailableException;
import dev.procession.codec.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A function of a batch, and the call that it makes.
 *
 * <p>It runs twice: up to its call, which goes into the batch; and when the answer is there from
 * its beginning to its end, by what the proxy makes of the answer and by what the function makes of
 * that.
 *
 * @param <T> the type of what it returns
 */
final class BatchStep<T extends @Nullable Object> {

    /** That runs in the thread. */
    private static final ThreadLocal<@Nullable BatchStep<?>> CURRENT = new ThreadLocal<>();

    private final Callable<? extends T> function;
    private final Consumer<Throwable> onFailure;
    private final CompletableFuture<T> future = new CompletableFuture<>();

    /** Where its call goes in the first run; null afterwards. */
    private @Nullable BatchCalls calls;

    private @Nullable Call call;
    private @Nullable Source answer;
    private @Nullable Throwable failure;
    private boolean isAnswered;

    /** What it has called in the first run. */
    private record Call(
            Way way, ObjectId id, Operation operation, List<@Nullable Object> arguments) {

        private boolean isOf(ObjectId otherId, Operation other, @Nullable Object[] others) {
            return id.equals(otherId) && operation.equals(other) && areAlike(others);
        }

        private boolean areAlike(@Nullable Object[] others) {
            for (int i = 0; i < others.length; i++) {
                if (isPlain(arguments.get(i)) && !Objects.equals(arguments.get(i), others[i])) {
                    return false;
                }
            }
            return true;
        }

        /** Whether others that mean the same are equal to it. */
        private static boolean isPlain(@Nullable Object argument) {
            return argument == null || argument instanceof Number || argument instanceof String;
        }
    }

    /**
     * Prepares it.
     *
     * @param onFailure is told what it has thrown
     */
    BatchStep(Callable<? extends T> function, Consumer<Throwable> onFailure) {
        this.function = Objects.requireNonNull(function, "function");
        this.onFailure = onFailure;
    }

    /** The one that runs in this thread; null if none does. */
    static @Nullable BatchStep<?> current() {
        return CURRENT.get();
    }

    CompletableFuture<T> future() {
        return future;
    }

    // ---- running -----------------------------------------------------------------------------

    /** Runs it up to its call; returns whether it has made one. One without is done. */
    boolean begin(BatchCalls into) {
        calls = into;
        run();
        calls = null;
        return call != null;
    }

    /** Runs it again: the answer is there, or will not come. */
    void end() {
        isAnswered = true;
        run();
    }

    private void run() {
        T value;
        CURRENT.set(this);
        try {
            value = function.call();
        } catch (Throwable thrown) {
            CURRENT.set(null);
            fail(thrown);
            return;
        }
        CURRENT.set(null);
        if (isOver()) {
            future.complete(value);
        }
    }

    /** What comes of the first run does not count if it has made a call. */
    private boolean isOver() {
        return isAnswered || call == null;
    }

    private void fail(Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (isOver()) {
            future.completeExceptionally(thrown);
            onFailure.accept(thrown);
        }
    }

    // ---- its call ----------------------------------------------------------------------------

    /** Takes note of a call that it makes, or answers it. */
    @Nullable Object call(Way way, ObjectId id, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        BatchCalls into = calls;
        Call first = call;
        if (first == null && into != null) {
            into.add(way, id, operation, arguments);
            call = new Call(way, id, operation, Arrays.asList(arguments));
            throw new CallMade();
        }
        if (first == null || !isAnswered || (answer == null && failure == null)) {
            throw secondCall(operation);
        }
        if (!first.isOf(id, operation, arguments)) {
            throw new IllegalStateException(
                    "a function of a batch runs twice, and has to make the same call with the same"
                            + " arguments both times; have what changes before it: first="
                            + first.operation().name()
                            + ", then="
                            + operation.name());
        }
        return outcome(first);
    }

    private RuntimeException secondCall(Operation operation) {
        return new IllegalStateException(
                operation.mayBeBatched()
                        ? "a function of a batch makes one call only; have another function make"
                                + " the next: call="
                                + operation.name()
                        : "the call could not be done at once, and a batch does not wait; make it"
                                + " outside of the batch: call="
                                + operation.name());
    }

    private @Nullable Object outcome(Call first) throws Throwable {
        Throwable why = failure;
        Source source = answer;
        failure = null;
        answer = null;
        if (why != null || source == null) {
            throw why instanceof ManagerUnavailableException ended
                    ? Link.again(ended)
                    : Objects.requireNonNull(why, "why there is no answer");
        }
        return first.way().crossing().<@Nullable Object, Throwable>read(() -> outcome(source));
    }

    private static @Nullable Object outcome(Source source) throws Throwable {
        byte kind = source.getByte();
        source.getVarlong();
        return Wire.outcome(kind, source);
    }

    /** Brings the answer. */
    void answer(Source source) {
        answer = source;
    }

    /** Says that there will be no answer. */
    void abandon(Throwable why) {
        failure = why;
    }
}
