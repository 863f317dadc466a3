package dev.procession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the contestants of one case in turn, round by round, so that the noise of a shared machine
 * meets them all. A peer that fails drops out; if ours fails, the case has failed, and there are no
 * figures.
 */
final class Runner implements AutoCloseable {

    private final Case of;
    private final Runnable afterRound;
    private final List<Seat> seats = new ArrayList<>();
    private final Map<String, String> absent = new LinkedHashMap<>();
    private final long startNanos = System.nanoTime();
    private @Nullable Exception failure;

    private record Seat(String name, Contestant contestant, Samples samples) {}

    private Runner(Case of, Runnable afterRound) {
        this.of = of;
        this.afterRound = afterRound;
    }

    /**
     * Runs a case.
     *
     * @param of the case
     * @param afterRound called after each round of all contestants, warm-ups included
     */
    static Result run(Case of, Runnable afterRound) throws InterruptedException {
        try (Runner runner = new Runner(of, afterRound)) {
            runner.open();
            runner.rounds();
            return runner.result();
        }
    }

    private void open() throws InterruptedException {
        for (Entrant entrant : of.entrants()) {
            if (hasNoneOfOurs()) {
                return;
            }
            try {
                seats.add(new Seat(entrant.name(), entrant.opener().open(), new Samples()));
            } catch (IOException | RuntimeException problem) {
                drop(entrant.name(), problem);
            }
        }
    }

    private void rounds() throws InterruptedException {
        Rounds rounds = of.rounds();
        for (int left = rounds.warmUps(); left > 0 && !hasNoneOfOurs(); left--) {
            // Nothing in a peer is compiled as it runs: one round is enough for it.
            run(left == 1 ? List.copyOf(seats) : List.of(seats.getFirst()), false);
        }
        for (int done = 0; hasFurther(done) && !hasNoneOfOurs(); done++) {
            run(List.copyOf(seats), true);
        }
    }

    /** Tells whether a case is pointless: ours failed, or cannot be measured here. */
    private boolean hasNoneOfOurs() {
        return failure != null || absent.containsKey(Entrant.OURS);
    }

    private boolean hasFurther(int done) {
        Rounds rounds = of.rounds();
        boolean hasTime = System.nanoTime() - startNanos < rounds.budget().toNanos();
        return done < rounds.least() || (hasTime && done < rounds.most());
    }

    private void run(List<Seat> inTurn, boolean counts) throws InterruptedException {
        for (Seat seat : inTurn) {
            round(seat, counts);
        }
        afterRound.run();
    }

    private void round(Seat seat, boolean counts) throws InterruptedException {
        try {
            double[] samples = seat.contestant().round();
            if (counts) {
                seat.samples().add(samples);
            }
        } catch (IOException | RuntimeException problem) {
            seats.remove(seat);
            seat.contestant().close();
            drop(seat.name(), problem);
        }
    }

    private void drop(String name, Exception problem) {
        if (name.equals(Entrant.OURS) && !(problem instanceof NotHereException)) {
            failure = problem;
        } else {
            absent.put(name, Result.reason(problem));
        }
    }

    private Result result() {
        Map<String, Statistics> figures = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>(of.notes());
        if (failure != null) {
            return new Result(of, figures, absent, failure, notes);
        }
        for (Seat seat : seats) {
            figures.put(seat.name(), Statistics.of(seat.samples().toArray(), of.sense()));
            notes.addAll(seat.contestant().notes());
        }
        return new Result(of, figures, absent, null, notes);
    }

    @Override
    public void close() {
        for (Seat seat : seats) {
            seat.contestant().close();
        }
    }
}
