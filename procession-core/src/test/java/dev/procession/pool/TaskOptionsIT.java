package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.TaskTimeoutException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of one pool that are treated differently. */
class TaskOptionsIT {

    private static final PoolOptions ONE = PoolOptions.defaults().withWorkers(1).withName("terms");

    @TempDir File directory;

    private static TaskOptions of(Priority priority) {
        return TaskOptions.defaults().withPriority(priority);
    }

    @Test
    void theTasksThatWait_areRunInTheOrderOfTheirPriorities() throws Exception {
        String begun = new File(directory, "begun").getPath();
        String goOn = new File(directory, "go-on").getPath();
        String order = new File(directory, "order").getPath();
        try (var pool = ProcessPool.open(ONE)) {
            CompletableFuture<Void> first =
                    pool.run(() -> {
                        Pools.touch(begun);
                        Pools.park(goOn);
                    });
            Pools.awaitFile(new File(begun));
            List<CompletableFuture<?>> all = new ArrayList<>(List.of(first));
            for (Priority each : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
                for (int i = 1; i <= 2; i++) {
                    String line = each + " " + i + "\n";
                    all.add(
                            pool.with(of(each))
                                    .run(() ->
                                            Files.writeString(
                                                    Path.of(order),
                                                    line,
                                                    StandardOpenOption.CREATE,
                                                    StandardOpenOption.APPEND)));
                }
            }
            Pools.touch(goOn);
            for (CompletableFuture<?> each : all) {
                Pools.get(each);
            }
        }
        assertThat(Files.readAllLines(Path.of(order)))
                .containsExactly("HIGH 1", "HIGH 2", "NORMAL 1", "NORMAL 2", "LOW 1", "LOW 2");
    }

    @Test
    void aTimeLimit_isThatOfTheView() throws Exception {
        String path = new File(directory, "never").getPath();
        try (var pool = ProcessPool.open(ONE)) {
            TaskOptions hurried = TaskOptions.defaults().withTimeout(Duration.ofMillis(200));
            CompletableFuture<Void> future = pool.with(hurried).run(() -> Pools.park(path));
            assertThat(Pools.failure(future))
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("200");
            pool.run(() -> Thread.sleep(400)).join();
        }
    }

    @Test
    void aView_mayLoosenWhatThePoolHas() {
        PoolOptions hurried = ONE.withTaskTimeout(Duration.ofMillis(100));
        try (var pool = ProcessPool.open(hurried)) {
            TaskExecutor patient =
                    pool.with(TaskOptions.defaults().withTimeout(Duration.ofMinutes(5)));
            patient.run(() -> Thread.sleep(300)).join();
        }
    }

    @Test
    void aRetryPolicy_isThatOfTheView() {
        String counter = directory.getPath();
        try (var pool = ProcessPool.open(ONE)) {
            TaskExecutor stubborn =
                    pool.with(TaskOptions.defaults().withRetryPolicy(RetryPolicy.retries(3)));
            int attempts = stubborn.apply(TaskOptionsIT::failTwice, counter);
            assertThat(attempts).isEqualTo(3);
        }
    }

    private static int failTwice(String counter) {
        File[] before = new File(counter).listFiles();
        int attempt = 1 + (before == null ? 0 : before.length);
        Pools.touch(counter + "/" + attempt);
        if (attempt < 3) {
            throw new IllegalStateException("attempt " + attempt);
        }
        return attempt;
    }

    @Test
    void aTimeLimitOfNothing_isRefused() {
        assertThatThrownBy(() -> TaskOptions.defaults().withTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("task timeout must be positive: timeout=PT0S");
    }
}
