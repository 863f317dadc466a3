package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.memory.SharedLong;
import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessLock;
import dev.procession.testing.Await;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Row M3: the counter of the tutorials, which fifty processes decrement, from 100. */
class CounterIT {

    private static final int PROCESSES = 50;
    private static final Duration LONG = Await.scaled(Duration.ofSeconds(120));

    /** Where the counters are, and where all processes meet. */
    private record Counters(
            ManagedMap<String, Integer> map,
            ManagedLock managedLock,
            SharedLong atomic,
            SharedLong plain,
            ProcessLock lock,
            ProcessBarrier allHaveRead)
            implements Serializable {

        /** What each process does. */
        void decrementAll() throws Exception {
            int seen = map.get("got and put");
            long seenPlain = plain.get();
            // Nobody puts before all have got: so all of them put the same.
            allHaveRead.await();
            map.put("got and put", seen - 1);
            plain.set(seenPlain - 1);
            allHaveRead.await();

            map.merge("merged", -1, Integer::sum);
            atomic.addAndGet(-1);
            managedLock.lock();
            try {
                map.put("locked", map.get("locked") - 1);
            } finally {
                managedLock.unlock();
            }
            lock.lock();
            try {
                plain.set(plain.get() - 1);
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void M3_fiftyProcesses_loseUpdatesByGetAndPut_andNoneByMerge_atomicNumbersAndLocks()
            throws Exception {
        try (var manager = ProcessManager.start();
                var atomic = SharedLong.create(100);
                var plain = SharedLong.create(100);
                var lock = ProcessLock.create("counter");
                var allHaveRead = ProcessBarrier.create(PROCESSES)) {
            ManagedMap<String, Integer> map = manager.map();
            List.of("got and put", "merged", "locked").forEach(each -> map.put(each, 100));
            var counters = new Counters(map, manager.lock(), atomic, plain, lock, allHaveRead);
            runInAll(counters);
            assertThat(map.get("got and put")).as("49 of 50 are lost").isEqualTo(99);
            assertThat(map.get("merged")).isEqualTo(50);
            assertThat(map.get("locked")).isEqualTo(50);
            assertThat(atomic.get()).isEqualTo(50);
            assertThat(plain.get())
                    .as("49 are lost without the lock, and then none with it")
                    .isEqualTo(49);
        }
    }

    private static void runInAll(Counters counters) throws InterruptedException {
        List<JavaProcess> all = new ArrayList<>();
        try {
            IntStream.range(0, PROCESSES)
                    .forEach(i -> all.add(JavaProcess.start(counters::decrementAll)));
            for (JavaProcess each : all) {
                assertThat(each.join(LONG)).isTrue();
                assertThat(each.exitStatus().isSuccess()).isTrue();
            }
        } finally {
            all.forEach(JavaProcess::close);
        }
    }
}
