package dev.procession.benchmarks;

import dev.procession.TaskAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A task that its worker cannot be rid of but by SIGKILL: deaf to interruption, with a shutdown
 * hook that does not return.
 */
final class Stuck {

    /** It bounds what an orphan could do. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private Stuck() {}

    /**
     * Returns one.
     *
     * @param path a file that it makes once it is stuck
     */
    static TaskAction task(String path) {
        return () -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Deaf.sleep(LONG)));
            Files.createFile(Path.of(path));
            Deaf.sleep(LONG);
        };
    }
}
