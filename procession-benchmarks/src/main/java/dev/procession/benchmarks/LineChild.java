package dev.procession.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process that is driven line by line over its standard input and output. It is to end when
 * its input does, so that none outlives this process.
 */
final class LineChild implements AutoCloseable {

    private static final int GRACE_SECONDS = 5;

    /** By which all that it starts is found, also when it has ended itself. */
    private static final String MARK = "PROCESSION_BENCH_PEER";

    private final List<String> command;
    private final String mark;
    private final Process process;
    private final BufferedReader reader;
    private final BufferedWriter writer;

    private LineChild(List<String> command, Process process, String mark) {
        this.command = command;
        this.mark = mark;
        this.process = process;
        this.reader = process.inputReader();
        this.writer = process.outputWriter();
    }

    /**
     * Starts one; its errors go where ours do.
     *
     * @throws IOException if there is no such program
     */
    static LineChild start(List<String> command) throws IOException {
        String mark = ProcessHandle.current().pid() + "-" + System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(MARK, mark);
        return new LineChild(command, builder.start(), MARK + "=" + mark);
    }

    long pid() {
        return process.pid();
    }

    /** Writes a line and returns the line that answers it, as {@link #readLine(Duration)} does. */
    String ask(String line, Duration limit) throws IOException, InterruptedException {
        writer.write(line);
        writer.newLine();
        writer.flush();
        return readLine(limit);
    }

    /**
     * Returns the next line, or kills the child if none comes in time.
     *
     * @throws IOException if there is none: the child has ended, or was killed
     */
    String readLine(Duration limit) throws IOException, InterruptedException {
        CompletableFuture<Boolean> answered = new CompletableFuture<>();
        CompletableFuture<Boolean> isLate =
                answered.completeOnTimeout(true, limit.toNanos(), TimeUnit.NANOSECONDS)
                        .thenApply(late -> {
                            if (late) {
                                kill();
                            }
                            return late;
                        });
        try {
            String line = readLine();
            answered.complete(false);
            return line;
        } catch (IOException ended) {
            answered.complete(false);
            if (isLate.join()) {
                throw new IOException(
                        "it gave no answer within " + limit.toSeconds() + " s and was killed",
                        ended);
            }
            throw ended;
        }
    }

    /**
     * Returns the next line.
     *
     * @throws IOException if there is none: the child has ended
     */
    String readLine() throws IOException, InterruptedException {
        String line = reader.readLine();
        if (line == null) {
            boolean ended = process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
            String status = ended ? "status=" + process.exitValue() : "still running";
            throw new IOException(command.getFirst() + " ended its output early: " + status);
        }
        return line;
    }

    /** First the one that could start others, then all that it has started. */
    private void kill() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        ProcFiles.having(mark).forEach(ProcessHandle::destroyForcibly);
    }

    /** Closes its input, and kills it with all below it if it does not end by that. */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException gone) {
            // It has ended already, with a line of ours unread; the reason was told by readLine.
            kill();
        }
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
            reader.close();
            ProcFiles.having(mark).forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException stop) {
            kill();
            Thread.currentThread().interrupt();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
