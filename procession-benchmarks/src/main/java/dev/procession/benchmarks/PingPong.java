package dev.procession.benchmarks;

import dev.procession.pool.ProcessPool;
import dev.procession.sync.ProcessSemaphore;
import java.util.concurrent.CompletableFuture;

/** Two processes that wake each other in turn by semaphores: microseconds there and back. */
final class PingPong implements Contestant {

    private final ProcessPool pool = ProcessPool.of(1);
    private final ProcessSemaphore there = ProcessSemaphore.create(0);
    private final ProcessSemaphore back = ProcessSemaphore.create(0);
    private final int count;

    PingPong(int count) {
        this.count = count;
    }

    @Override
    public double[] round() throws InterruptedException {
        ProcessSemaphore ping = there;
        ProcessSemaphore pong = back;
        int times = count;
        CompletableFuture<Integer> other = pool.submit(() -> answer(ping, pong, times + 1));
        // Once before the time begins: the other is up then.
        ping.release();
        pong.acquire();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            ping.release();
            pong.acquire();
        }
        double micros = (System.nanoTime() - start) / 1e3 / times;
        other.join();
        return new double[] {micros};
    }

    private static int answer(ProcessSemaphore ping, ProcessSemaphore pong, int times)
            throws InterruptedException {
        for (int i = 0; i < times; i++) {
            ping.acquire();
            pong.release();
        }
        return times;
    }

    @Override
    public void close() {
        pool.close();
        there.close();
        back.close();
    }
}
