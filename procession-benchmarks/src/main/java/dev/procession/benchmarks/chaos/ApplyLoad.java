package dev.procession.benchmarks.chaos;

import dev.procession.pool.ProcessPool;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** {@code apply}: one task at a time, for which the thread waits. */
final class ApplyLoad implements Load {

    private final ProcessPool pool;
    private final Judge judge;
    private final Jobs jobs;

    ApplyLoad(ProcessPool pool, Judge judge, Jobs jobs) {
        this.pool = pool;
        this.judge = judge;
        this.jobs = jobs;
    }

    @Override
    public void some() throws InterruptedException {
        Job job = jobs.awaitable();
        judge.submits(job);
        try {
            judge.returned(job, pool.apply(Deed::perform, job));
        } catch (CompletionException failed) {
            judge.failed(job, failed);
        } catch (CancellationException interrupted) {
            if (!Thread.interrupted()) {
                judge.failed(job, interrupted);
                return;
            }
            judge.releases(job);
            throw new InterruptedException();
        }
    }
}
