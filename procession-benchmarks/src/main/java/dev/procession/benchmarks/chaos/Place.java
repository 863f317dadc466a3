package dev.procession.benchmarks.chaos;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import java.nio.file.Path;

/**
 * Where a run takes place, for all its targets.
 *
 * @param settings what it is to be
 * @param directory an empty directory
 * @param mark what all its processes have in their environment
 * @param findings hear of what is not as it must be
 */
record Place(Settings settings, Path directory, String mark, Findings findings) {

    private static final String VARIABLE = "PROCESSION_CHAOS";

    Place(Settings settings, Path directory) {
        this(
                settings,
                directory,
                ProcessHandle.current().pid() + "-" + System.nanoTime(),
                new Findings());
    }

    /** Returns how processes are started here. */
    ProcessOptions process() {
        return ProcessOptions.defaults()
                .withMaxHeap("128m")
                .withEnvironment(VARIABLE, mark)
                .withOutput(OutputMode.DISCARDED);
    }

    /** Returns what the environment of each process here has. */
    String entry() {
        return VARIABLE + "=" + mark;
    }
}
