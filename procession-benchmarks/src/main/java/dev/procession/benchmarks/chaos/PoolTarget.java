package dev.procession.benchmarks.chaos;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A pool under load of all sorts, whose workers are killed. */
final class PoolTarget implements Target {

    private static final long LOOK_MILLIS = 20;

    private final Place place;
    private final Path ledger;
    private final Runnable stop;
    private final Judge judge;
    private final AtomicLong ids = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isLoaded = true;
    private volatile @Nullable ProcessPool pool;

    /**
     * Prepares.
     *
     * @param place where
     * @param stop ends the run, as there is no sense in going on
     */
    PoolTarget(Place place, Runnable stop) {
        this.place = place;
        this.ledger = place.directory().resolve("ledger");
        this.stop = stop;
        this.judge = new Judge(Settings.TASK_TIMEOUT, place.findings());
    }

    private PoolOptions options(int workers) {
        return PoolOptions.defaults()
                .withName("chaos")
                .withWorkers(workers)
                .withTaskTimeout(Settings.TASK_TIMEOUT)
                .withStopGrace(Settings.STOP_GRACE)
                .withProcess(place.process());
    }

    @Override
    public void warmUp() throws IOException, InterruptedException {
        Jobs silent = new Jobs(new Random(place.settings().seed()), new AtomicLong(), "/dev/null");
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

    @Override
    public void open() throws IOException {
        Files.createFile(ledger);
        ProcessPool in = ProcessPool.open(options(place.settings().workers()));
        pool = in;
        long seed = place.settings().seed() * 31;
        load("submit-1", new SubmitLoad(in, judge, jobs(++seed)));
        load("submit-2", new SubmitLoad(in, judge, jobs(++seed)));
        load("apply-1", new ApplyLoad(in, judge, jobs(++seed)));
        load("apply-2", new ApplyLoad(in, judge, jobs(++seed)));
        load("map", new MapLoad(in, judge, jobs(++seed)));
        load("outcomes", new OutcomesLoad(in, judge, jobs(++seed)));
    }

    private ProcessPool pool() {
        return Objects.requireNonNull(pool, "open() comes first");
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
            stop.run();
        }
    }

    @Override
    public List<Prey> prey() {
        return List.of(
                new PoolPrey(
                        pool(),
                        judge,
                        new Random(place.settings().seed()),
                        Settings.TASK_TIMEOUT.plus(Settings.STOP_GRACE.multipliedBy(2))));
    }

    @Override
    public void look() {
        // Each of its tasks has its own time limit.
    }

    @Override
    public void endLoad() throws InterruptedException {
        isLoaded = false;
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
    @Override
    public void close() throws InterruptedException {
        ProcessPool ended = pool;
        if (ended == null) {
            return;
        }
        ended.shutdown();
        if (!ended.awaitTermination(Settings.LOST_AFTER.toSeconds(), TimeUnit.SECONDS)) {
            judge.wrong("the pool did not end after its last task");
            ended.shutdownNow();
            if (!ended.awaitTermination(Settings.LOST_AFTER.toSeconds(), TimeUnit.SECONDS)) {
                judge.wrong("the pool did not end although it was shut down at once");
            }
        }
        pool = null;
    }

    @Override
    public void judge() throws IOException {
        judge.judge(Ledger.read(ledger, judge.numbers()));
    }

    @Override
    public long kills() {
        return judge.kills();
    }

    @Override
    public int processes() {
        ProcessPool now = pool;
        return now == null ? 0 : now.workers().size();
    }

    @Override
    public Map<String, Long> work() {
        return Map.of("tasks", judge.submitted());
    }
}
