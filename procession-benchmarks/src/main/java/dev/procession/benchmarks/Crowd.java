package dev.procession.benchmarks;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskPool;
import dev.procession.pool.ThreadPool;
import dev.procession.process.JavaProcess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** How long some tasks take from nothing to the last end, whatever they run in, in milliseconds. */
final class Crowd implements Contestant {

    private final int tasks;
    private final Way way;

    private Crowd(int tasks, Way way) {
        this.tasks = tasks;
        this.way = way;
    }

    /** Has so many tasks run, and waits for all of them. */
    private interface Way {
        void run(int tasks) throws InterruptedException;
    }

    /** A pool of processes that is opened for them and closed after them. */
    static Crowd ofPool(int tasks, int workers) {
        return new Crowd(tasks, count -> byPool(count, () -> ProcessPool.of(workers)));
    }

    /** As {@link #ofPool}, of threads. */
    static Crowd ofThreads(int tasks, int workers) {
        return new Crowd(tasks, count -> byPool(count, () -> ThreadPool.of(workers)));
    }

    /** A process for each, of which so many live at a time. */
    static Crowd ofProcesses(int tasks, int atATime) {
        return new Crowd(tasks, count -> byProcesses(count, atATime));
    }

    private static void byPool(int tasks, Supplier<TaskPool> opener) {
        try (TaskPool pool = opener.get()) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                all.add(pool.applyAsync(Work.following(), i));
            }
            for (int i = 0; i < tasks; i++) {
                int result = all.get(i).join();
                if (result != i + 1) {
                    throw new IllegalStateException("wrong result: input=" + i + ", got=" + result);
                }
            }
        }
    }

    private static void byProcesses(int tasks, int atATime) throws InterruptedException {
        Deque<JavaProcess> living = new ArrayDeque<>();
        try {
            for (int i = 0; i < tasks; i++) {
                if (living.size() == atATime) {
                    end(living);
                }
                living.add(JavaProcess.start(Toil::nothing, i));
            }
            while (!living.isEmpty()) {
                end(living);
            }
        } finally {
            living.forEach(JavaProcess::close);
        }
    }

    private static void end(Deque<JavaProcess> living) throws InterruptedException {
        try (JavaProcess oldest = living.getFirst()) {
            oldest.join();
            if (oldest.exitCode().orElse(-1) != 0) {
                throw new IllegalStateException("a process has failed: " + oldest.exitStatus());
            }
        }
        living.removeFirst();
    }

    @Override
    public double[] round() throws InterruptedException {
        long start = System.nanoTime();
        way.run(tasks);
        return new double[] {(System.nanoTime() - start) / 1e6};
    }
}
