package dev.procession.benchmarks.chaos;

import dev.procession.ExitStatus;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.benchmarks.chaos.Findings.Sort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hears what was done to workers and what became of each job, and tells what is not as it must be.
 *
 * <p>A failure is right if the job asked for it, or if it is the one that the death of its worker
 * may cost, and somebody killed that worker. Workers are told apart by their names, which are not
 * used twice as pids are.
 */
final class Judge {

    private static final Pattern WORKER = Pattern.compile("on worker (\\S+)");

    private static final Pattern SPAWN_HELPER =
            Pattern.compile("Failed to exec spawn helper: pid: (\\d+), signal: 9");

    /** Between the pool's clock and the one of the ledger. */
    private static final double TOLERANCE = 0.9;

    private final long limitMillis;
    private final Findings findings;
    private final Map<Long, Job> open = new HashMap<>();
    private final BitSet released = new BitSet();
    private final BitSet mustHaveBegun = new BitSet();
    private final List<Late> late = new ArrayList<>();
    private final Set<String> stopped = new HashSet<>();
    private final Set<String> killed = new HashSet<>();
    private final Set<Long> killedBelow = new HashSet<>();
    private final Map<String, Job> costs = new HashMap<>();
    private long submitted;
    private long numbers;
    private boolean isOver;

    /** A time limit that struck a job which does not take long; the ledger tells whether it did. */
    private record Late(Job job, long endedMillis, String message) {}

    /**
     * Creates a judge.
     *
     * @param limit the time limit of the pool
     * @param findings hear of what is not as it must be
     */
    Judge(Duration limit, Findings findings) {
        this.findings = findings;
        this.limitMillis = limit.toMillis();
    }

    // ---- what is done ------------------------------------------------------------------------

    /** Says that a worker is about to be kept from its work, so that time limits may strike. */
    synchronized void stops(String worker) {
        stopped.add(worker);
    }

    /** Says that a worker is about to be killed, or died of having been stopped. */
    synchronized void kills(String worker) {
        killed.add(worker);
    }

    synchronized boolean isKilled(String worker) {
        return killed.contains(worker);
    }

    /** Says that what a task has started is about to be killed. */
    synchronized void killsBelow(long pid) {
        killedBelow.add(pid);
    }

    /** Says that a job is about to be given to the pool. */
    synchronized void submits(Job job) {
        open.put(job.id(), job);
        submitted++;
        numbers = Math.max(numbers, job.id() + 1);
    }

    // ---- what becomes of it ------------------------------------------------------------------

    /** Hears the value of a job. */
    synchronized void returned(Job job, @Nullable Object value) {
        if (!close(job)) {
            return;
        }
        mustHaveBegun.set((int) job.id());
        if (!job.kind().isInnocent()) {
            wrong(job + " has a value: " + value);
        } else if (value == null || !job.isRight(value)) {
            wrong(job + " has a wrong value: " + described(value));
        }
    }

    private static String described(@Nullable Object value) {
        return value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
    }

    /** Hears the failure of a job. */
    synchronized void failed(Job job, Throwable failure) {
        if (close(job)) {
            explain(job, failure);
        }
    }

    /** Hears that nobody will tell what became of a job: its stream was closed before. */
    synchronized void releases(Job job) {
        if (!isOver && open.remove(job.id()) != null) {
            released.set((int) job.id());
        }
    }

    /** Hears of a failure that ended a whole map; it is that of any of these jobs. */
    synchronized void failedTogether(List<Job> jobs, Throwable failure) {
        if (isOver) {
            return;
        }
        explain(jobs.getFirst(), failure);
        jobs.forEach(this::releases);
    }

    /** Hears of something that must not be, whatever it is. */
    synchronized void wrong(String what) {
        findings.add(Sort.WRONG, what);
    }

    private boolean close(Job job) {
        if (isOver) {
            return false;
        }
        if (open.remove(job.id()) == null) {
            findings.add(Sort.DUPLICATED, job + " ended twice");
            return false;
        }
        return true;
    }

    private void explain(Job job, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        switch (cause) {
            case WorkerDiedException died -> explain(job, died);
            case TaskTimeoutException late -> explain(job, late);
            case CancellationException cancelled
                    when job.kind() == Kind.CANCELLED || job.kind() == Kind.DEAF -> {}
            case TimeoutException abandoned when job.kind() == Kind.ABANDONED -> {}
            case IllegalStateException own
                    when job.kind() == Kind.THROWS && job.complaint().equals(own.getMessage()) ->
                    mustHaveBegun.set((int) job.id());
            case IOException notSpawned
                    when job.kind() == Kind.SPAWNS && isKilledHelper(notSpawned.getMessage()) ->
                    mustHaveBegun.set((int) job.id());
            default -> wrong(job + " failed unexplained: " + cause);
        }
    }

    /** What a task starts is the JDK's spawn helper at first, and may be killed as that. */
    private boolean isKilledHelper(@Nullable String message) {
        Matcher helper = SPAWN_HELPER.matcher(String.valueOf(message));
        return helper.find() && killedBelow.contains(Long.parseLong(helper.group(1)));
    }

    private void explain(Job job, WorkerDiedException died) {
        String worker = died.death().worker();
        Job before = costs.putIfAbsent(worker, job);
        if (before != null) {
            wrong("the death of " + worker + " cost " + before + " and " + job);
        } else if (killed.contains(worker)) {
            return;
        } else if (!job.kind().isDeadly()) {
            wrong(job + " failed, but nobody killed its worker: " + died.getMessage());
        } else {
            killed.add(worker);
            mustHaveBegun.set((int) job.id());
            if (!isOwnDeath(job.kind(), died.exitStatus())) {
                wrong(job + " died of something else: " + died.getMessage());
            }
        }
    }

    private static boolean isOwnDeath(Kind kind, ExitStatus status) {
        return switch (kind) {
            case EXITS -> status.equals(ExitStatus.exited(0));
            case HALTS -> status.equals(ExitStatus.exited(3));
            case SEGFAULTS -> status.equals(ExitStatus.signaled(11));
            default -> false;
        };
    }

    private void explain(Job job, TaskTimeoutException failure) {
        Matcher worker = WORKER.matcher(String.valueOf(failure.getMessage()));
        boolean isStopped = worker.find() && stopped.contains(worker.group(1));
        if (job.kind() != Kind.OVERTIME && !isStopped) {
            late.add(new Late(job, System.currentTimeMillis(), "" + failure.getMessage()));
        }
    }

    // ---- what it comes to --------------------------------------------------------------------

    /** Says that all have had their time: what has no outcome now is lost, whatever comes later. */
    synchronized void ends() {
        isOver = true;
    }

    synchronized long kills() {
        return killed.size();
    }

    synchronized long submitted() {
        return submitted;
    }

    /** Returns a number that is above those of all jobs. */
    synchronized long numbers() {
        return numbers;
    }

    /** Returns how many jobs have no outcome yet. */
    synchronized int unfinished() {
        return open.size();
    }

    /**
     * Judges, after all has ended or had the time to.
     *
     * @param ledger what the jobs wrote down
     */
    synchronized void judge(Ledger ledger) {
        open.values().forEach(job -> findings.add(Sort.LOST, job + " never ended"));
        for (long id = 0; id < numbers; id++) {
            int begun = ledger.begun(id);
            if (begun > 1) {
                findings.add(Sort.DUPLICATED, "job " + id + " began " + begun + " times");
            } else if (begun == 0 && mustHaveBegun.get((int) id)) {
                wrong("job " + id + " has an outcome although it never began");
            }
        }
        if (ledger.stray() > 0) {
            wrong("the ledger has entries of no job: " + ledger.stray());
        }
        for (Late each : late) {
            long ran = ledger.ranMillis(each.job.id(), each.endedMillis);
            if (!released.get((int) each.job.id()) && ran < TOLERANCE * limitMillis) {
                wrong(each.job + " ran for " + ran + " ms, but: " + each.message);
            }
        }
    }
}
