package dev.procession.pool;

import dev.procession.internal.desk.DeskReport;
import dev.procession.internal.desk.Teller;
import java.net.URI;
import java.nio.file.Path;

/** Tells who asks what a pool's workers do. */
final class PoolTeller implements Teller {

    private final Engine engine;

    PoolTeller(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void tell(DeskReport.Builder report) {
        PoolStats stats = engine.stats();
        report.pool(
                new DeskReport.Pool(
                        engine.name(),
                        stats.workers(),
                        stats.busyWorkers(),
                        stats.waitingTasks(),
                        stats.tasksDone(),
                        stats.workersLost()));
        for (Worker worker : engine.workers()) {
            if (worker.pid() != 0) {
                report.child(describe(worker));
            }
        }
    }

    private DeskReport.Child describe(Worker worker) {
        Work running = worker.occupancy().running();
        long nanos = running == null ? 0 : Math.max(0, worker.occupancy().runningNanos());
        return new DeskReport.Child(
                worker.pid(),
                worker.name(),
                DeskReport.Role.WORKER,
                engine.name(),
                state(worker, running != null),
                running == null ? "" : label(running),
                nanos,
                worker.tasksDone());
    }

    private static DeskReport.State state(Worker worker, boolean isBusy) {
        if (isBusy) {
            return DeskReport.State.BUSY;
        }
        if (!worker.isUp() || worker.isInitializing()) {
            return DeskReport.State.STARTING;
        }
        return worker.isRetiring() ? DeskReport.State.LEAVING : DeskReport.State.IDLE;
    }

    private static String label(Work work) {
        Object input = work.input();
        if (input == null) {
            String function = work.functionName();
            return function == null ? work.describe() : work.describe() + ": " + function;
        }
        return work.describe() + ": " + shown(input);
    }

    /** What a class of users has for a text may take long, or never come to an end. */
    private static String shown(Object input) {
        return switch (input) {
            case String text -> text;
            case Number number when isOfJdk(number) -> number.toString();
            case Boolean truth -> truth.toString();
            case Character character -> character.toString();
            case Enum<?> constant -> constant.name();
            case Path path when isOfJdk(path) -> path.toString();
            case URI address -> address.toString();
            // What a class of users has for a text may take long, or never come to an end.
            default -> "a " + input.getClass().getSimpleName();
        };
    }

    private static boolean isOfJdk(Object input) {
        return input.getClass().getClassLoader() == null;
    }
}
