package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Rows I5 and O12: the same hand-over, to a thread of this process. */
class HandOverToThreadsTest {

    private static final PoolOptions ONE =
            PoolOptions.defaults().withWorkers(1).withName("threads");

    private static void greet(SocketChannel channel) throws IOException {
        Lines.write(channel, "hello " + channel.getRemoteAddress() + " " + channel.isBlocking());
    }

    @Test
    void O12_threadTalksOnTheConnection_whichEndsWithTheTask() throws Exception {
        try (var pool = ThreadPool.open(ONE.withRetries(3));
                Lines lines = Lines.connect()) {
            lines.accepted().configureBlocking(false);
            Pools.get(pool.handOver(HandOverToThreadsTest::greet, lines.accepted()));
            assertThat(lines.next()).isEqualTo("hello " + lines.address() + " true");
            assertThat(lines.next()).isEqualTo(Lines.END);
        }
    }

    @Test
    void O12_whatTheTaskThrows_isInItsFuture_andItIsNotTriedAgain() throws Exception {
        CountDownLatch attempts = new CountDownLatch(2);
        try (var pool = ThreadPool.open(ONE.withRetries(3));
                Lines lines = Lines.connect()) {
            CompletableFuture<Void> future =
                    pool.handOver(
                            channel -> {
                                attempts.countDown();
                                throw new IOException("hung up");
                            },
                            lines.accepted());
            assertThat(Pools.failure(future)).isInstanceOf(IOException.class).hasMessage("hung up");
            assertThat(lines.next()).isEqualTo(Lines.END);
            assertThat(attempts.getCount()).isOne();
        }
    }

    @Test
    void O12_whatNeverBegins_isClosed_byCancelling_andByShutdownNow() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        var pool = ThreadPool.open(ONE);
        try (Lines cancelled = Lines.connect();
                Lines stopped = Lines.connect()) {
            pool.run(() -> {
                begun.countDown();
                never.await();
            });
            begun.await();
            pool.handOver(HandOverToThreadsTest::greet, cancelled.accepted()).cancel(true);
            assertThat(cancelled.next()).isEqualTo(Lines.END);
            pool.handOver(HandOverToThreadsTest::greet, stopped.accepted());
            List<Runnable> left = pool.shutdownNow();
            assertThat(stopped.next()).isEqualTo(Lines.END);
            assertThat(left).hasSize(1);
            assertThatThrownBy(() -> left.getFirst().run())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ClosedChannelException.class);
        }
        pool.close();
    }

    @Test
    void O12_whatIsRefused_theCallerKeeps() throws Exception {
        var pool = ThreadPool.open(ONE);
        pool.close();
        try (Lines lines = Lines.connect()) {
            assertThatThrownBy(() -> pool.handOver(HandOverToThreadsTest::greet, lines.accepted()))
                    .isInstanceOf(RejectedExecutionException.class);
            Lines.write(lines.accepted(), "still here");
            assertThat(lines.next()).isEqualTo("still here");
        }
    }
}
