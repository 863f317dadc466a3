package dev.procession.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child process that is driven line by line over its standard input and output. It is to end when
 * its input does, so that none outlives this process.
 */
final class LineChild implements AutoCloseable {

    private static final int GRACE_SECONDS = 5;

    private final List<String> command;
    private final Process process;
    private final BufferedReader reader;
    private final BufferedWriter writer;

    private LineChild(List<String> command, Process process) {
        this.command = command;
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
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new LineChild(command, builder.start());
    }

    long pid() {
        return process.pid();
    }

    /** Writes a line and returns the line that answers it. */
    String ask(String line) throws IOException, InterruptedException {
        writer.write(line);
        writer.newLine();
        writer.flush();
        return readLine();
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

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
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
        } catch (InterruptedException stop) {
            kill();
            Thread.currentThread().interrupt();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
