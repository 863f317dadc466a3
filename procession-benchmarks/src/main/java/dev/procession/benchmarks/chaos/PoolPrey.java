package dev.procession.benchmarks.chaos;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The workers of a pool. */
final class PoolPrey implements Prey {

    private static final int ONE_IN_SO_MANY_SPARES_NONE = 10;
    private static final int MOST_STOPPED = 1;
    private static final int LONGEST_STOP_MILLIS = 400;

    private final ProcessPool pool;
    private final Judge judge;
    private final Random random;
    private final Duration patience;
    private final List<Stopped> stopped = new ArrayList<>();
    private boolean wasYoung;

    /** A worker that was stopped, until when, and whether it is then continued or killed. */
    private record Stopped(Victim victim, long untilNanos, boolean isContinued) {}

    /**
     * Prepares.
     *
     * @param pool whose workers are killed
     * @param judge hears of it before it is done
     * @param random where all choices come from
     * @param patience after how long a stopped worker is killed that the pool has not killed: one
     *     without a task does not exceed any limit
     */
    PoolPrey(ProcessPool pool, Judge judge, Random random, Duration patience) {
        this.pool = pool;
        this.judge = judge;
        this.random = random;
        this.patience = patience;
    }

    @Override
    public void strike() {
        int dice = random.nextInt(100);
        if (dice < 10) {
            chooseYoung();
        } else if (dice < 20) {
            killGrandchild();
        } else if (dice < 25) {
            stop();
        } else {
            kill(dice < 33);
        }
    }

    private List<WorkerInfo> workers(boolean isYoung) {
        List<WorkerInfo> list = new ArrayList<>(pool.workers());
        list.removeIf(each -> (each.tasksDone() == 0) != isYoung || judge.isKilled(each.name()));
        return list;
    }

    /**
     * Most of the time one is left that can work: where starts are slow, killing each one at its
     * first result would test nothing but starts.
     */
    private List<WorkerInfo> spareWorkers() {
        List<WorkerInfo> grown = workers(false);
        boolean spares = random.nextInt(ONE_IN_SO_MANY_SPARES_NONE) > 0;
        return spares && grown.size() < 2 ? List.of() : grown;
    }

    private java.util.Optional<Victim> choose(List<WorkerInfo> workers) {
        return workers.isEmpty()
                ? java.util.Optional.empty()
                : Victim.of(pool, workers.get(random.nextInt(workers.size())));
    }

    /** Six starts in a row that fail are the end of a pool, by right: so never two. */
    private void chooseYoung() {
        if (!wasYoung) {
            choose(workers(true))
                    .ifPresent(victim -> {
                        wasYoung = true;
                        kill(victim, false);
                    });
        }
    }

    private void kill(boolean isGentle) {
        choose(spareWorkers())
                .ifPresent(victim -> {
                    wasYoung = false;
                    kill(victim, isGentle);
                });
    }

    private void kill(Victim victim, boolean isGentle) {
        judge.kills(victim.name());
        if (isGentle) {
            victim.process().destroy();
        } else {
            victim.process().destroyForcibly();
        }
    }

    /** What a task has started is a child of its worker, so the pid cannot be another one's. */
    private void killGrandchild() {
        choose(workers(false)).stream()
                .flatMap(victim -> victim.process().children())
                .findFirst()
                .ifPresent(below -> {
                    judge.killsBelow(below.pid());
                    below.destroyForcibly();
                });
    }

    private void stop() {
        boolean isContinued = random.nextInt(4) > 0;
        long nanos =
                isContinued
                        ? TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_STOP_MILLIS))
                        : patience.toNanos();
        if (stopped.size() >= MOST_STOPPED) {
            return;
        }
        choose(workers(false))
                .filter(victim -> stopped.stream().noneMatch(each -> each.victim.equals(victim)))
                .ifPresent(victim -> {
                    judge.stops(victim.name());
                    if (Signals.stop(victim.process())) {
                        stopped.add(new Stopped(victim, System.nanoTime() + nanos, isContinued));
                    }
                });
    }

    @Override
    public void release(boolean isAll) {
        for (Iterator<Stopped> all = stopped.iterator(); all.hasNext(); ) {
            Stopped each = all.next();
            if (!each.victim.isIn(pool)) {
                judge.kills(each.victim.name());
                all.remove();
            } else if (isAll || System.nanoTime() - each.untilNanos > 0) {
                all.remove();
                if (each.isContinued) {
                    Signals.resume(each.victim.process());
                } else {
                    kill(each.victim, false);
                }
            }
        }
    }
}
