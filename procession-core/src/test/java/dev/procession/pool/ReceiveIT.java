package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.TaskFunction;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the parent meets while it receives: hangs, a lack of memory, results that are too long. */
class ReceiveIT {

    // ---- hangs -------------------------------------------------------------------------------

    private static final Duration PATIENCE = Await.scaled(Duration.ofSeconds(20));

    private static volatile boolean spins;

    @Test
    void F18_callbacksThatSpin_onAllCarriers_starveNobody() throws Exception {
        spins = true;
        int many = Runtime.getRuntime().availableProcessors() + 1;
        CountDownLatch spinning = new CountDownLatch(many);
        try (var pool = ProcessPool.of(2)) {
            List<CompletableFuture<?>> stuck = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                CompletableFuture<Integer> future = pool.submit(() -> 1);
                stuck.add(
                        future.thenRun(() -> {
                            spinning.countDown();
                            while (spins) {
                                Thread.onSpinWait();
                            }
                        }));
            }
            assertThat(spinning.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 20; i++) {
                int value = i;
                assertThat(Pools.get(pool.submit(() -> value))).isEqualTo(i);
            }
            assertThat(stuck).noneMatch(CompletableFuture::isDone);
            spins = false;
            Pools.get(CompletableFuture.allOf(stuck.toArray(CompletableFuture[]::new)));
        } finally {
            spins = false;
        }
    }

    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final CountDownLatch READING = new CountDownLatch(1);
    private static volatile boolean interrupted;

    /** Hangs where it is decoded, unless that is a worker. */
    static final class HangsOnRead implements Serializable {
        private static final long serialVersionUID = 1;
        private final long home = Pools.ownPid();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (home != Pools.ownPid()) {
                READING.countDown();
                try {
                    NEVER.await();
                } catch (InterruptedException told) {
                    interrupted = true;
                    throw new IOException(told);
                }
            }
        }
    }

    @Test
    void F19_resultThatHangsInDecoding_holdsUpNoTask_andIsCancelledByShutdownNow()
            throws Exception {
        var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(1).withName("hung"));
        CompletableFuture<HangsOnRead> hung = pool.submit(HangsOnRead::new);
        assertThat(READING.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Pools.get(pool.submit(() -> 1))).isEqualTo(1);
        assertThat(hung).isNotDone();
        assertThat(pool.shutdownNow()).isEmpty();
        pool.close();
        assertThat(hung).isCancelled();
        assertThat(Pools.failure(hung)).hasMessageContaining("[pool hung] its result was still");
        Await.until("its thread is told", () -> interrupted);
    }

    // ---- too long, too large -----------------------------------------------------------------

    @Test
    void resultOverTheStatedLimit_failsItsTaskOnly() throws Exception {
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withMaxResult("64k");
        try (var pool = ProcessPool.open(options)) {
            assertThat(pool.apply(byte[]::new, 60_000)).hasSize(60_000);
            Pid before = Pools.worker(pool);
            CompletableFuture<byte[]> tooLong = pool.submit(() -> new byte[66_000]);
            assertThat(Pools.failure(tooLong))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("the encoded result takes more than the limit of 65536")
                    .hasMessageContaining("withMaxResult");
            TaskFunction<Integer, Integer> wordy =
                    x -> {
                        throw new IllegalStateException("x".repeat(x));
                    };
            assertThatThrownBy(() -> pool.apply(wordy, 200_000))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessageContaining("xxxx");
            assertThat(Pools.worker(pool).number()).isEqualTo(before.number());
        }
    }

    @Test
    void limitOfResults_isChecked() {
        for (String bad : List.of("63k", "2g", "-1", "many")) {
            assertThatThrownBy(() -> PoolOptions.defaults().withMaxResult(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + bad + "\"");
        }
    }

    /** Has less memory than the results of its tasks take. */
    static final class SmallParent {
        private static final int LARGE = 40 << 20;

        public static void main(String[] arguments) throws Exception {
            try (var pool = ProcessPool.of(2)) {
                List<CompletableFuture<byte[]>> large = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    large.add(pool.submit(() -> new byte[LARGE]));
                }
                CompletableFuture<byte[]> small = pool.submit(() -> new byte[10]);
                for (CompletableFuture<byte[]> each : large) {
                    System.out.println("submit " + name(Pools.failure(each)));
                }
                System.out.println("small " + Pools.get(small).length);
                try {
                    System.out.println("apply " + pool.apply(byte[]::new, LARGE).length);
                } catch (CompletionException failed) {
                    System.out.println("apply " + name(failed.getCause()));
                }
                try (var outcomes =
                        pool.outcomes(
                                n -> new byte[n % 7 == 3 ? LARGE : 10],
                                IntStream.range(0, 14).boxed())) {
                    outcomes.forEach(each -> {
                        if (each instanceof Outcome.Failed<?, ?> failed) {
                            System.out.println("outcome " + failed.input() + name(failed.cause()));
                        }
                    });
                }
                System.out.println("then " + Pools.answer(pool, x -> x + 1, 41));
            }
        }

        private static String name(Throwable thrown) {
            return thrown.getClass().getSimpleName();
        }
    }

    @Test
    void parentWithoutMemoryForAResult_failsThatOneOnly() {
        try (Victim parent = Victim.start(SmallParent.class, "-Xmx48m")) {
            for (int i = 0; i < 4; i++) {
                assertThat(parent.line("submit ")).isEqualTo("OutOfMemoryError");
            }
            assertThat(parent.line("small ")).isEqualTo("10");
            assertThat(parent.line("apply ")).isEqualTo("OutOfMemoryError");
            assertThat(parent.line("outcome ")).isEqualTo("3OutOfMemoryError");
            assertThat(parent.line("outcome ")).isEqualTo("10OutOfMemoryError");
            assertThat(parent.line("then ")).isEqualTo("42");
            assertThat(parent.awaitEnd()).isZero();
        }
    }
}
