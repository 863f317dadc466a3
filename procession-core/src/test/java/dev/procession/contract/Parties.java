package dev.procession.contract;

import dev.procession.ProcessOptions;
import dev.procession.TaskCallable;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.ProcessBarrier;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** Has the parties of a test at work at the same time: threads of this JVM, or processes. */
@FunctionalInterface
interface Parties {

    /** How many may be at work. */
    int MOST = 5;

    /** Has one begin. */
    <T> Future<T> start(TaskCallable<T> work);

    /** Threads of this JVM. */
    static Parties threads(Thread.Builder kind) {
        return new Parties() {
            @Override
            public <T> Future<T> start(TaskCallable<T> work) {
                var task = new FutureTask<T>(work);
                kind.start(task);
                return task;
            }
        };
    }

    /** Opens a pool that has enough workers, all of which have returned something large. */
    static ProcessPool openPool(ProcessOptions options) throws Exception {
        ProcessPool pool =
                ProcessPool.open(PoolOptions.defaults().withWorkers(MOST).withProcess(options));
        try (var all = ProcessBarrier.create(MOST)) {
            List<Future<byte[]>> parties =
                    Stream.generate(() ->
                                    pool.submit(() -> {
                                        all.await();
                                        return new byte[1 << 20];
                                    }))
                            .<Future<byte[]>>map(each -> each)
                            .limit(MOST)
                            .toList();
            Contract.all(parties);
            return pool;
        }
    }

    /** The workers of a pool that has enough of them. */
    static Parties workers(ProcessPool pool) {
        return new Parties() {
            @Override
            public <T> Future<T> start(TaskCallable<T> work) {
                return pool.submit(work);
            }
        };
    }
}
