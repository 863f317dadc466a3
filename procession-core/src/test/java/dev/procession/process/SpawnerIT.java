package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ProcessOptions;
import dev.procession.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fault F11: a child does not hang on the life of the thread that asked for it. */
class SpawnerIT {

    @TempDir Path folder;

    private void startIn(Consumer<Runnable> starter) throws Exception {
        CompletableFuture<JavaProcess> started = new CompletableFuture<>();
        CountDownLatch mayEnd = new CountDownLatch(1);
        ProcessOptions options =
                Children.CAPTURED.withJvmOptions(
                        "-Dprocession.fault=child.armed:mark=" + folder.resolve("armed"));
        starter.accept(() -> {
            started.complete(JavaProcess.start(options, Children::hang));
            try {
                mayEnd.await();
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        });
        try (JavaProcess p = started.get()) {
            Await.until(
                    "the lifeline is armed", () -> Files.exists(folder.resolve("armed.reached")));
            assertThat(forkingThread(p.pid())).isEqualTo("procession-spaw");
            mayEnd.countDown();
            assertThat(p.join(Duration.ofMillis(200))).isFalse();
            assertThat(p.isAlive()).isTrue();
        }
    }

    /** The kernel knows the children of each thread, by whose end a death signal would be sent. */
    private static String forkingThread(long child) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                if (childrenOf(task).contains(Long.toString(child))) {
                    return Files.readString(task.resolve("comm")).strip();
                }
            }
        }
        return "none";
    }

    private static List<String> childrenOf(Path task) {
        try {
            return List.of(Files.readString(task.resolve("children")).strip().split(" "));
        } catch (IOException endedMeanwhile) {
            return List.of();
        }
    }

    @Test
    void F11_startingThreadEnds_childLives() throws Exception {
        Thread[] starter = new Thread[1];
        startIn(work -> {
            starter[0] = new Thread(work, "starter");
            starter[0].start();
        });
        starter[0].join();
    }

    @Test
    void F11_startedByAVirtualThread_isForkedByTheSpawner() throws Exception {
        startIn(Thread::startVirtualThread);
    }

    @Test
    void F11_interruptedStarter_getsItsProcess() throws Exception {
        Thread.currentThread().interrupt();
        try (JavaProcess p = JavaProcess.start(Children.CAPTURED, () -> {})) {
            assertThat(Thread.interrupted()).isTrue();
            p.join();
            assertThat(p.exitCode()).hasValue(0);
        } finally {
            Thread.interrupted();
        }
    }
}
