package dev.procession.manager;

import dev.procession.CodecException;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import org.jspecify.annotations.Nullable;

/**
 * An object of a manager, with the interface that it can be called by and who has handles on it.
 */
final class Exported {

    private final Object target;
    private final Exports exports;

    /** How many handles all processes have together, and until when others may be on their way. */
    private int handles;

    private long travelsUntil;
    private boolean isAwaited;
    private boolean travels;

    Exported(Object target, Exports exports) {
        this.target = target;
        this.exports = exports;
    }

    Object target() {
        return target;
    }

    Exports exports() {
        return exports;
    }

    // ---- running -----------------------------------------------------------------------------

    /** Begins a call that must not wait; returns whether it may go on. */
    boolean tryEnter() {
        return !(target instanceof Guarded guarded) || guarded.guard().tryLock();
    }

    private void enter() throws InterruptedException {
        if (target instanceof Guarded guarded) {
            guarded.guard().lockInterruptibly();
        }
    }

    void leave() {
        if (target instanceof Guarded guarded) {
            guarded.guard().unlock();
        }
    }

    /** Runs a call; the answer is behind what the sink has. */
    void run(Call call, Sink answer) {
        Crossing crossing = call.caller().party().crossing();
        int begin = answer.size();
        try {
            @Nullable Object[] arguments = arguments(call, crossing);
            enter();
            try {
                ScopedValue.where(Caller.CURRENT, call.caller())
                        .call(() -> {
                            Object result = call.operation().run(target, arguments);
                            crossing.write(() -> putReturned(answer, call, result));
                            return true;
                        });
            } finally {
                leave();
            }
        } catch (Throwable thrown) {
            answer.truncate(begin);
            crossing.write(() -> Wire.putThrown(answer, call.number(), thrown));
        }
    }

    private static void putReturned(Sink answer, Call call, @Nullable Object result) {
        try {
            Wire.putReturned(answer, call.number(), result);
        } catch (CodecException | OutOfMemoryError cannotTravel) {
            throw Refusals.ofOutcome(cannotTravel);
        }
    }

    private static @Nullable Object[] arguments(Call call, Crossing crossing) {
        try {
            return crossing.read(() -> Wire.arguments(call.rest(), call.operation()));
        } catch (CodecException refused) {
            throw crossing == Crossing.NONE ? refused : Refusals.ofRemote(refused);
        }
    }

    // ---- handles -----------------------------------------------------------------------------

    synchronized void attach() {
        handles++;
    }

    synchronized void release(int count) {
        handles -= count;
    }

    /** Says that it is kept until then, even if nobody has it. */
    synchronized void travels(long until) {
        travels = true;
        travelsUntil = until;
    }

    /**
     * Returns how long it has to be kept, if nobody has a handle: -1 if somebody has, or it is
     * waited for already; 0 if it can be freed.
     */
    synchronized long nanosToKeep(long now) {
        if (handles > 0 || isAwaited) {
            return -1;
        }
        long left = travels ? Math.max(0, travelsUntil - now) : 0;
        isAwaited = left > 0;
        return left;
    }

    /** Says that the time to keep it is over. */
    synchronized void wasAwaited() {
        isAwaited = false;
    }

    /**
     * A call, as far as it was read.
     *
     * @param number by which the answer finds its caller
     * @param caller who calls
     * @param operation what
     * @param rest its arguments
     */
    record Call(long number, Caller caller, Operation operation, Source rest) {}
}
