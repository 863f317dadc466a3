package dev.procession.benchmarks;

import dev.procession.connection.PipeEnd;
import dev.procession.connection.PipeOptions;
import dev.procession.connection.ProcessPipe;
import dev.procession.pool.ProcessPool;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Arrays through a pipe to another process, which says when it has all: messages per second. */
final class PipeFlow implements Contestant {

    private static final long MAX_BYTES = 16 << 20;

    private final ProcessPool pool = ProcessPool.of(1);
    private final PipeEnd<byte[], Integer> left;
    private final CompletableFuture<Void> other;
    private final byte[] bytes;
    private final int count;

    /**
     * Starts the other process.
     *
     * @param size of a message
     * @param count how many in a round
     * @param isIntoOne whether all are received into one array
     */
    PipeFlow(int size, int count, boolean isIntoOne) {
        var pipe =
                ProcessPipe.<byte[], Integer>open(PipeOptions.defaults().withMaxBytes(MAX_BYTES));
        PipeEnd<Integer, byte[]> right = pipe.right();
        this.bytes = new byte[size];
        this.count = count;
        byte[] into = new byte[isIntoOne ? size : 0];
        this.left = pipe.left();
        this.other = pool.run(() -> receive(right, into)).thenAccept(nothing -> {});
    }

    /** An empty message has the number of those that came sent back; the end comes after one. */
    private static void receive(PipeEnd<Integer, byte[]> end, byte[] into)
            throws IOException, InterruptedException {
        int received = 0;
        try {
            while (true) {
                int length = into.length == 0 ? end.receive().length : end.receiveBytes(into);
                received++;
                if (length == 0) {
                    end.send(received);
                    received = 0;
                }
            }
        } catch (EOFException ended) {
            end.close();
        }
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        left.send(new byte[0]);
        left.receive();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            bytes[i % bytes.length]++;
            left.send(bytes);
        }
        left.send(new byte[0]);
        int received = left.receive();
        double perSecond = 1e9 * count / (System.nanoTime() - start);
        if (received != count + 1) {
            throw new IllegalStateException("sent " + count + ", received " + (received - 1));
        }
        return new double[] {perSecond};
    }

    @Override
    public void close() {
        left.close();
        other.join();
        pool.close();
    }
}
