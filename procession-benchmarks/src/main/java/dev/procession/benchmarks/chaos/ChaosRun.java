package dev.procession.benchmarks.chaos;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A pool under load of all sorts, whose workers are killed; then the verdict. */
final class ChaosRun {

    private static final String MARK = "PROCESSION_CHAOS";
    private static final long LOOK_MILLIS = 20;

    private final Settings settings;
    private final Path ledger;
    private final String mark;
    private final Judge judge = new Judge(Settings.TASK_TIMEOUT);
    private final AtomicLong ids = new AtomicLong();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private volatile boolean isLoaded = true;
    private volatile @Nullable ProcessPool pool;

    /**
     * Prepares.
     *
     * @param settings what it is to be
     * @param directory an empty directory, for the ledger
     */
    ChaosRun(Settings settings, Path directory) {
        this.settings = settings;
        this.ledger = directory.resolve("ledger");
        this.mark = ProcessHandle.current().pid() + "-" + System.nanoTime();
    }

    /** Ends the killing early; the verdict is given all the same. */
    void stop() {
        stopAsked.countDown();
    }

    // ---- for those who watch -----------------------------------------------------------------

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    long kills() {
        return judge.kills();
    }

    long tasks() {
        return judge.submitted();
    }

    long wrongs() {
        return judge.wrongs();
    }

    int workers() {
        ProcessPool now = pool;
        return now == null ? 0 : now.workers().size();
    }

    // ---- the run -----------------------------------------------------------------------------

    /** Runs to the end. */
    Verdict run() throws IOException, InterruptedException {
        Files.createFile(ledger);
        warmUp();
        Leftovers before = Leftovers.baseline();
        ProcessPool opened = ProcessPool.open(options(settings.workers()));
        pool = opened;
        try {
            torment(opened);
        } finally {
            end(opened);
            pool = null;
        }
        List<String> orphans =
                lookUntilNone(Settings.ORPHAN_AFTER, () -> Leftovers.processes(MARK + "=" + mark));
        List<String> leaks = lookUntilNone(Settings.LEAKED_AFTER, before::list);
        return judge.verdict(Ledger.read(ledger, judge.numbers()), orphans, leaks);
    }

    private PoolOptions options(int workers) {
        return PoolOptions.defaults()
                .withName("chaos")
                .withWorkers(workers)
                .withTaskTimeout(Settings.TASK_TIMEOUT)
                .withStopGrace(Settings.STOP_GRACE)
                .withProcess(
                        ProcessOptions.defaults()
                                .withMaxHeap("128m")
                                .withEnvironment(MARK, mark)
                                .withOutput(OutputMode.DISCARDED));
    }

    /** Has the JDK and the library open what they open once and keep. */
    private void warmUp() throws IOException, InterruptedException {
        // The socket pair by which the JDK closes channels.
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
        Jobs silent = new Jobs(new Random(settings.seed()), new AtomicLong(), "/dev/null");
        try (ProcessPool first = ProcessPool.open(options(1))) {
            first.apply(Deed::perform, silent.make(Kind.LARGE));
            Job sleeping = silent.make(Kind.CANCELLED);
            CompletableFuture<Object> future = first.submit(() -> Deed.perform(sleeping));
            future.orTimeout(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            Job exiting = silent.make(Kind.EXITS);
            CompletableFuture<Object> death = first.submit(() -> Deed.perform(exiting));
            death.handle((value, thrown) -> "" + thrown).join();
        }
    }

    private void torment(ProcessPool in) throws InterruptedException {
        Killer killer =
                new Killer(
                        in,
                        judge,
                        new Random(settings.seed()),
                        Settings.TASK_TIMEOUT.plus(Settings.STOP_GRACE.multipliedBy(2)));
        long seed = settings.seed() * 31;
        load("submit-1", new SubmitLoad(in, judge, jobs(++seed)));
        load("submit-2", new SubmitLoad(in, judge, jobs(++seed)));
        load("apply-1", new ApplyLoad(in, judge, jobs(++seed)));
        load("apply-2", new ApplyLoad(in, judge, jobs(++seed)));
        load("map", new MapLoad(in, judge, jobs(++seed)));
        load("outcomes", new OutcomesLoad(in, judge, jobs(++seed)));
        Thread killing = new Thread(killer, "chaos-killer");
        killing.start();
        long end = System.nanoTime() + settings.length().toNanos();
        while (System.nanoTime() - end < 0 && judge.kills() < settings.kills()) {
            if (stopAsked.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        killer.end();
        killing.join();
        isLoaded = false;
        awaitOutcomes();
    }

    private Jobs jobs(long seed) {
        return new Jobs(new Random(seed), ids, ledger.toString());
    }

    private void load(String name, Load load) {
        Thread thread = new Thread(() -> repeat(load), "chaos-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(Load load) {
        try {
            while (isLoaded) {
                load.some();
            }
        } catch (InterruptedException lost) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failure) {
            judge.wrong("the pool refused: " + failure);
            stop();
        }
    }

    private void awaitOutcomes() throws InterruptedException {
        long end = System.nanoTime() + Settings.LOST_AFTER.toNanos();
        while (System.nanoTime() - end < 0
                && (judge.unfinished() > 0 || threads.stream().anyMatch(Thread::isAlive))) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        judge.ends();
        for (Thread each : threads) {
            each.interrupt();
        }
    }

    /** Ends the pool, within a time that it needs only if something is lost. */
    private void end(ProcessPool ended) throws InterruptedException {
        ended.shutdown();
        if (!ended.awaitTermination(Settings.LOST_AFTER.toSeconds(), TimeUnit.SECONDS)) {
            judge.wrong("the pool did not end after its last task");
            ended.shutdownNow();
            if (!ended.awaitTermination(Settings.LOST_AFTER.toSeconds(), TimeUnit.SECONDS)) {
                judge.wrong("the pool did not end although it was shut down at once");
            }
        }
    }

    /** Looks at what is left. */
    @FunctionalInterface
    private interface Look {
        List<String> list() throws IOException;
    }

    private static List<String> lookUntilNone(Duration most, Look look) throws IOException {
        long end = System.nanoTime() + most.toNanos();
        List<String> left = look.list();
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            left = look.list();
        }
        return left;
    }
}
