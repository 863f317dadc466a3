package dev.procession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cases and contestants that measure nothing. */
final class Fakes {

    /** What happened, such as {@code procession round}. */
    final List<String> log = new ArrayList<>();

    /** A contestant whose rounds have these samples; it fails where there is no further one. */
    Entrant entrant(String name, double... rounds) {
        return new Entrant(name, () -> new Fake(name, rounds));
    }

    /** A contestant that does not open. */
    static Entrant missing(String name, String why) {
        return new Entrant(
                name,
                () -> {
                    throw new IOException(why);
                });
    }

    static Case aCase(int warmUps, int rounds, @Nullable Target target, Entrant... entrants) {
        return new Case(
                "apply",
                "one task",
                "us",
                Case.Sense.LESS_IS_BETTER,
                new Rounds(warmUps, rounds, rounds, Duration.ZERO),
                List.of(entrants),
                target,
                List.of());
    }

    private final class Fake implements Contestant {
        private final String name;
        private final double[] rounds;
        private int next;

        Fake(String name, double[] rounds) {
            this.name = name;
            this.rounds = rounds;
            log.add(name + " open");
        }

        @Override
        public double[] round() throws IOException {
            if (next == rounds.length) {
                throw new IOException(name + " broke\nsecond line");
            }
            log.add(name + " round");
            return new double[] {rounds[next++]};
        }

        @Override
        public void close() {
            log.add(name + " close");
        }
    }
}
