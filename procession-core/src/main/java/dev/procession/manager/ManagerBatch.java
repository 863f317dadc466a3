package dev.procession.manager;

import dev.procession.TaskAction;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a manager's objects that go to it together, as one message that has one answer.
 *
 * {@snippet :
 * CompletableFuture<Integer> apples;
 * try (var batch = manager.batch()) {
 *     for (String word : words) {
 *         batch.run(() -> counts.merge(word, 1, Integer::sum));
 *     }
 *     apples = batch.call(() -> counts.get("apples"));
 * }                                                     // here all is done
 * System.out.println(apples.join());
 * }
 *
 * <p>Each function makes one call of a managed object. <b>It runs twice:</b> at once, but only up
 * to its call, which goes into the batch; and from its beginning to its end when the answer is
 * there. So it must make the same call both times, and should do nothing else that matters: what
 * changes, as {@code iterator.next()} does, belongs before it. One that makes no call is over at
 * once; one that makes a second has the first one's effect, and fails.
 *
 * <p>The calls are sent by {@link #flush} and {@link #close}, and before that whenever there are a
 * thousand of them, or as many as have 64 KiB of arguments. They are run one after the other, in
 * the order in which they were made; each is atomic, and all of them together are not: others may
 * call in between. What a call throws is its own, and the next one runs all the same. Arguments are
 * copied when the call is made.
 *
 * <p>A batch waits for nobody. What waits always, and what has to be given back (locks, permits),
 * is refused with an {@link UnsupportedOperationException}; to put into a queue, or to take from
 * it, fails with an {@link IllegalStateException} if it cannot be done at once.
 *
 * <p>Belongs to the thread that has opened it: others get a {@link WrongThreadException}. Calls
 * that are made otherwise, by this thread or another, do not wait for it.
 *
 * <p><b>Blocking.</b> Whatever sends waits for the answers, interrupted or not.
 *
 * <p><b>If a peer dies.</b> When the manager has ended, is stopped or cut off, all calls that are
 * not answered fail with {@link dev.procession.ManagerUnavailableException}; which of those that
 * were sent have had their effect is not known. When the caller's process dies, calls that were
 * sent may yet be run.
 *
 * <p><b>Memory consistency.</b> As for single calls: see {@linkplain dev.procession.manager the
 * package}.
 *
 * @apiNote Python's managers have nothing like it. Others call it a pipeline.
 * @see Manager#batch
 * @since 0.1
 */
public final class ManagerBatch implements AutoCloseable {

    /** More would tell nothing new. */
    private static final int MOST_SUPPRESSED = 9;

    private final Thread owner = Thread.currentThread();
    private final BatchCalls calls;
    private boolean isClosed;

    /** What functions have thrown whose futures nobody has. */
    private @Nullable Throwable failure;

    ManagerBatch(@Nullable Way way) {
        this.calls = new BatchCalls(way);
    }

    /**
     * Opens a batch for the objects of whichever manager is called first: for a process that has
     * handles only.
     *
     * @return the batch, which belongs to the calling thread and should be closed
     */
    public static ManagerBatch open() {
        return new ManagerBatch(null);
    }

    /**
     * Adds a call.
     *
     * @param function makes the call, and returns what comes of it; runs twice
     * @param <T> the type of what it returns
     * @return done when the call was answered: with what the function returns or throws
     * @throws IllegalStateException if the batch is closed, or another function of a batch runs
     */
    public <T extends @Nullable Object> CompletableFuture<T> call(Callable<? extends T> function) {
        BatchStep<T> step = new BatchStep<>(function, thrown -> {});
        add(step);
        return step.future();
    }

    /**
     * Adds a call whose result does not matter. What it throws is thrown by the next {@link #flush}
     * or {@link #close}.
     *
     * @param action makes the call; runs twice
     * @throws IllegalStateException if the batch is closed, or another function of a batch runs
     */
    public void run(TaskAction action) {
        Objects.requireNonNull(action, "action");
        BatchStep<Boolean> step =
                new BatchStep<>(
                        () -> {
                            action.run();
                            return true;
                        },
                        this::failed);
        add(step);
    }

    private void add(BatchStep<?> step) {
        requireUsable();
        if (step.begin(calls)) {
            calls.made(step);
            if (calls.areEnough()) {
                calls.send();
            }
        }
    }

    private void requireUsable() {
        requireOwner();
        if (isClosed) {
            throw new IllegalStateException("the batch is closed; open another one");
        }
    }

    private void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException(
                    "a batch belongs to the thread that has opened it; have each thread open its"
                            + " own: owner="
                            + owner.getName()
                            + ", caller="
                            + Thread.currentThread().getName());
        }
        if (BatchStep.current() != null) {
            throw new IllegalStateException(
                    "a function of a batch cannot use a batch; it makes its call, and others make"
                            + " theirs");
        }
    }

    private void failed(Throwable thrown) {
        Throwable first = failure;
        if (first == null) {
            failure = thrown;
        } else if (first != thrown && first.getSuppressed().length < MOST_SUPPRESSED) {
            first.addSuppressed(thrown);
        }
    }

    /**
     * Sends what was not sent, and waits until all is answered: then all futures are done.
     *
     * <p>If actions of {@link #run} have failed, throws what the first of them has thrown, with
     * that of some others suppressed; in a {@link CompletionException} if it is a checked one.
     *
     * @throws IllegalStateException if the batch is closed
     */
    public void flush() {
        requireUsable();
        sendAll();
        throwFailure();
    }

    private void sendAll() {
        // What depends on a future may have added more.
        while (!calls.isEmpty()) {
            calls.send();
        }
    }

    private void throwFailure() {
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {
                // All went well.
            }
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new CompletionException(thrown);
        }
    }

    /**
     * Sends what was not sent, waits until all is answered, and ends the batch; as {@link #flush}.
     * Idempotent.
     */
    @Override
    public void close() {
        requireOwner();
        if (isClosed) {
            return;
        }
        sendAll();
        isClosed = true;
        throwFailure();
    }
}
