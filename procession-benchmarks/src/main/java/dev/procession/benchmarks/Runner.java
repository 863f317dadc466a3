package dev.procession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the contestants of one case in turn, round by round, so that the noise of a shared machine
 * meets them all. A peer that fails drops out; if ours fails, the case has failed.
 */
final class Runner implements AutoCloseable {

    private final Case of;
    private final Runnable afterRound;
    private final List<Seat> seats = new ArrayList<>();
    private final Map<String, String> absent = new LinkedHashMap<>();
    private @Nullable String failure;

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
            try {
                seats.add(new Seat(entrant.name(), entrant.opener().open(), new Samples()));
            } catch (IOException | RuntimeException problem) {
                drop(entrant.name(), problem);
            }
        }
    }

    private void rounds() throws InterruptedException {
        for (int round = -of.warmUps(); round < of.rounds() && failure == null; round++) {
            for (Seat seat : List.copyOf(seats)) {
                round(seat, round >= 0);
            }
            afterRound.run();
        }
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
        if (name.equals(Entrant.OURS)) {
            failure = describe(problem);
        } else {
            absent.put(name, describe(problem));
        }
    }

    private static String describe(Exception problem) {
        String message = problem.getMessage();
        String text = message == null ? problem.getClass().getName() : message;
        return text.lines().findFirst().orElse(text);
    }

    private Result result() {
        Map<String, Statistics> figures = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>(of.notes());
        for (Seat seat : seats) {
            figures.put(seat.name(), Statistics.of(seat.samples().toArray(), of.sense()));
            notes.addAll(seat.contestant().notes());
        }
        return new Result(of, figures, absent, failure, notes);
    }

    @Override
    public void close() {
        for (Seat seat : seats) {
            seat.contestant().close();
        }
    }
}
