package dev.procession.connection;

import dev.procession.internal.shared.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Two ends that talk: what one sends, the other receives, in both directions. Each may be in
 * another process of the session.
 *
 * {@snippet :
 * var pipe = ProcessPipe.<String, Integer>open();
 * var right = pipe.right();
 * try (var left = pipe.left();
 *         var p = JavaProcess.start(() -> right.send(right.receive().length()))) {
 *     left.send("baozi");
 *     System.out.println(left.receive());
 * }
 * }
 *
 * <p>Here the right end moves into the child, since the task captures it: from then on it is the
 * child's alone, and is closed when the child ends, however it does. So {@code left.receive()}
 * never waits for a child that is dead. See {@link PipeEnd} for what can be done with an end.
 *
 * <p>A pipe is not closed itself; its ends are. Its memory is freed when the last one is closed.
 *
 * @param <A> the type of what goes from left to right
 * @param <B> the type of what goes from right to left
 * @apiNote Python's {@code multiprocessing.Pipe()}. There an end that a child has inherited stays
 *     open in the parent, too, so the end of the stream is not seen unless the parent remembers to
 *     close it.
 * @since 0.1
 */
public final class ProcessPipe<A extends @Nullable Object, B extends @Nullable Object> {

    private final PipeEnd<A, B> left;
    private final PipeEnd<B, A> right;

    private ProcessPipe(PipeEnd<A, B> left, PipeEnd<B, A> right) {
        this.left = left;
        this.right = right;
    }

    /**
     * Makes a pipe of both directions.
     *
     * @param <A> the type of what goes from left to right
     * @param <B> the type of what goes from right to left
     * @return the pipe, with both ends in this process
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <A extends @Nullable Object, B extends @Nullable Object>
            ProcessPipe<A, B> open() {
        return open(PipeOptions.defaults());
    }

    /**
     * Makes a pipe of both directions.
     *
     * @param <A> the type of what goes from left to right
     * @param <B> the type of what goes from right to left
     * @param options how much it holds
     * @return the pipe, with both ends in this process
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> ProcessPipe<A, B> open(
            PipeOptions options) {
        return make(options, 2);
    }

    /**
     * Makes a pipe whose left end only sends, and whose right end only receives.
     *
     * @param <A> the type of what goes from left to right
     * @return the pipe, with both ends in this process
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <A extends @Nullable Object> ProcessPipe<A, Void> oneWay() {
        return oneWay(PipeOptions.defaults());
    }

    /**
     * Makes a pipe whose left end only sends, and whose right end only receives.
     *
     * @param <A> the type of what goes from left to right
     * @param options how much it holds
     * @return the pipe, with both ends in this process
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <A extends @Nullable Object> ProcessPipe<A, Void> oneWay(PipeOptions options) {
        return make(options, 1);
    }

    private static <A extends @Nullable Object, B extends @Nullable Object> ProcessPipe<A, B> make(
            PipeOptions options, int directions) {
        long bytes = PipeLayout.bytes(options.ringBytes(), directions);
        try {
            Block block =
                    Block.create(
                            PipeLayout.KIND,
                            bytes,
                            words -> PipeLayout.fill(words, options, directions));
            try {
                Hold left = Hold.add(block, Seats.LEFT);
                Hold right = Hold.add(block, Seats.RIGHT);
                Pipes.made(left);
                return new ProcessPipe<>(new PipeEnd<>(left), new PipeEnd<>(right));
            } catch (IOException | RuntimeException | Error failure) {
                block.close();
                throw failure;
            }
        } catch (IOException noMemory) {
            throw new UncheckedIOException("a pipe could not be made: " + options, noMemory);
        }
    }

    /**
     * Returns the end that sends what the right one receives.
     *
     * @return the same object at each call, even if the end was closed or has moved
     */
    public PipeEnd<A, B> left() {
        return left;
    }

    /**
     * Returns the end that receives what the left one sends.
     *
     * @return the same object at each call, even if the end was closed or has moved
     */
    public PipeEnd<B, A> right() {
        return right;
    }

    /** Returns its ends, for people. */
    @Override
    public String toString() {
        return "ProcessPipe[" + left + ", " + right + "]";
    }
}
