package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ProcessOptions;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row F24: a machine that stands still kills nobody. */
class PauseIT {

    /** Long enough for a worker to start, and for a task to get to its gate, on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(6);

    @TempDir File directory;

    /** Runs a task that waits for a file, below the time limit and the start timeout. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            String gate = arguments[0];
            PoolOptions options = PoolOptions.defaults().withWorkers(1).withTaskTimeout(LIMIT);
            if (arguments.length > 1) {
                options = Pools.withFault(options, arguments[1]);
            }
            ProcessOptions process = options.process().withStartTimeout(LIMIT);
            try (var pool = ProcessPool.open(options.withProcess(process))) {
                var future =
                        pool.submit(() -> {
                            Pools.touch(gate + ".begun");
                            Pools.park(gate);
                            return Pools.ownPid();
                        });
                System.out.println("value " + future.join());
                System.out.println("started " + pool.workers().getFirst().name());
            }
        }
    }

    /** Stops all processes for longer than the limits, and lets them go on. */
    private static void standStill(Victim parent) throws InterruptedException {
        List<Pid> all = new ArrayList<>(parent.family());
        all.add(parent.pid());
        all.forEach(each -> each.signal("STOP"));
        // Not to meet anybody: this time is the fault itself.
        Thread.sleep(LIMIT.plusSeconds(1));
        all.forEach(each -> each.signal("CONT"));
    }

    @Test
    void F24_pauseWhileATaskRuns_isNotTheTasks() throws Exception {
        File gate = new File(directory, "gate");
        try (Victim parent = Victim.start(Parent.class, List.of(gate.getPath()), List.of())) {
            Pools.awaitFile(new File(gate + ".begun"));
            standStill(parent);
            Pools.touch(gate.getPath());
            assertThat(Long.parseLong(parent.line("value "))).isPositive();
            assertThat(parent.awaitEnd()).isZero();
        }
    }

    @Test
    void F24_pauseWhileAWorkerStarts_isNotTheWorkers() throws Exception {
        File gate = new File(directory, "gate");
        File boot = new File(directory, "boot");
        Pools.touch(gate.getPath());
        List<String> arguments = List.of(gate.getPath(), "child.boot:wait=" + boot);
        try (Victim parent = Victim.start(Parent.class, arguments, List.of())) {
            Pools.awaitFile(new File(boot + ".reached"));
            standStill(parent);
            Files.createFile(Path.of(boot.getPath()));
            assertThat(Long.parseLong(parent.line("value "))).isPositive();
            assertThat(parent.line("started ")).endsWith("-1");
            assertThat(parent.awaitEnd()).isZero();
        }
    }
}
