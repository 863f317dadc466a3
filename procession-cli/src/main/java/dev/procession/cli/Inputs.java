package dev.procession.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a run: the arguments, then the records of a stream, read as they are needed and at
 * most {@value #READ_AHEAD} ahead.
 *
 * <p>The stream is read by a thread of its own, so that a stop is heard while a terminal or a pipe
 * has nothing to read.
 */
final class Inputs implements Source<String> {

    private static final int READ_AHEAD = 256;

    private final Queue<String> buffer = new ArrayDeque<>();
    private @Nullable Exception problem;
    private boolean isEnded;
    private boolean isStopped;

    private Inputs(List<String> arguments) {
        buffer.addAll(arguments);
    }

    /** Returns the arguments as inputs. */
    static Inputs of(List<String> arguments) {
        var inputs = new Inputs(arguments);
        inputs.isEnded = true;
        return inputs;
    }

    /**
     * Returns the arguments and then the records of a stream.
     *
     * @param arguments the first inputs
     * @param records the rest, closed at its end
     * @param delimiter what a record ends with; before a line's end a carriage return is dropped
     */
    static Inputs of(List<String> arguments, InputStream records, char delimiter) {
        var inputs = new Inputs(arguments);
        var reader = new Thread(() -> inputs.readAll(records, delimiter), "procession-inputs");
        reader.setDaemon(true);
        reader.start();
        return inputs;
    }

    private void readAll(InputStream stream, char delimiter) {
        Exception met = null;
        try (var records = new Records(stream, delimiter)) {
            for (var record = records.next(); record != null; record = records.next()) {
                if (!offer(record)) {
                    break;
                }
            }
        } catch (IOException | InterruptedException failure) {
            met = failure;
        }
        synchronized (this) {
            problem = met;
            isEnded = true;
            notifyAll();
        }
    }

    private synchronized boolean offer(String record) throws InterruptedException {
        while (buffer.size() >= READ_AHEAD && !isStopped) {
            wait();
        }
        buffer.add(record);
        notifyAll();
        return !isStopped;
    }

    @Override
    public synchronized void stop() {
        isStopped = true;
        notifyAll();
    }

    /** Returns what kept the rest of the inputs from being read. */
    synchronized Optional<Exception> problem() {
        return Optional.ofNullable(problem);
    }

    /** Waits for the next input or the end. */
    @Override
    public synchronized boolean hasNext() {
        try {
            while (buffer.isEmpty() && !isEnded && !isStopped) {
                wait();
            }
        } catch (InterruptedException stop) {
            isStopped = true;
            Thread.currentThread().interrupt();
        }
        return !isStopped && !buffer.isEmpty();
    }

    @Override
    public synchronized String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more inputs");
        }
        notifyAll();
        return buffer.remove();
    }
}
