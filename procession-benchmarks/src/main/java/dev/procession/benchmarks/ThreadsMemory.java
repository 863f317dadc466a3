package dev.procession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The memory of each of many threads that wait: by how much a JVM of their own grows, divided by
 * their number.
 */
final class ThreadsMemory implements Contestant {

    private static final String VIRTUAL = "virtual";
    private static final int WARM_UP = 16;

    private final List<String> command;

    ThreadsMemory(int count, boolean isVirtual, Footprint footprint) {
        this.command =
                Jvm.likeThis(
                        ThreadsMemory.class,
                        Integer.toString(count),
                        isVirtual ? VIRTUAL : "platform",
                        footprint.name());
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        try (LineChild child = LineChild.start(command)) {
            return new double[] {Double.parseDouble(child.readLine())};
        }
    }

    /**
     * Measures, and prints the mebibytes of one thread.
     *
     * @param arguments how many threads, of which kind, and what is measured
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = Integer.parseInt(arguments[0]);
        Thread.Builder builder =
                arguments[1].equals(VIRTUAL) ? Thread.ofVirtual() : Thread.ofPlatform();
        Footprint footprint = Footprint.valueOf(arguments[2]);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>(WARM_UP + count);
        start(WARM_UP, builder, end, threads);
        double before = now(footprint);
        start(count, builder, end, threads);
        double after = now(footprint);
        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(Math.max(0, after - before) / count);
    }

    private static double now(Footprint footprint) throws IOException {
        System.gc();
        return footprint.mebibytes(ProcessHandle.current().pid());
    }

    /** Starts some and returns when all of them wait. */
    private static void start(
            int count, Thread.Builder builder, CountDownLatch end, List<Thread> threads)
            throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            threads.add(
                    builder.start(() -> {
                        begun.countDown();
                        try {
                            end.await();
                        } catch (InterruptedException nobodyShould) {
                            Thread.currentThread().interrupt();
                        }
                    }));
        }
        begun.await();
    }
}
