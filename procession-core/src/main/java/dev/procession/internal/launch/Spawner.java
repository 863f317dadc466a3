package dev.procession.internal.launch;

import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Spares;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The one thread that starts all processes of this JVM.
 *
 * <p>The kernel ties a child's parent-death signal to the <em>thread</em> that forked it, so this
 * thread lives as long as the JVM. (Children of ours have the better {@link
 * dev.procession.internal.os.Lifeline}, but who wraps the launcher of a JVM may ask for it.)
 */
final class Spawner {

    private static final LinkedBlockingQueue<Runnable> ORDERS = new LinkedBlockingQueue<>();

    private static boolean isRunning;

    private Spawner() {}

    /** Not in a static initializer, which could not be tried again. */
    private static synchronized void ensureRunning() throws IOException {
        if (!isRunning) {
            Thread thread = new Thread(null, Spawner::serve, "procession-spawner", 0, false);
            thread.setDaemon(true);
            Shortage.start(thread);
            isRunning = true;
        }
    }

    private static void serve() {
        boolean served = true;
        while (served) {
            served = serveOne();
        }
    }

    private static boolean serveOne() {
        try {
            ORDERS.take().run();
            return true;
        } catch (InterruptedException nobodyMayStopThisThread) {
            return true;
        }
    }

    /** Starts a process and returns it; not interruptible, since the process exists by then. */
    static Process start(ProcessBuilder builder) throws IOException {
        return order(() -> {
            try {
                return Spares.start(builder);
            } catch (Throwable failure) {
                killHalfStarted(builder, failure);
                throw failure;
            }
        });
    }

    /** Starts processes each of which reads what the one before it writes: all, or none. */
    static List<Process> startJoined(List<ProcessBuilder> builders) throws IOException {
        return order(() -> Spares.startJoined(builders));
    }

    private static <T> T order(Callable<T> start) throws IOException {
        ensureRunning();
        CompletableFuture<T> started = new CompletableFuture<>();
        ORDERS.add(() -> {
            try {
                started.complete(start.call());
            } catch (Throwable failure) {
                started.completeExceptionally(failure);
            }
        });
        return outcome(started);
    }

    /** Should the last thread have gone since we looked: the process at least does not run. */
    private static void killHalfStarted(ProcessBuilder builder, Throwable failure) {
        if (failure instanceof IOException) {
            return;
        }
        String argument = builder.command().getLast();
        ProcessHandle.current()
                .children()
                .filter(child ->
                        Arrays.asList(child.info().arguments().orElse(new String[0]))
                                .contains(argument))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static <T> T outcome(CompletableFuture<T> started) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return started.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw new IOException("the process could not be started", failure.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
