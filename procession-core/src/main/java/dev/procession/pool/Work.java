package dev.procession.pool;

import dev.procession.codec.Departures;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One task on its way: waiting in the backlog, handed to a worker, or decided.
 *
 * <p>Whoever wins {@link #decide} settles how it ends: its result, its time limit, the death of its
 * worker, or a cancellation. All others drop what they have. That is how every task ends exactly
 * once.
 */
abstract class Work {

    private static final VarHandle DECIDED;
    private static final VarHandle PLACES;
    private static final VarHandle WORKER;
    private static final VarHandle FILE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            DECIDED = lookup.findVarHandle(Work.class, "decided", boolean.class);
            PLACES = lookup.findVarHandle(Work.class, "places", Semaphore.class);
            WORKER = lookup.findVarHandle(Work.class, "worker", Worker.class);
            FILE = lookup.findVarHandle(Work.class, "file", LargeArguments.Stored.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final FunctionRef function;
    private final Terms terms;
    private volatile boolean decided;

    /** Encoded argument while it waits in the backlog; otherwise the worker's table holds it. */
    private byte @Nullable [] argument;

    /**
     * Where its argument lies, if that is large; the bytes of the argument are a reference then.
     */
    private volatile LargeArguments.@Nullable Stored file;

    /** Whether there ever was such a file. */
    private boolean isStored;

    /** Its number in the worker's lane; under the worker's lock. */
    private int id;

    private volatile @Nullable Worker worker;

    /** Where it gives back its place in the backlog. */
    @SuppressWarnings("UnusedVariable") // By the handle.
    private volatile @Nullable Semaphore places;

    // Written under the worker's lock, read by others once they have seen that it is delivered.
    private int attempts;
    private long pid;
    private long runNanos;

    /** Ends of pipes that its argument brings along; before it is on its way. */
    private @Nullable Departures departures;

    /** Written by who has decided it. */
    private @Nullable History history;

    /** What a recording will have of it, if there is one; as {@link #history}. */
    private @Nullable TaskEvent event;

    Work(FunctionRef function, Terms terms) {
        this.function = function;
        this.terms = terms;
    }

    final Terms terms() {
        return terms;
    }

    final int id() {
        return id;
    }

    final FunctionRef function() {
        return function;
    }

    /** Settles the end; {@code true} for the one caller who may say how. */
    final boolean decide() {
        return DECIDED.compareAndSet(this, false, true);
    }

    final boolean isDecided() {
        return decided;
    }

    /** Makes it undecided again, for another attempt; only by who decided it. */
    final void reopen() {
        decided = false;
    }

    /** Keeps a copy of the argument while it waits. */
    final void keepArgument(byte[] bytes, int length) {
        keepArgument(Arrays.copyOf(bytes, length));
    }

    /** Keeps the argument while it waits. */
    final void keepArgument(byte[] bytes) {
        argument = bytes;
    }

    final byte[] takeArgument() {
        byte[] bytes = argument;
        if (bytes == null) {
            throw new IllegalStateException(describe() + " waits but has lost its argument");
        }
        argument = null;
        return bytes;
    }

    /** Says that its argument lies in a file; before it is on its way. */
    final void keepFile(LargeArguments.Stored stored) {
        isStored = true;
        FILE.setVolatile(this, stored);
        if (decided) {
            dropFile();
        }
    }

    /** Tells whether its argument lies, or lay, in a file. */
    final boolean isStored() {
        return isStored;
    }

    private void dropFile() {
        LargeArguments.Stored held = takeFile();
        if (held != null) {
            held.drop();
        }
    }

    private LargeArguments.@Nullable Stored takeFile() {
        return file == null ? null : (LargeArguments.Stored) FILE.getAndSet(this, null);
    }

    private void giveFileBack() {
        LargeArguments.Stored held = takeFile();
        if (held != null) {
            held.giveBack();
        }
    }

    /** Says what its argument brings along, which is lost if nobody decodes it. */
    final void carry(Departures left) {
        if (!left.isEmpty()) {
            departures = left;
        }
    }

    /** Has what its argument would have brought along stay here, since it is refused. */
    final void unload() {
        Departures left = departures;
        if (left != null) {
            left.stay();
        }
    }

    private void loseDepartures() {
        Departures left = departures;
        if (left != null) {
            left.lose();
        }
    }

    /** Says that it has a place in the backlog, of which there is a limited number. */
    final void enterRoom(Semaphore places) {
        PLACES.setVolatile(this, places);
        if (decided) {
            leaveRoom();
        }
    }

    /** Gives its place back, if it has one. */
    final void leaveRoom() {
        Semaphore held = (Semaphore) PLACES.getAndSet(this, null);
        if (held != null) {
            held.release();
        }
    }

    final void handedTo(Worker to, int idThere, long pidOfWorker) {
        id = idThere;
        pid = pidOfWorker;
        if (event != null) {
            event.handedOver();
        }
        WORKER.setRelease(this, to);
    }

    final void takenBack() {
        worker = null;
    }

    /** The worker that has it, if one has. */
    final @Nullable Worker worker() {
        return worker;
    }

    final void began(long nanos) {
        attempts = attempts + 1;
        runNanos = nanos;
    }

    final int attempts() {
        return attempts;
    }

    /** Tells whether it may be tried again after an attempt that failed. */
    final boolean mayBeRetried(RetryPolicy.Failure failure) {
        return isTask() && History.allows(terms.retryPolicy(), failure, attempts, history);
    }

    /** Takes note of an attempt after which it is tried again; only by who decided it. */
    final void attemptFailed(RetryPolicy.Failure failure, Throwable cause) {
        History before = history;
        if (before == null) {
            before = new History();
            history = before;
        }
        before.add(attempts, pid, Duration.ofNanos(runNanos), failure, cause);
    }

    /** Adds the attempts before the last one to its failure. */
    final <T extends Throwable> T withHistory(T last) {
        History before = history;
        if (before != null) {
            before.addTo(last);
        }
        return last;
    }

    final TaskRun run(long index) {
        return new TaskRun(index, attempts, pid, Duration.ofNanos(runNanos));
    }

    /** The input as the user gave it, if there is one. */
    @Nullable Object input() {
        return null;
    }

    /** Tells whether it is one of the pool's tasks, which are counted and may be retried. */
    boolean isTask() {
        return true;
    }

    /** Tells whether nobody wants its outcome any more. */
    boolean isAbandoned() {
        return false;
    }

    /** Says that it was handed to a worker after it had waited in the backlog. */
    void leftBacklog() {}

    /** What messages call it. */
    abstract String describe();

    /** What recordings call its function; null if that was not noted down. */
    @Nullable String functionName() {
        return function.name();
    }

    // ---- the outcome, by who has decided it --------------------------------------------------

    /** Has a recording have it; before it is on its way. */
    final void recordBy(@Nullable TaskEvent recorder) {
        event = recorder;
    }

    private void recordOutcome(String outcome) {
        TaskEvent recorder = event;
        if (recorder != null) {
            event = null;
            Flight.write(() -> recorder.write(this, outcome));
        }
    }

    /** Ends it with the result as it arrived. */
    final void deliver(Raw raw) {
        if (event != null) {
            recordOutcome(TaskOutcomes.of(raw));
        }
        giveFileBack();
        loseDepartures();
        onResult(raw);
    }

    /** Ends it with a value that was decoded already. */
    final void deliverValue(@Nullable Object value) {
        recordOutcome(TaskOutcomes.VALUE);
        giveFileBack();
        loseDepartures();
        onValue(value);
    }

    /** Ends it without a result. */
    final void fail(Throwable cause) {
        if (event != null) {
            recordOutcome(TaskOutcomes.of(cause));
        }
        dropFile();
        loseDepartures();
        onFailure(cause);
    }

    /** Says that nobody wants its outcome. */
    final void drop() {
        recordOutcome(TaskOutcomes.CANCELLED);
        dropFile();
        loseDepartures();
    }

    /**
     * Takes the result as it arrived; called once, under the worker's lock, by whoever harvests:
     * must be short and run no code of users.
     */
    abstract void onResult(Raw raw);

    /** As {@link #onResult}, for a value that was decoded already. */
    abstract void onValue(@Nullable Object value);

    /**
     * Takes note that there is no result; called once, perhaps under a lock: as {@link #onResult}.
     */
    abstract void onFailure(Throwable cause);
}
