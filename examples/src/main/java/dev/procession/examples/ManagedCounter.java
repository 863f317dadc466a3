package dev.procession.examples;

import dev.procession.TaskAction;
import dev.procession.manager.ManagedBarrier;
import dev.procession.manager.ManagedLock;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.ProcessManager;
import dev.procession.pool.ProcessPool;
import java.io.Serializable;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Five processes count down from 100, ten times each. The usual program gets the number and puts it
 * back, and updates get lost: in between, others have put theirs (here always, for a barrier sees
 * to it). With a lock around both, or with {@code merge}, which counts in the manager, none does.
 */
public final class ManagedCounter {

    private static final int PROCESSES = 5;

    private ManagedCounter() {}

    /** What the processes share, and the three ways to count. */
    private record Counter(
            ManagedMap<String, Integer> map, ManagedLock lock, ManagedBarrier allHaveGot)
            implements Serializable {

        void getAndPut() throws InterruptedException, BrokenBarrierException {
            int count = map.getOrDefault("count", 0);
            allHaveGot.await();
            map.put("count", count - 1);
        }

        void getAndPutLocked() {
            lock.lock();
            try {
                map.put("count", map.getOrDefault("count", 0) - 1);
            } finally {
                lock.unlock();
            }
        }

        void merge() {
            map.merge("count", -1, Integer::sum);
        }

        int countDown(ProcessPool pool, TaskAction byOne) {
            map.put("count", 100);
            var all = Stream.generate(() -> pool.run(() -> tenTimes(byOne))).limit(PROCESSES);
            all.toList().forEach(CompletableFuture::join);
            return map.getOrDefault("count", 0);
        }
    }

    private static void tenTimes(TaskAction action) throws Exception {
        for (var time = 0; time < 10; time++) {
            action.run();
        }
    }

    /** Runs the program. */
    public static void main() {
        try (var manager = ProcessManager.start();
                var pool = ProcessPool.of(PROCESSES)) {
            var counter = new Counter(manager.map(), manager.lock(), manager.barrier(PROCESSES));
            System.out.println("get, put: " + counter.countDown(pool, counter::getAndPut));
            System.out.println("locked: " + counter.countDown(pool, counter::getAndPutLocked));
            System.out.println("merge: " + counter.countDown(pool, counter::merge));
        }
    }
}
