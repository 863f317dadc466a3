package dev.procession.benchmarks;

import dev.procession.connection.PipeEnd;
import dev.procession.connection.ProcessPipe;
import dev.procession.pool.ProcessPool;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Two processes that talk over a pipe, a number there and back: microseconds. */
final class PipeTalk implements Contestant {

    private final ProcessPool pool = ProcessPool.of(1);
    private final PipeEnd<Integer, Integer> left;
    private final CompletableFuture<Void> other;
    private final int count;

    PipeTalk(int count) {
        var pipe = ProcessPipe.<Integer, Integer>open();
        PipeEnd<Integer, Integer> right = pipe.right();
        this.count = count;
        this.left = pipe.left();
        this.other = pool.run(() -> answer(right)).thenAccept(nothing -> {});
    }

    private static void answer(PipeEnd<Integer, Integer> end)
            throws IOException, InterruptedException {
        try {
            while (true) {
                end.send(end.receive());
            }
        } catch (EOFException ended) {
            end.close();
        }
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        // Once before the time begins: the other is up then.
        talk(0);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            talk(i);
        }
        return new double[] {(System.nanoTime() - start) / 1e3 / count};
    }

    private void talk(int number) throws IOException, InterruptedException {
        left.send(number);
        int back = left.receive();
        if (back != number) {
            throw new IllegalStateException("sent " + number + ", came back " + back);
        }
    }

    @Override
    public void close() {
        left.close();
        other.join();
        pool.close();
    }
}
