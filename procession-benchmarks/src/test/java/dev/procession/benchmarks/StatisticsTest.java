package dev.procession.benchmarks;

import static dev.procession.benchmarks.Case.Sense.LESS_IS_BETTER;
import static dev.procession.benchmarks.Case.Sense.MORE_IS_BETTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

    @Test
    void of_unsortedTimes_medianWorstAndBest() {
        var statistics = Statistics.of(new double[] {5, 1, 9, 3}, LESS_IS_BETTER);
        assertThat(statistics).isEqualTo(new Statistics(4, 9, 1, 4));
    }

    @Test
    void of_rates_worstIsTheSmallest() {
        var statistics = Statistics.of(new double[] {5, 1, 9}, MORE_IS_BETTER);
        assertThat(statistics).isEqualTo(new Statistics(5, 1, 9, 3));
    }

    @Test
    void of_samples_areLeftAsTheyWere() {
        double[] samples = {3, 1, 2};
        Statistics.of(samples, MORE_IS_BETTER);
        assertThat(samples).containsExactly(3, 1, 2);
    }

    @Test
    void of_nothing_isRefused() {
        assertThatThrownBy(() -> Statistics.of(new double[0], LESS_IS_BETTER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be at least one sample: samples=0");
    }

    @ParameterizedTest
    @CsvSource({"1, 99, 1", "2, 99, 2", "100, 99, 99", "200, 99, 198", "101, 99, 100", "100, 1, 1"})
    void percentile_ofOneToCount_isByNearestRank(int count, int percent, double expected) {
        double[] sorted = IntStream.rangeClosed(1, count).asDoubleStream().toArray();
        assertThat(Statistics.percentile(sorted, percent)).isEqualTo(expected);
    }

    @Test
    void ratioTo_peer_isOursDividedByTheirs() {
        var ours = Statistics.of(new double[] {2}, LESS_IS_BETTER);
        var theirs = Statistics.of(new double[] {8}, LESS_IS_BETTER);
        assertThat(ours.ratioTo(theirs)).isEqualTo(0.25);
    }

    @Test
    void add_moreThanRoom_keepsAllInOrder() {
        var samples = new Samples();
        double[] some = IntStream.range(0, 200).asDoubleStream().toArray();
        double[] more = IntStream.range(200, 5000).asDoubleStream().toArray();
        samples.add(some);
        samples.add(more);
        assertThat(samples.toArray())
                .containsExactly(IntStream.range(0, 5000).asDoubleStream().toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0001234567, 0.0001235",
        "4.125, 4.125",
        "95.31999, 95.32",
        "26012345, 26010000"
    })
    void plain_number_hasFourDigitsAndNoExponent(double value, String expected) {
        assertThat(Figures.plain(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.125, 1/8",
        "0.0433, 1/23.1",
        "1.3781, 1.38x",
        "0.9, 0.9x",
        "0, 0x",
        "646.2, 646x"
    })
    void ratio_number_readsAsFractionOrMultiple(double value, String expected) {
        assertThat(Figures.ratio(value)).isEqualTo(expected);
    }

    @Test
    void isMetBy_bound_countsAsMet() {
        assertThat(Target.ratioAtMost("java", 1.8).isMetBy(1.8)).isTrue();
        assertThat(Target.ratioAtMost("java", 1.8).isMetBy(1.81)).isFalse();
        assertThat(Target.ratioAtLeast("cpython", 10).isMetBy(10)).isTrue();
        assertThat(Target.ratioAtLeast("cpython", 10).isMetBy(9.99)).isFalse();
    }
}
