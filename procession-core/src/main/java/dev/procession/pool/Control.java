package dev.procession.pool;

import dev.procession.internal.channel.ControlServer;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Spares;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a pool can ask a worker while the worker's thread is in a task, over channels that are
 * opened when they are first needed.
 */
final class Control {

    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Path path;
    private @Nullable ControlServer server;
    private boolean closed;

    Control(Path path) {
        this.path = path;
    }

    /** Where a task is, or why that is not known. */
    record Stack(List<StackTraceElement> frames, @Nullable String whyNone) {
        static Stack none(String why) {
            return new Stack(List.of(), why);
        }
    }

    Path path() {
        return path;
    }

    private synchronized ControlServer server() throws IOException {
        if (closed) {
            throw new IOException("the pool has ended");
        }
        ControlServer listening = server;
        if (listening == null) {
            listening = open();
            server = listening;
        }
        return listening;
    }

    private ControlServer open() throws IOException {
        // The JDK's classes for sockets and for security open files when they are initialized, and
        // if they cannot, they are of no use any more to anybody in this JVM.
        Spares.requireDescriptors();
        try {
            return new ControlServer(path);
        } catch (LinkageError | InternalError unusable) {
            throw new IOException("this JVM cannot use sockets", unusable);
        }
    }

    /** Asks the worker to open its channel; does not wait for it. */
    void prepare(Worker worker) {
        try {
            ChildProcess child = worker.process();
            if (child != null && !worker.controlBell().wasRung()) {
                ControlServer listening = server();
                listening.expect(child.pid(), child.secret());
                worker.controlBell().ring();
            }
        } catch (IOException failure) {
            log(worker, failure);
        }
    }

    private ControlServer connect(Worker worker, long nanos)
            throws IOException, InterruptedException, TimeoutException {
        prepare(worker);
        ControlServer listening = server();
        try {
            listening.connected(worker.pid()).get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException ended) {
            throw new IOException("the worker has ended", ended);
        }
        return listening;
    }

    /** Asks where the running task is; answers within 200 milliseconds. */
    Stack stack(Worker worker, int sequence) {
        long start = System.nanoTime();
        try {
            ControlServer listening = connect(worker, ANSWER_NANOS);
            long left = ANSWER_NANOS - (System.nanoTime() - start);
            List<StackTraceElement> frames =
                    listening
                            .stack(worker.pid(), sequence)
                            .get(Math.max(0, left), TimeUnit.NANOSECONDS);
            return frames.isEmpty()
                    ? Stack.none("the task had ended by then")
                    : new Stack(frames, null);
        } catch (TimeoutException silent) {
            return Stack.none("the worker did not answer within 200 ms");
        } catch (IOException | ExecutionException failure) {
            return Stack.none(Shortage.describe(failure));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return Stack.none("interrupted");
        }
    }

    /** Interrupts the task if it runs; returns within the given time. */
    void interrupt(Worker worker, int sequence, long nanos) {
        try {
            connect(worker, nanos).interrupt(worker.pid(), sequence);
        } catch (IOException | TimeoutException failure) {
            // The next rung of the ladder does not need the worker's help.
            log(worker, failure);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets a worker that has ended. */
    synchronized void forget(long pid) {
        if (server != null) {
            server.forget(pid);
        }
    }

    private static void log(Worker worker, Exception why) {
        System.getLogger("dev.procession")
                .log(System.Logger.Level.DEBUG, "[" + worker.name() + "] no control channel", why);
    }

    synchronized void close() throws IOException {
        closed = true;
        if (server != null) {
            server.close();
        }
    }
}
