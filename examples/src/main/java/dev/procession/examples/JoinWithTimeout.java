package dev.procession.examples;

import dev.procession.process.JavaProcess;
import java.time.Duration;

/**
 * Waits for a process for a while, then ends it. The usual program looks at the exit code right
 * after {@code terminate}, which only sends a signal: the code is there once the process has been
 * joined, and is minus the number of the signal.
 */
public final class JoinWithTimeout {

    private JoinWithTimeout() {}

    private static void sleepLong() throws InterruptedException {
        Thread.sleep(Duration.ofHours(1));
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var sleeper = JavaProcess.start(JoinWithTimeout::sleepLong)) {
            System.out.println("ended in time: " + sleeper.join(Duration.ofMillis(300)));
            System.out.println("alive: " + sleeper.isAlive());
            sleeper.terminate();
            sleeper.join();
            System.out.println("alive: " + sleeper.isAlive());
            System.out.println("exit code: " + sleeper.exitCode().getAsInt());
        } // and if anything had been thrown above, this would have ended it
    }
}
