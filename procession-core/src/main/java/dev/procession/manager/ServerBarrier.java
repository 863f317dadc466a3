package dev.procession.manager;

import dev.procession.TaskRunnable;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A barrier in its manager. */
final class ServerBarrier extends Monitor implements BarrierOps {

    /** One time that all have to come. */
    private static final class Round {
        final Map<Caller, Integer> indices = new HashMap<>();
        boolean isOver;
        @Nullable String broken;

        boolean isDecided() {
            return isOver || broken != null;
        }
    }

    /** How a wait has ended. */
    private record Outcome(Round round, boolean isLate) {}

    private final int parties;
    private final @Nullable TaskRunnable action;
    private Round round = new Round();

    ServerBarrier(int parties, @Nullable TaskRunnable action) {
        this.parties = parties;
        this.action = action;
    }

    @Override
    public int await(long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        Caller caller = Caller.current();
        Outcome outcome = aloneWaiting(() -> passOrWait(caller, nanos));
        Round own = outcome.round();
        if (outcome.isLate()) {
            throw new TimeoutException(
                    "not all came to the barrier in time: parties="
                            + parties
                            + ", arrived="
                            + own.indices.size());
        }
        if (own.broken != null) {
            throw new BrokenBarrierException(own.broken);
        }
        return Objects.requireNonNull(own.indices.get(caller), "index");
    }

    private Outcome passOrWait(Caller caller, long nanos) throws InterruptedException {
        requireThere(caller);
        Round own = round;
        if (own.broken != null) {
            return new Outcome(own, false);
        }
        own.indices.put(caller, parties - 1 - own.indices.size());
        if (own.indices.size() == parties) {
            pass(caller, own);
            return new Outcome(own, false);
        }
        try {
            boolean isDecided = await(caller, own::isDecided, nanos);
            if (!isDecided) {
                breakFor(own, caller.party() + " did not wait any longer");
            }
            return new Outcome(own, !isDecided);
        } catch (InterruptedException hurry) {
            if (own.isOver) {
                return new Outcome(own, false);
            }
            breakFor(own, caller.party() + " was interrupted while it waited");
            throw hurry;
        }
    }

    private void pass(Caller caller, Round own) {
        try {
            if (action != null) {
                action.run();
            }
        } catch (Throwable thrown) {
            breakFor(
                    own,
                    caller.party() + " ran the action, which threw " + thrown.getClass().getName());
            throw thrown;
        }
        own.isOver = true;
        round = new Round();
        changed();
    }

    private void breakFor(Round own, String why) {
        if (!own.isDecided()) {
            own.broken = "the barrier is broken until reset() is called: " + why;
            changed();
        }
    }

    @Override
    void mourn(Party party) {
        if (round.indices.keySet().stream().anyMatch(each -> each.party() == party)) {
            breakFor(round, party + " died while it waited");
        }
    }

    @Override
    public void reset() {
        Caller caller = Caller.current();
        change(() -> {
            if (!round.isDecided()) {
                round.broken =
                        "the barrier was broken, and reset since: "
                                + caller.party()
                                + " called reset()";
            }
            round = new Round();
        });
    }

    @Override
    public void abort() {
        Caller caller = Caller.current();
        change(() -> breakFor(round, caller.party() + " called abort()"));
    }

    @Override
    public boolean isBroken() {
        return alone(() -> round.broken != null);
    }

    @Override
    public int waiting() {
        return alone(() -> round.broken == null ? round.indices.size() : 0);
    }
}
