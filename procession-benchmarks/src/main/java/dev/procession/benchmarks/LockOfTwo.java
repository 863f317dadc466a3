package dev.procession.benchmarks;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLock;
import java.util.List;

/**
 * A lock that two processes want all the time, with a little work in and outside of it, per second.
 */
final class LockOfTwo implements Contestant {

    private static final int INSIDE = 20;
    private static final int OUTSIDE = 50;

    private final ProcessPool pool;
    private final ProcessLock lock = ProcessLock.create("bench");
    private final int count;

    LockOfTwo(int count) {
        this.count = count;
        this.pool = ProcessPool.open(PoolOptions.defaults().withWorkers(2));
    }

    @Override
    public double[] round() {
        try (ProcessEvent go = ProcessEvent.create()) {
            ProcessLock shared = lock;
            int times = count;
            var one = pool.submit(() -> nanos(shared, go, times));
            var two = pool.submit(() -> nanos(shared, go, times));
            go.set();
            long longest =
                    List.of(one.join(), two.join()).stream().max(Long::compare).orElseThrow();
            return new double[] {2e9 * times / longest};
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // nothing can go wrong in between
    private static long nanos(ProcessLock lock, ProcessEvent go, int times)
            throws InterruptedException {
        go.await();
        long start = System.nanoTime();
        int state = 1;
        for (int i = 0; i < times; i++) {
            lock.lock();
            state = steps(state, INSIDE);
            lock.unlock();
            state = steps(state, OUTSIDE);
        }
        long nanos = System.nanoTime() - start;
        if (state == 0) {
            throw new IllegalStateException("the generator has run into zero");
        }
        return nanos;
    }

    /** Steps of a linear congruential generator, which no compiler can leave out. */
    private static int steps(int from, int count) {
        int state = from;
        for (int i = 0; i < count; i++) {
            state = state * 1_664_525 + 1_013_904_223;
        }
        return state | 1;
    }

    @Override
    public void close() {
        pool.close();
        lock.close();
    }
}
