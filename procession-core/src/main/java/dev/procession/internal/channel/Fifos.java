package dev.procession.internal.channel;

import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Spares;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes named pipes by the command {@code mkfifo}: the C function would need native access. */
public final class Fifos {

    private static final long PATIENCE_SECONDS = 10;

    private static final AtomicBoolean IS_SAID = new AtomicBoolean();

    private Fifos() {}

    /**
     * Makes named pipes that only this user can open.
     *
     * @param paths where
     * @return whether they were made; if not, the system has no such command or does not allow it,
     *     which is said once
     * @throws IOException if there is no descriptor, thread or process left to make them with
     */
    public static boolean make(Path... paths) throws IOException {
        boolean areMade = makeIfPossible(paths);
        if (!areMade && File.separatorChar == '/' && !IS_SAID.getAndSet(true)) {
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "no named pipes can be made here (the command mkfifo is missing or is"
                                    + " refused): who waits looks every millisecond instead, which"
                                    + " costs processor time");
        }
        return areMade;
    }

    /**
     * As {@link #make}, for what is done without where they cannot be made: nothing is said.
     *
     * @param paths where
     * @return whether they were made
     * @throws IOException if there is no descriptor, thread or process left to make them with
     */
    public static boolean makeIfPossible(Path... paths) throws IOException {
        List<String> command = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        for (Path path : paths) {
            command.add(path.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        boolean wasInterrupted = false;
        try {
            Process process = null;
            while (process == null) {
                try {
                    process = Spares.start(builder);
                } catch (InterruptedException later) {
                    wasInterrupted = true;
                }
            }
            return succeeds(process);
        } catch (IOException refused) {
            IOException explained = Shortage.explained(refused);
            if (explained != refused) {
                throw explained;
            }
            // There is no such command.
            return false;
        } catch (OutOfMemoryError noThread) {
            // The JDK had none to reap the process with.
            throw new IOException("mkfifo could not be run", noThread);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Not interruptible: pipes that were half made would be taken for ones that cannot be. */
    private static boolean succeeds(Process process) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    long left = deadline - System.nanoTime();
                    return process.waitFor(left, TimeUnit.NANOSECONDS) && process.exitValue() == 0;
                } catch (InterruptedException later) {
                    wasInterrupted = true;
                }
            }
        } finally {
            process.destroyForcibly();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
