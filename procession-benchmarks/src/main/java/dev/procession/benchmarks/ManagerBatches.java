package dev.procession.benchmarks;

import dev.procession.manager.ManagedMap;
import dev.procession.manager.ManagerBatch;
import dev.procession.manager.ProcessManager;
import java.util.concurrent.CompletableFuture;

/** Values put into a managed map by a batch, with what was there before: microseconds for each. */
final class ManagerBatches implements Contestant {

    private static final int KEYS = 1024;

    private final ProcessManager manager = ProcessManager.start();
    private final ManagedMap<Integer, Integer> map = manager.map();
    private final int count;

    /**
     * Starts a manager.
     *
     * @param count how many calls a round has
     */
    ManagerBatches(int count) {
        this.count = count;
    }

    @Override
    public double[] round() {
        map.clear();
        CompletableFuture<Integer> last = CompletableFuture.completedFuture(null);
        long start = System.nanoTime();
        try (ManagerBatch batch = manager.batch()) {
            for (int i = 0; i < count; i++) {
                int number = i;
                last = batch.call(() -> map.put(number % KEYS, number));
            }
        }
        double micros = (System.nanoTime() - start) / 1e3 / count;
        Integer before = last.join();
        if (count > KEYS && !Integer.valueOf(count - 1 - KEYS).equals(before)) {
            throw new IllegalStateException("put " + (count - 1) + " over " + before);
        }
        return new double[] {micros};
    }

    @Override
    public void close() {
        manager.close();
    }
}
