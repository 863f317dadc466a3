package dev.procession.subprocess;

import dev.procession.CommandResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a command's output, each given to the caller as soon as it is there. A command that
 * is faster than the caller waits for it.
 */
final class Lines {

    /** How many bytes are read ahead, besides what is in the pipe. */
    static final int AHEAD = 64 << 10;

    private final Execution execution;
    private final Intake intake;
    private final Decoding decoding;
    private final StringBuilder text = new StringBuilder();
    private int searched;
    private int taken;
    private long place;
    private boolean isAtEnd;

    Lines(Execution execution, Intake intake) {
        this.execution = execution;
        this.intake = intake;
        this.decoding = new Decoding(execution.plan().charset());
    }

    /** Returns the next line without what ends it, or null if there is none. */
    @Nullable String next() throws IOException, InterruptedException {
        int end = text.indexOf("\n", searched);
        while (end < 0 && !isAtEnd) {
            searched = text.length();
            readMore();
            end = text.indexOf("\n", searched);
        }
        return end < 0 ? last() : line(end);
    }

    private void checkLength(int length) throws IOException, InterruptedException {
        if (length > execution.plan().limit()) {
            execution.stop(Execution.Stop.TOO_MUCH, null);
            intake.refuseMore();
            execution.await();
            execution.outcome();
        }
    }

    private @Nullable String last() throws IOException, InterruptedException {
        checkLength(text.length() - taken);
        String rest = text.substring(taken);
        taken = text.length();
        searched = taken;
        return rest.isEmpty() ? null : rest;
    }

    private String line(int end) throws IOException, InterruptedException {
        checkLength(end - taken);
        boolean hasReturn = end > taken && text.charAt(end - 1) == '\r';
        String line = text.substring(taken, hasReturn ? end - 1 : end);
        taken = end + 1;
        searched = taken;
        return line;
    }

    private void readMore() throws IOException, InterruptedException {
        text.delete(0, taken);
        searched -= taken;
        taken = 0;
        checkLength(text.length());
        intake.awaitPast(place, Long.MAX_VALUE);
        Intake.Found found = intake.look(place, AHEAD);
        place = found.from() + found.bytes().length;
        intake.takeBefore(place);
        decoding.decode(found.bytes(), found.isLast(), text);
        isAtEnd = found.isLast();
    }

    /** Gives all lines to somebody, and returns how the command has ended. */
    CommandResult forEach(Consumer<? super String> action)
            throws IOException, InterruptedException {
        String line = next();
        while (line != null) {
            action.accept(line);
            line = next();
        }
        execution.await();
        return execution.outcome();
    }

    /** Returns them as a stream, whose end is that of a command that has succeeded. */
    Stream<String> stream() {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL;
        Spliterator<String> each =
                new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, traits) {
                    @Override
                    public boolean tryAdvance(Consumer<? super String> action) {
                        String line = nextOrFail();
                        if (line != null) {
                            action.accept(line);
                        }
                        return line != null;
                    }
                };
        return StreamSupport.stream(each, false).onClose(execution::close);
    }

    private @Nullable String nextOrFail() {
        try {
            String line = next();
            if (execution.stopped() == Execution.Stop.CLOSED) {
                throw new IllegalStateException(
                        "the lines of a command cannot be read on when their stream was closed:"
                                + " pid="
                                + execution.processes().pids().getFirst());
            }
            if (line == null) {
                execution.await();
                execution.outcome().orThrow();
            }
            return line;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            execution.close();
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(
                    new InterruptedIOException("interrupted while waiting for a line"));
        }
    }
}
