package dev.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the memory of a process is taken to be, as Linux has it in {@code smaps_rollup}. */
enum Footprint {
    /** All that is resident; what several processes share is counted for each of them in full. */
    RESIDENT("Rss:"),
    /** Of what several processes share, to each its part. */
    PROPORTIONAL("Pss:");

    private final String key;

    Footprint(String key) {
        this.key = key;
    }

    /** Returns how much a process has. */
    double mebibytes(long pid) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no " + key + " in " + file);
    }
}
