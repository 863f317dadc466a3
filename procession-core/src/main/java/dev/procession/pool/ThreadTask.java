package dev.procession.pool;

import dev.procession.TaskTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link ThreadPool} and its future.
 *
 * <p>Of each attempt, whoever is first says how it ends: the thread that runs it, its time limit,
 * or whoever completes the future. The thread is interrupted only while it runs this task.
 */
final class ThreadTask<T extends @Nullable Object> extends CompletableFuture<T> {

    private final ThreadCrew crew;
    private final Terms terms;
    private final Callable<? extends T> body;
    private final Kind kind;
    private final ThreadMeter meter;

    // Under the task's own monitor.
    private boolean isCounted = true;
    private boolean isMetered;
    private int attempt;
    private int settled;
    private @Nullable Thread runner;
    private @Nullable History history;
    private long began;
    private long ran;

    /** Who has its future. */
    enum Kind {
        /** A user, whose callbacks need a thread of their own. */
        SUBMITTED,
        /** We, who wait for it or hand its outcome on. */
        OURS
    }

    /** A task on its own. */
    ThreadTask(ThreadCrew crew, Terms terms, Callable<? extends T> body, Kind kind) {
        this(crew, terms, body, kind, ThreadMeter.NONE);
    }

    /** One of the many of a run. */
    ThreadTask(ThreadCrew crew, Terms terms, Callable<? extends T> body, ThreadMeter meter) {
        this(crew, terms, body, Kind.OURS, meter);
    }

    private ThreadTask(
            ThreadCrew crew,
            Terms terms,
            Callable<? extends T> body,
            Kind kind,
            ThreadMeter meter) {
        this.crew = crew;
        this.terms = terms;
        this.body = body;
        this.kind = kind;
        this.meter = meter;
        whenComplete((value, thrown) -> left());
    }

    Terms terms() {
        return terms;
    }

    /** Tells whether {@code shutdownNow} is to return it. */
    synchronized boolean isSubmittedAndNeverBegun() {
        return kind == Kind.SUBMITTED && attempt == 0 && !isDone();
    }

    /** For {@code shutdownNow}; running it runs it in the caller. */
    Runnable asRunnable() {
        return new NeverRan(body, this);
    }

    synchronized TaskRun run(long index) {
        long pid = attempt == 0 ? 0 : ProcessHandle.current().pid();
        return new TaskRun(index, attempt, pid, Duration.ofNanos(ran));
    }

    /** Runs it, in a thread of the crew. */
    void run() {
        int mine = begin();
        if (mine == 0) {
            return;
        }
        meter.began();
        long limit = terms.timeoutNanos();
        Future<?> alarm =
                limit == Long.MAX_VALUE
                        ? null
                        : crew.timer().schedule(() -> overdue(mine), limit, TimeUnit.NANOSECONDS);
        try {
            T value = body.call();
            if (settle(mine)) {
                end(() -> complete(value));
            }
        } catch (OutOfMemoryError lack) {
            failed(mine, RetryPolicy.Failure.OUT_OF_MEMORY, lack);
        } catch (Throwable thrown) {
            failed(mine, RetryPolicy.Failure.EXCEPTION, thrown);
        } finally {
            meter.left();
            leaveThread();
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }

    private synchronized int begin() {
        if (isDone()) {
            return 0;
        }
        runner = Thread.currentThread();
        began = System.nanoTime();
        attempt++;
        return attempt;
    }

    /** Tells, once for each attempt, that the caller may say how it ends. */
    private synchronized boolean settle(int which) {
        boolean isFirst = settled < which && !isDone();
        if (isFirst) {
            settled = which;
            ran = System.nanoTime() - began;
        }
        return isFirst;
    }

    private synchronized void leaveThread() {
        if (runner == Thread.currentThread()) {
            runner = null;
        }
        // What was meant for this task must not strike the next one.
        Thread.interrupted();
    }

    private void overdue(int which) {
        StackTraceElement[] stack;
        synchronized (this) {
            Thread running = runner;
            if (attempt != which || running == null || !settle(which)) {
                return;
            }
            stack = running.getStackTrace();
            running.interrupt();
            // Another attempt may begin although this thread goes on.
            runner = null;
        }
        String what = "[pool " + crew.name() + "] a task";
        Duration limit = Duration.ofNanos(terms.timeoutNanos());
        failOrRetry(
                which,
                RetryPolicy.Failure.TIMEOUT,
                new TaskTimeoutException(what, limit, List.of(stack), null));
    }

    private void failed(int which, RetryPolicy.Failure failure, Throwable thrown) {
        if (settle(which)) {
            failOrRetry(which, failure, thrown);
        }
    }

    private void failOrRetry(int which, RetryPolicy.Failure failure, Throwable cause) {
        RetryPolicy policy = terms.retryPolicy();
        boolean isAgain;
        synchronized (this) {
            isAgain = History.allows(policy, failure, which, history) && !crew.isStopped();
            if (isAgain) {
                history = history == null ? new History() : history;
                Duration lasted = Duration.ofNanos(ran);
                history.add(which, ProcessHandle.current().pid(), lasted, failure, cause);
            } else if (history != null) {
                history.addTo(cause);
            }
        }
        if (isAgain) {
            crew.again(this, policy.backoff(which + 1));
        } else {
            end(() -> completeExceptionally(cause));
        }
    }

    /** Ends it without its thread, which may be in the task. */
    void fail(Throwable cause) {
        end(() -> completeExceptionally(cause));
    }

    private void end(Runnable completion) {
        if (kind == Kind.OURS) {
            completion.run();
        } else {
            crew.completions().start(this, completion);
        }
        // Not only when it is completed: a callback may wait for the end of the pool.
        countOut();
    }

    private void countOut() {
        boolean isFirst;
        synchronized (this) {
            isFirst = isCounted;
            isCounted = false;
        }
        if (isFirst) {
            crew.ended(this);
        }
    }

    /** However it was completed. */
    private void left() {
        synchronized (this) {
            Thread running = runner;
            if (running != null && running != Thread.currentThread() && settled < attempt) {
                running.interrupt();
            }
        }
        meter();
        countOut();
    }

    /**
     * Counts it for its run, once, as soon as anybody knows that it is done; whoever returns from
     * this knows that it is counted.
     */
    synchronized void meter() {
        if (!isMetered) {
            isMetered = true;
            meter.ended(isCompletedExceptionally(), attempt);
        }
    }
}
