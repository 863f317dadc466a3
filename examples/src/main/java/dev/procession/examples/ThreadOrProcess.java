package dev.procession.examples;

import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * What a process costs beside a thread: the time from its start to its end, and the memory while it
 * waits (what is resident of a process, and its part of that where pages are shared; by how much
 * this process grows with each thread). Threads are cheaper by far. What they cannot do is die
 * alone: the process that halts at the end takes nobody with it.
 */
public final class ThreadOrProcess {

    private static final int THREADS = 200;
    private static final int TIMES = 5;

    private ThreadOrProcess() {}

    private static void nothing() {}

    private static void halt() {
        Runtime.getRuntime().halt(3);
    }

    private static void await(ProcessEvent begun, ProcessEvent end) throws InterruptedException {
        begun.set();
        end.await();
    }

    /** Mebibytes of a process, by a key of Linux's smaps_rollup. */
    private static double memory(long pid, String key) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .sum();
        }
    }

    private static void oneThread() throws InterruptedException {
        Thread.ofPlatform().start(ThreadOrProcess::nothing).join();
    }

    private static void oneProcess() throws InterruptedException {
        try (var process = JavaProcess.start(ThreadOrProcess::nothing)) {
            process.join();
        }
    }

    private static void start() throws InterruptedException {
        oneThread(); // The first of each is slow.
        oneProcess();
        var start = System.nanoTime();
        for (var i = 0; i < TIMES; i++) {
            oneThread();
        }
        var between = System.nanoTime();
        for (var i = 0; i < TIMES; i++) {
            oneProcess();
        }
        var end = System.nanoTime();
        System.out.printf("a thread: %.3f ms from start to end%n", (between - start) / 1e6 / TIMES);
        System.out.printf("a process: %.3f ms%n", (end - between) / 1e6 / TIMES);
    }

    private static void memory() throws IOException, InterruptedException {
        var threads = new ArrayList<Thread>();
        var end = new CountDownLatch(1);
        var own = ProcessHandle.current().pid();
        System.gc();
        var before = memory(own, "Rss:");
        for (var i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().start(() -> awaitQuietly(end)));
        }
        System.gc();
        var grown = Math.max(0, memory(own, "Rss:") - before);
        System.out.printf("a thread that waits: %.3f MiB%n", grown / THREADS);
        end.countDown();
        for (var thread : threads) {
            thread.join();
        }
        try (var begun = ProcessEvent.create();
                var over = ProcessEvent.create();
                var process = JavaProcess.start(ThreadOrProcess::await, begun, over)) {
            begun.await();
            var resident = memory(process.pid(), "Rss:");
            var part = memory(process.pid(), "Pss:");
            System.out.printf("a process that waits: %.1f MiB, its part %.1f%n", resident, part);
            over.set();
            process.join();
        }
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs the program.
     *
     * @throws IOException if what Linux tells of a process cannot be read
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws IOException, InterruptedException {
        start();
        if (Files.isReadable(Path.of("/proc/self/smaps_rollup"))) {
            memory();
        }
        try (var process = JavaProcess.start(ThreadOrProcess::halt)) {
            process.join();
            System.out.println(
                    "a process that halts: exit code " + process.exitCode().orElseThrow());
        }
    }
}
