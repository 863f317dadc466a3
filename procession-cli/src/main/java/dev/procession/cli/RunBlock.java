package dev.procession.cli;

import dev.procession.pool.WorkerInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a terminal shows of a run while it lasts: how far it has come, and a line for each worker.
 *
 * @param text how far it has come
 * @param workers the workers
 */
record RunBlock(ProgressText text, List<WorkerInfo> workers) {

    private static final int FEWEST_WORKERS = 1;

    /** Returns the lines. */
    List<String> lines(Terminal.Size size, boolean isUnicode) {
        var columns = size.columns() - 1;
        List<String> lines = new ArrayList<>();
        var resident = workers.stream().mapToLong(each -> residentKibibytes(each.pid())).toArray();
        var memory = LongStream.of(resident).sum();
        List<String> more = memory > 0 ? List.of(megabytes(memory)) : List.of();
        lines.add(text.headline(more, columns, isUnicode));
        var most = Math.max(FEWEST_WORKERS, size.rows() - 4);
        var shown = workers.size() > most ? most - 1 : workers.size();
        for (int i = 0; i < shown; i++) {
            lines.add(Columns.fit(workerLine(workers.get(i), resident[i]), columns));
        }
        if (shown < workers.size()) {
            lines.add(Columns.fit("  and " + (workers.size() - shown) + " more workers", columns));
        }
        return lines;
    }

    private static String workerLine(WorkerInfo worker, long resident) {
        var age = worker.isBusy() ? Durations.brief(worker.age()) : "idle";
        var memory = resident > 0 ? megabytes(resident) : "";
        var input = worker.input() == null ? "" : String.valueOf(worker.input());
        return String.format("%9d %8s %8s  %s", worker.pid(), age, memory, input);
    }

    private static String megabytes(long kibibytes) {
        return Tally.grouped(kibibytes / 1024) + " MB";
    }

    /** Returns the resident memory of a process where the system tells, or 0. */
    private static long residentKibibytes(long pid) {
        var status = Path.of("/proc/" + pid + "/status");
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException untold) {
            return 0;
        }
    }
}
