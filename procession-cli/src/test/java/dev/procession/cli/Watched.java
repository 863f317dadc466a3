package dev.procession.cli;

import dev.procession.ProcessOptions;
import dev.procession.manager.ProcessManager;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessLock;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program to be looked at: a pool with one task that is stuck, a process that has a lock and has
 * started two commands, a manager, a queue.
 */
final class Watched {

    private Watched() {}

    /** Says "up", and goes on until it is ended or its standard input does. */
    public static void main(String[] args) throws Exception {
        var options =
                PoolOptions.defaults().withName("render").withWorkers(2).withStartAtOnce(true);
        try (var pool = ProcessPool.open(options);
                var manager = ProcessManager.start();
                var queue = ProcessQueue.<String>bounded(10);
                var lock = ProcessLock.create("ledger");
                var holder =
                        JavaProcess.start(
                                ProcessOptions.defaults().withName("holder"),
                                () -> holdAndSleep(lock))) {
            queue.put("a");
            queue.put("b");
            queue.put("c");
            pool.map(Watched::length, List.of("one", "three"));
            pool.applyAsync(Watched::getStuck, "chapter 7");
            System.out.println("up " + manager.pid() + " " + holder.pid());
            System.in.transferTo(OutputStream.nullOutputStream());
            pool.shutdownNow();
        }
    }

    private static void holdAndSleep(ProcessLock lock) throws Exception {
        lock.lock();
        new ProcessBuilder("sleep", "1000").start();
        new ProcessBuilder("sleep", "1000").start();
        new CountDownLatch(1).await();
    }

    private static int length(String text) {
        return text.length();
    }

    private static int getStuck(String text) throws Exception {
        new CountDownLatch(1).await();
        return text.length();
    }
}
