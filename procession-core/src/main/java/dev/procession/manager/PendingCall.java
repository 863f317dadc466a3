package dev.procession.manager;

import dev.procession.codec.Source;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call that waits for its answer. */
final class PendingCall {

    private final Thread caller = Thread.currentThread();

    private volatile @Nullable Source answer;
    private volatile @Nullable RuntimeException failure;
    private byte kind;

    /** The caller's own. */
    private boolean wasInterrupted;

    /** Brings the answer, of which its kind and the call's number were read. */
    void complete(byte kindOfAnswer, Source source) {
        kind = kindOfAnswer;
        answer = source;
        LockSupport.unpark(caller);
    }

    /** Says that there will be no answer. */
    void fail(RuntimeException why) {
        failure = why;
        LockSupport.unpark(caller);
    }

    boolean isDone() {
        return answer != null || failure != null;
    }

    /** Waits, but not longer than so; returns whether that was the first interruption. */
    boolean park(long nanos) {
        LockSupport.parkNanos(this, nanos);
        boolean isFirst = Thread.interrupted() && !wasInterrupted;
        wasInterrupted |= isFirst;
        return isFirst;
    }

    /** Returns what the call returned, once it is done. */
    @Nullable Object outcome() throws Throwable {
        Source source = answer;
        if (source != null) {
            return Wire.outcome(kind, source);
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
