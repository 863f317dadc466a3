package dev.procession.benchmarks.chaos;

import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** {@code map} over a few hundred jobs; a death among them ends it. */
final class MapLoad implements Load {

    private static final int MOST = 300;

    private final ProcessPool pool;
    private final Judge judge;
    private final Jobs jobs;

    MapLoad(ProcessPool pool, Judge judge, Jobs jobs) {
        this.pool = pool;
        this.judge = judge;
        this.jobs = jobs;
    }

    @Override
    public void some() throws InterruptedException {
        List<Job> all =
                Stream.generate(jobs::innocent).limit(1 + jobs.random().nextInt(MOST)).toList();
        all.forEach(judge::submits);
        try {
            List<Object> values = pool.map(Deed::perform, all);
            if (values.size() != all.size()) {
                judge.wrong("a map of " + all.size() + " has " + values.size() + " values");
            }
            for (int i = 0; i < values.size(); i++) {
                judge.returned(all.get(i), values.get(i));
            }
        } catch (CompletionException failed) {
            judge.failedTogether(all, failed);
        } catch (CancellationException interrupted) {
            all.forEach(judge::releases);
            if (!Thread.interrupted()) {
                judge.wrong("a map was cancelled: " + interrupted);
                return;
            }
            throw new InterruptedException();
        }
    }
}
