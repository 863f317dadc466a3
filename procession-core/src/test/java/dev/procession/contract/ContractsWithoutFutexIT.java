package dev.procession.contract;

import dev.procession.ProcessOptions;
import dev.procession.pool.ProcessPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Rows S1, S5, Q1 to Q6: shared objects between processes that have no futexes, and one that has.
 */
class ContractsWithoutFutexIT implements InSharedMemory {

    private static ProcessPool pool;

    @BeforeAll
    static void open() throws Exception {
        pool = Parties.openPool(ProcessOptions.defaults().withJvmOptions("-Dprocession.futex=off"));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Override
    public Parties parties() {
        return Parties.workers(pool);
    }
}
