package dev.procession.contract;

import dev.procession.ProcessOptions;
import dev.procession.manager.ProcessManager;
import dev.procession.pool.ProcessPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Row M1: objects of a manager keep the contracts of those of shared memory. */
class ManagedContractsIT {

    private static ProcessManager manager;

    @BeforeAll
    static void open() {
        manager = ProcessManager.start();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    /** One manager for all of them. */
    private interface InTheManager extends InAManager {
        @Override
        default ProcessManager manager() {
            return manager;
        }
    }

    /** Used by threads of the process that has started it. */
    @Nested
    class M1_OfThreads implements InTheManager {

        @Override
        public Parties parties() {
            return Parties.threads(Thread.ofPlatform());
        }
    }

    /** Used by its virtual threads. */
    @Nested
    class M1_OfVirtualThreads implements InTheManager {

        @Override
        public Parties parties() {
            return Parties.threads(Thread.ofVirtual());
        }
    }

    /** Used by processes. */
    @Nested
    class M1_OfProcesses implements InTheManager {

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
}
