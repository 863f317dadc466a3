package dev.procession.benchmarks.chaos;

import dev.procession.pool.ProcessPool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Futures: so many at once, some of which are cancelled or run out of time. */
final class SubmitLoad implements Load {

    private static final int AT_ONCE = 24;
    private static final int LONGEST_MILLIS = 40;

    private final ProcessPool pool;
    private final Judge judge;
    private final Jobs jobs;
    private final Semaphore room = new Semaphore(AT_ONCE);

    SubmitLoad(ProcessPool pool, Judge judge, Jobs jobs) {
        this.pool = pool;
        this.judge = judge;
        this.jobs = jobs;
    }

    @Override
    public void some() throws InterruptedException {
        room.acquire();
        Job job = jobs.any();
        int millis = jobs.random().nextInt(LONGEST_MILLIS);
        judge.submits(job);
        CompletableFuture<Object> future = pool.submit(() -> Deed.perform(job));
        future.whenComplete((value, failure) -> {
            room.release();
            if (failure == null) {
                judge.returned(job, value);
            } else {
                judge.failed(job, failure);
            }
        });
        switch (job.kind()) {
            case CANCELLED, DEAF -> after(millis).execute(() -> future.cancel(true));
            case ABANDONED -> future.orTimeout(millis, TimeUnit.MILLISECONDS);
            default -> {}
        }
    }

    private static Executor after(int millis) {
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }
}
