package dev.procession.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Kills one worker a second by SIGKILL, the first after half of one, until it is closed. */
final class WorkerKiller implements AutoCloseable {

    private static final long FIRST_MILLIS = 500;
    private static final long PERIOD_MILLIS = 1000;

    private final Supplier<Stream<ProcessHandle>> workers;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "procession-bench-killer");
    private final AtomicInteger kills = new AtomicInteger();

    private WorkerKiller(Supplier<Stream<ProcessHandle>> workers) {
        this.workers = workers;
    }

    /**
     * Begins.
     *
     * @param workers tells the processes that are workers at the time
     */
    static WorkerKiller start(Supplier<Stream<ProcessHandle>> workers) {
        WorkerKiller killer = new WorkerKiller(workers);
        killer.thread.setDaemon(true);
        killer.thread.start();
        return killer;
    }

    /** Returns the processes that this one started and that run a JVM. */
    static Stream<ProcessHandle> childJvms() {
        return ProcessHandle.current()
                .children()
                .filter(each ->
                        each.info().command().filter(name -> name.endsWith("java")).isPresent());
    }

    private void run() {
        try {
            for (long wait = FIRST_MILLIS;
                    !closed.await(wait, TimeUnit.MILLISECONDS);
                    wait = PERIOD_MILLIS) {
                if (workers.get().findFirst().map(ProcessHandle::destroyForcibly).orElse(false)) {
                    kills.incrementAndGet();
                }
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many it has killed. */
    int kills() {
        return kills.get();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
