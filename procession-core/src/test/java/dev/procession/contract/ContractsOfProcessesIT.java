package dev.procession.contract;

import dev.procession.ProcessOptions;
import dev.procession.pool.ProcessPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Rows S1, S5, Q1 to Q6: shared objects between processes. */
class ContractsOfProcessesIT implements InSharedMemory {

    private static ProcessPool pool;

    @BeforeAll
    static void open() throws Exception {
        pool = Parties.openPool(ProcessOptions.defaults());
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
