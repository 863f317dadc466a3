package dev.procession.pool;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one input: its value or its failure, never both, never neither.
 *
 * {@snippet :
 * switch (outcome) {
 *     case Outcome.Ok(var path, var report, var run) -> index(report);
 *     case Outcome.Failed(var path, var why, var run) -> log(path, why, run.attempts());
 * }
 * }
 *
 * @param <A> the type of the inputs
 * @param <R> the type of the values
 * @since 0.1
 */
public sealed interface Outcome<A extends @Nullable Object, R extends @Nullable Object> {

    /**
     * Returns the input.
     *
     * @return the object that came from the source, not a copy
     */
    A input();

    /**
     * Returns how the input was worked on.
     *
     * @return its run
     */
    TaskRun run();

    /**
     * Returns the value if there is one.
     *
     * @return the value
     * @throws CompletionException if there is none; its cause is why
     */
    default R valueOrThrow() {
        return switch (this) {
            case Ok<A, R> ok -> ok.value();
            case Failed<A, R> failed -> throw new CompletionException(failed.cause());
        };
    }

    /**
     * The function returned a value.
     *
     * @param input the input
     * @param value the value, which may be null
     * @param run how it was worked on
     * @param <A> the type of the inputs
     * @param <R> the type of the values
     */
    record Ok<A extends @Nullable Object, R extends @Nullable Object>(A input, R value, TaskRun run)
            implements Outcome<A, R> {}

    /**
     * There is no value.
     *
     * @param input the input
     * @param cause what the function threw, or {@link dev.procession.TaskTimeoutException}, {@link
     *     dev.procession.MemoryLimitException}, {@link dev.procession.WorkerDiedException}, {@link
     *     dev.procession.CodecException} or {@link java.util.concurrent.CancellationException}
     * @param run how it was worked on
     * @param <A> the type of the inputs
     * @param <R> the type of the values
     */
    record Failed<A extends @Nullable Object, R extends @Nullable Object>(
            A input, Throwable cause, TaskRun run) implements Outcome<A, R> {}
}
