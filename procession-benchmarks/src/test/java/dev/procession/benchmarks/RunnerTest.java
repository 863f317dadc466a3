package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunnerTest {

    private final Fakes fakes = new Fakes();

    @Test
    void run_rounds_takesTurnsAndClosesAll() throws Exception {
        run(0, 2, fakes.entrant("procession", 1, 2), fakes.entrant("cpython", 3, 4));
        assertThat(fakes.log)
                .containsExactly(
                        "procession open",
                        "cpython open",
                        "procession round",
                        "cpython round",
                        "procession round",
                        "cpython round",
                        "procession close",
                        "cpython close");
    }

    @Test
    void run_warmUps_doNotCountAndAreOneForPeers() throws Exception {
        var result =
                run(2, 1, fakes.entrant("procession", 9, 9, 2), fakes.entrant("cpython", 9, 4));
        assertThat(result.figures())
                .isEqualTo(
                        Map.of(
                                "procession", new Statistics(2, 2, 2, 1),
                                "cpython", new Statistics(4, 4, 4, 1)));
        assertThat(result.ratio("cpython")).hasValue(0.5);
    }

    @Test
    void run_afterEachRoundOfAll_isTold() throws Exception {
        var rounds = new AtomicInteger();
        Runner.run(
                Fakes.aCase(1, 2, null, fakes.entrant("procession", 1, 1, 1)),
                rounds::incrementAndGet);
        assertThat(rounds).hasValue(3);
    }

    @Test
    void run_peerMissing_isSaidAndOursStays() throws Exception {
        var result = run(1, 1, fakes.entrant("procession", 9, 2), Fakes.missing("java", "no java"));
        assertThat(result.figures()).containsOnlyKeys("procession");
        assertThat(result.absent()).isEqualTo(Map.of("java", "no java"));
        assertThat(result.ratio("java")).isEmpty();
        assertThat(result.failure()).isNull();
    }

    @Test
    void run_peerBreaks_dropsOutAndIsClosed() throws Exception {
        var result = run(0, 2, fakes.entrant("procession", 1, 2), fakes.entrant("java", 5));
        assertThat(result.figures()).containsOnlyKeys("procession");
        assertThat(result.absent()).isEqualTo(Map.of("java", "java broke"));
        assertThat(fakes.log).containsOnlyOnce("java close").contains("procession close");
    }

    @Test
    void run_oursBreaks_failsTheCase() throws Exception {
        var result = run(0, 2, fakes.entrant("procession", 1), fakes.entrant("java", 5, 6));
        assertThat(result.failure()).hasMessageStartingWith("procession broke");
        assertThat(fakes.log).containsOnlyOnce("procession close").contains("java close");
    }

    @Test
    void run_oursBreaksWarmingUp_failsTheCase() throws Exception {
        var result = run(1, 1, fakes.entrant("procession"), fakes.entrant("java", 5));
        assertThat(result.failure()).hasMessageStartingWith("procession broke");
        assertThat(result.figures()).isEmpty();
    }

    @Test
    void run_oursMissing_opensNoPeer() throws Exception {
        var result = run(1, 1, Fakes.missing("procession", "no"), fakes.entrant("java", 5));
        assertThat(result.failure()).hasMessage("no");
        assertThat(fakes.log).isEmpty();
    }

    @Test
    void run_oursCannotBeMeasuredHere_isSaidAndNoFailure() throws Exception {
        var ours =
                new Entrant(
                        "procession",
                        () -> {
                            throw new NotHereException("no /proc");
                        });
        var result = run(1, 1, ours, fakes.entrant("java", 5));
        assertThat(result.failure()).isNull();
        assertThat(result.figures()).isEmpty();
        assertThat(result.absent()).isEqualTo(Map.of("procession", "no /proc"));
    }

    private static Result run(int warmUps, int rounds, Entrant... entrants) throws Exception {
        return Runner.run(Fakes.aCase(warmUps, rounds, null, entrants), () -> {});
    }
}
