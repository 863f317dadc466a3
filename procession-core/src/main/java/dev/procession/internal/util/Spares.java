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
        requireThreads();
        // Last: these are what others may be waiting for.
        requireDescriptors();
        return builder.start();
    }

    /**
     * Returns if some descriptors can be opened now.
     *
     * @throws IOException if there are too few
     */
    public static void requireDescriptors() throws IOException {
        List<FileInputStream> opened = new ArrayList<>(DESCRIPTORS);
        try {
            while (opened.size() < DESCRIPTORS) {
                opened.add(new FileInputStream("/dev/null"));
            }
        } finally {
            for (FileInputStream each : opened) {
                each.close();
            }
        }
    }

    /** The process is one, the thread that reaps it another. */
    private static void requireThreads() throws IOException, InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Thread first = spare(release);
        Thread second = spare(release);
        try {
            Shortage.start(first);
            Shortage.start(second);
        } finally {
            release.countDown();
            first.join();
            second.join();
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
