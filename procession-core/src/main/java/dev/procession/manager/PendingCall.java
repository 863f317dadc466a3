package dev.procession.manager;

import dev.procession.codec.Source;
import dev.procession.internal.channel.LostFrameException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call that waits for its answer. */
final class PendingCall {

    private final Thread caller = Thread.currentThread();
    private final ObjectId id;
    private final Operation operation;
    private final @Nullable Object[] arguments;
    private final Crossing crossing;

    private volatile @Nullable Source answer;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable LostFrameException lost;
    private volatile boolean isAbandoned;
    private final AtomicBoolean isUndone = new AtomicBoolean();
    private byte kind;

    /** The caller's own. */
    private boolean wasInterrupted;

    PendingCall(ObjectId id, Operation operation, @Nullable Object[] arguments, Crossing crossing) {
        this.id = id;
        this.operation = operation;
        this.arguments = arguments;
        this.crossing = crossing;
    }

    ObjectId id() {
        return id;
    }

    Operation operation() {
        return operation;
    }

    @Nullable Object[] arguments() {
        return arguments;
    }

    /** Who waits. */
    Thread caller() {
        return caller;
    }

    long thread() {
        return caller.threadId();
    }

    /** Whether its caller must not be kept in a call of the kernel. */
    boolean isOfVirtualThread() {
        return caller.isVirtual();
    }

    /** Says that its caller does not wait any more. */
    void abandon() {
        isAbandoned = true;
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    /** Returns whether it has to be undone, once: its caller does not know what it was given. */
    boolean mustBeUndone() {
        return answer != null && isUndone.compareAndSet(false, true) && wasGiven();
    }

    private boolean wasGiven() {
        Source source = answer;
        if (source == null || kind != Wire.RETURNED) {
            return false;
        }
        try {
            Object result = Wire.outcome(kind, source);
            return !Boolean.FALSE.equals(result) && result != LockOps.Attempt.LATE;
        } catch (Throwable neverForSuchSimpleResults) {
            throw new IllegalStateException(neverForSuchSimpleResults);
        }
    }

    /** Brings the answer, of which its kind and the call's number were read; wakes nobody. */
    void complete(byte kindOfAnswer, Source source) {
        kind = kindOfAnswer;
        answer = source;
    }

    /** Says that the answer was thrown away. */
    void lose(LostFrameException why) {
        lost = why;
    }

    /** Says that there will be no answer. */
    void fail(RuntimeException why) {
        failure = why;
        wake();
    }

    /** Has its caller look whether there is an answer. */
    void wake() {
        LockSupport.unpark(caller);
    }

    boolean isDone() {
        return answer != null || failure != null || lost != null;
    }

    /** Waits until it is waked; returns whether that was the first interruption. */
    boolean park() {
        LockSupport.park(this);
        return noteInterruption();
    }

    /** Waits, but not longer than so; returns whether that was the first interruption. */
    boolean park(long nanos) {
        LockSupport.parkNanos(this, nanos);
        return noteInterruption();
    }

    /** Takes note of an interruption for later; returns whether it was the first. */
    boolean noteInterruption() {
        boolean isFirst = Thread.interrupted() && !wasInterrupted;
        wasInterrupted |= isFirst;
        return isFirst;
    }

    /** Returns what the call returned, once it is done. */
    @Nullable Object outcome() throws Throwable {
        Source source = answer;
        if (source != null) {
            return crossing.<@Nullable Object, Throwable>read(() -> Wire.outcome(kind, source));
        }
        LostFrameException gone = lost;
        if (gone != null) {
            throw Refusals.ofLostAnswer(gone);
        }
        RuntimeException why = failure;
        throw why == null ? new IllegalStateException("the call is not done") : Link.again(why);
    }

    /** Has the caller's thread as interrupted as it was, unless it is told so otherwise. */
    void restoreInterruption() {
        if (wasInterrupted) {
            caller.interrupt();
        }
    }
}
