package dev.procession.benchmarks.chaos;

import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Streams of outcomes, in order or as they come, some of which are closed early. */
final class OutcomesLoad implements Load {

    private static final int MOST = 4000;
    private static final int ONE_IN_SO_MANY_CLOSED = 4;

    private final ProcessPool pool;
    private final Judge judge;
    private final Jobs jobs;

    OutcomesLoad(ProcessPool pool, Judge judge, Jobs jobs) {
        this.pool = pool;
        this.judge = judge;
        this.jobs = jobs;
    }

    @Override
    public void some() throws InterruptedException {
        Random random = jobs.random();
        int count = 1 + random.nextInt(MOST);
        boolean isOrdered = random.nextBoolean();
        boolean isClosedEarly = random.nextInt(ONE_IN_SO_MANY_CLOSED) == 0;
        int taken = isClosedEarly ? random.nextInt(count) : count;
        // Made here: the source is pulled by another thread.
        List<Job> all = Stream.generate(jobs::awaitable).limit(count).toList();
        ConcurrentLinkedQueue<Job> pulled = new ConcurrentLinkedQueue<>();
        Stream<Job> source =
                all.stream()
                        .peek(job -> {
                            judge.submits(job);
                            pulled.add(job);
                        });
        try (Stream<Outcome<Job, Object>> outcomes =
                isOrdered
                        ? pool.outcomes(Deed::perform, source)
                        : pool.outcomesUnordered(Deed::perform, source)) {
            drain(outcomes.iterator(), isOrdered ? all : List.of(), taken, isClosedEarly);
        } catch (CancellationException interrupted) {
            pulled.forEach(judge::releases);
            if (!Thread.interrupted()) {
                judge.wrong("a stream of outcomes was cancelled: " + interrupted);
                return;
            }
            throw new InterruptedException();
        }
        // After a whole stream every job has ended.
        if (isClosedEarly) {
            pulled.forEach(judge::releases);
        }
    }

    private void drain(
            Iterator<Outcome<Job, Object>> outcomes,
            List<Job> order,
            int most,
            boolean isClosedEarly) {
        int count = 0;
        while (count < most && outcomes.hasNext()) {
            Outcome<Job, Object> outcome = outcomes.next();
            Job job = outcome.input();
            if (!order.isEmpty() && order.get(count) != job) {
                judge.wrong("the outcome at " + count + " is that of " + job);
            }
            count++;
            switch (outcome) {
                case Outcome.Ok<Job, Object> ok -> judge.returned(job, ok.value());
                case Outcome.Failed<Job, Object> failed -> judge.failed(job, failed.cause());
            }
        }
        if (!isClosedEarly && (count != most || outcomes.hasNext())) {
            judge.wrong("a stream of " + most + " inputs has " + count + " outcomes, or more");
        }
    }
}
