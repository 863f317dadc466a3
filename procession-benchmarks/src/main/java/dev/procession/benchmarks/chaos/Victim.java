package dev.procession.benchmarks.chaos;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerInfo;
import java.util.Optional;

/**
 * A worker that something is done to.
 *
 * @param name its name, which no other worker of the pool ever has
 * @param process its process, told apart from later ones with the same pid
 */
record Victim(String name, ProcessHandle process) {

    /**
     * Returns the process of a worker, unless it has gone.
     *
     * @param pool says after the look that it still is the worker's
     */
    static Optional<Victim> of(ProcessPool pool, WorkerInfo worker) {
        return ProcessHandle.of(worker.pid())
                .filter(Victim::isOurChild)
                .map(process -> new Victim(worker.name(), process))
                .filter(victim -> victim.isIn(pool));
    }

    private static boolean isOurChild(ProcessHandle process) {
        return process.parent().filter(ProcessHandle.current()::equals).isPresent();
    }

    boolean isIn(ProcessPool pool) {
        return pool.workers().stream()
                .anyMatch(each -> each.name().equals(name) && each.pid() == process.pid());
    }
}
