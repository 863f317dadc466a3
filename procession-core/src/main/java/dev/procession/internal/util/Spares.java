package dev.procession.internal.util;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Looks whether the system has what the start of a process takes, because the JDK fails badly where
 * it has not.
 *
 * <p>Seen with JDK 25 on Linux: where the second of the pipes for a process finds no descriptor,
 * the JDK closes descriptor 0, the standard input of this very JVM; and where the thread that reaps
 * the process cannot be started, the process runs on, known to nobody. Another thread may take in
 * the meantime what was there at the look, but it has to be quick.
 */
public final class Spares {

    /** Five pipes, and a few for what other threads open meanwhile. */
    private static final int DESCRIPTORS = 16;

    private Spares() {}

    /**
     * Starts a process if there is enough for one: one at a time, since two would count on the
     * same.
     *
     * @param builder says which
     * @return the process
     * @throws IOException if there is too little of something, or it cannot be started
     * @throws InterruptedException if interrupted
     */
    public static synchronized Process start(ProcessBuilder builder)
            throws IOException, InterruptedException {
        requireThreads(1);
        // Last: these are what others may be waiting for.
        requireDescriptors();
        return builder.start();
    }

    /**
     * As {@link #start}, of processes each of which reads what the one before it writes.
     *
     * @param builders say which
     * @return the processes; if one of them cannot be started, the JDK has ended the others
     * @throws IOException if there is too little of something, or one cannot be started
     * @throws InterruptedException if interrupted
     */
    public static synchronized List<Process> startJoined(List<ProcessBuilder> builders)
            throws IOException, InterruptedException {
        requireThreads(builders.size());
        requireDescriptors(DESCRIPTORS * builders.size());
        return ProcessBuilder.startPipeline(builders);
    }

    /**
     * Returns if some descriptors can be opened now.
     *
     * @throws IOException if there are too few
     */
    public static void requireDescriptors() throws IOException {
        requireDescriptors(DESCRIPTORS);
    }

    private static void requireDescriptors(int number) throws IOException {
        List<FileInputStream> opened = new ArrayList<>(number);
        try {
            while (opened.size() < number) {
                opened.add(new FileInputStream("/dev/null"));
            }
        } finally {
            for (FileInputStream each : opened) {
                each.close();
            }
        }
    }

    /** A process is one, the thread that reaps it another. */
    private static void requireThreads(int processes) throws IOException, InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        List<Thread> spares = new ArrayList<>(2 * processes);
        try {
            while (spares.size() < 2 * processes) {
                Thread next = spare(release);
                spares.add(next);
                Shortage.start(next);
            }
        } finally {
            release.countDown();
            for (Thread each : spares) {
                // One that could not be started has ended, as far as join goes.
                each.join();
            }
        }
    }

    private static Thread spare(CountDownLatch release) {
        Runnable work =
                () -> {
                    try {
                        release.await();
                    } catch (InterruptedException hurry) {
                        Thread.currentThread().interrupt();
                    }
                };
        Thread thread = new Thread(null, work, "procession-spare", 64 << 10, false);
        thread.setDaemon(true);
        return thread;
    }
}
