package dev.procession.internal.shared;

import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work on files that no interruption may spoil. One closes the channel that the interrupted thread
 * works on, and with it goes the lock that this process has by it; so a thread of its own does the
 * work, which nobody knows and nobody interrupts.
 */
final class Undisturbed {

    private Undisturbed() {}

    /**
     * Works. Whoever is interrupted meanwhile is so afterwards.
     *
     * @throws IOException if the work does, or there is no thread
     */
    static <T> T call(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Shortage.start(Thread.ofPlatform().daemon().name("procession-names").unstarted(task));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            throw unwrapped(failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException unwrapped(ExecutionException failure) {
        return switch (failure.getCause()) {
            case IOException ours -> ours;
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            case null, default -> new IOException(failure);
        };
    }
}
