package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row P3: what a worker's logs can say of it. */
class WorkerNameIT {

    private static String names(int any) {
        return System.getProperty("procession.worker")
                + " of "
                + System.getProperty("procession.pool");
    }

    private static List<String> nested(int any) throws Exception {
        ProcessOptions captured = ProcessOptions.defaults().withOutput(OutputMode.CAPTURED);
        try (var pool = ProcessPool.open(named("inner"));
                var child = JavaProcess.start(captured, () -> System.out.print(names(0)))) {
            child.join();
            return List.of(names(0), pool.apply(WorkerNameIT::names, 0), child.capturedOutput());
        }
    }

    private static PoolOptions named(String name) {
        return PoolOptions.defaults().withWorkers(1).withName(name);
    }

    @Test
    void P3_worker_hasItsNameAndItsPoolsAsProperties_andPassesThemToNoChild() {
        try (var pool = ProcessPool.open(named("outer \u00e9"))) {
            String own = pool.apply(WorkerNameIT::names, 0);
            assertThat(own).isEqualTo("outer \u00e9-1 of outer \u00e9");
            assertThat(pool.workers().getFirst().name()).isEqualTo("outer \u00e9-1");
            assertThat(pool.apply(WorkerNameIT::nested, 0))
                    .containsExactly(own, "inner-1 of inner", "null of null");
        }
    }
}
