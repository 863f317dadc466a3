package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ProcessOptions;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows O1 and O7: what a pool is given of a machine that the test makes up. */
class BudgetTest {

    private static final long MEBI = 1L << 20;
    private static final PoolOptions DEFAULTS = PoolOptions.defaults();

    private static Budget budget(int processors, long memoryMebi, long ownHeapMebi) {
        Machine machine =
                new Machine(
                        processors, OptionalLong.of(memoryMebi * MEBI), ownHeapMebi * MEBI, false);
        return new Budget(machine);
    }

    private static long heap(Share share) {
        return share.sizing().maxHeapBytes().orElseThrow() / MEBI;
    }

    private static PoolOptions withJvm(String... options) {
        return DEFAULTS.withProcess(ProcessOptions.defaults().withJvmOptions(options));
    }

    @ParameterizedTest
    @CsvSource({
        // processors, memory, own heap, workers, heap of each
        "2, 24576, 6144, 2, 4544",
        "1, 24576, 6144, 1, 6144",
        "16, 32768, 8192, 16, 704",
        "64, 262144, 32768, 64, 1728",
        "4, 262144, 32768, 4, 28608",
        "2, 262144, 32768, 2, 30720",
        "8, 1024, 256, 6, 64",
        "8, 512, 128, 3, 64",
        "8, 200, 50, 1, 64",
        "2, 24576, 24576, 2, 704"
    })
    void O1_defaults_areAsManyWorkersAsFit_andAPartOfHalfOfTheMemory(
            int processors, long memory, long ownHeap, int workers, long heap) {
        Share share = budget(processors, memory, ownHeap).open(DEFAULTS);
        assertThat(share.sizing().workers()).isEqualTo(workers);
        assertThat(share.options().workers()).isEqualTo(workers);
        assertThat(share.options().leastWorkers()).isEqualTo(workers);
        assertThat(heap(share)).isEqualTo(heap);
        assertThat(share.options().process().maxHeapBytes()).hasValue(heap * MEBI);
    }

    @Test
    void O1_aSecondPool_hasHalfOfWhatTheFirstLeft_untilThatEnds() {
        Budget budget = budget(4, 16384, 4096);
        Share first = budget.open(DEFAULTS);
        assertThat(heap(first)).isEqualTo(12288 / 2 / 4 - 64);
        assertThat(first.sizing().processors()).isEqualTo(1);
        Share second = budget.open(DEFAULTS.withWorkers(1));
        assertThat(heap(second)).isEqualTo(6144 / 2 - 64);
        assertThat(second.sizing().processors()).isEqualTo(1);
        first.close();
        first.close();
        assertThat(heap(budget.open(DEFAULTS.withWorkers(1)))).isEqualTo(4096);
        second.close();
    }

    @Test
    void O1_explicitOptions_alwaysWin() {
        Budget budget = budget(8, 16384, 4096);
        Share asked = budget.open(DEFAULTS.withWorkers(2, 20).withMaxHeap("3g"));
        assertThat(asked.sizing().workers()).isEqualTo(20);
        assertThat(asked.options().leastWorkers()).isEqualTo(2);
        assertThat(heap(asked)).isEqualTo(3072);
        asked.close();

        Share byOptions =
                budget.open(withJvm("-Xmx5g", "-XX:ActiveProcessorCount=7", "-XX:+UseG1GC"));
        assertThat(byOptions.sizing().maxHeapBytes()).isEmpty();
        assertThat(byOptions.sizing().processors()).isEqualTo(7);
        assertThat(byOptions.sizing().collector()).isEqualTo("G1");
        assertThat(byOptions.options().process().jvmOptions())
                .containsExactly("-Xmx5g", "-XX:ActiveProcessorCount=7", "-XX:+UseG1GC");
        byOptions.close();

        ProcessOptions process =
                ProcessOptions.defaults()
                        .withEnvironment("JDK_JAVA_OPTIONS", " -Xmx5g -XX:ActiveProcessorCount=6");
        Share byVariable = budget.open(DEFAULTS.withProcess(process));
        assertThat(byVariable.sizing().maxHeapBytes()).isEmpty();
        assertThat(byVariable.sizing().processors()).isEqualTo(6);
        assertThat(byVariable.options().process().jvmOptions()).isEmpty();
    }

    @Test
    void O1_anExplicitHeap_takesNoMoreThanHalfFromThePoolsToCome() {
        Budget budget = budget(2, 16384, 4096);
        assertThat(heap(budget.open(DEFAULTS.withMaxHeap("100g")))).isEqualTo(100 << 10);
        assertThat(heap(budget.open(DEFAULTS))).isEqualTo(12288 / 2 / 2 / 2 - 64);
    }

    @Test
    void O1_processors_areToldToWorkers_beforeTheUsersOptions() {
        Share share = budget(8, 16384, 4096).open(withJvm("-Da=b").withWorkers(4));
        assertThat(share.options().process().jvmOptions())
                .containsExactly(
                        "-Xmx" + share.sizing().maxHeapBytes().getAsLong(),
                        "-XX:ActiveProcessorCount=2",
                        "-Dprocession.processors=8",
                        "-Da=b");
        assertThat(budget(8, 16384, 4096).open(DEFAULTS.withWorkers(1)).sizing().processors())
                .isEqualTo(8);
    }

    @Test
    void O1_whereMemoryIsNotKnown_theJvmChooses() {
        Budget budget = new Budget(new Machine(2, OptionalLong.empty(), 1 << 30, false));
        for (int i = 0; i < 3; i++) {
            Share share = budget.open(DEFAULTS.withWorkers(1000));
            assertThat(share.sizing().maxHeapBytes()).isEmpty();
            assertThat(share.options().process().jvmOptions())
                    .noneMatch(option -> option.startsWith("-Xmx"));
        }
    }

    @Test
    void O1_aPoolInAWorker_hasAsMuchAsTheWorkersHeap() {
        Machine worker = new Machine(1, OptionalLong.of(16384 * MEBI), 1000 * MEBI, true);
        Share share = new Budget(worker).open(DEFAULTS);
        assertThat(share.sizing().workers()).isEqualTo(1);
        assertThat(heap(share)).isEqualTo(500 - 64);
    }

    @Test
    void O1_sizing_isOneLine() {
        assertThat(budget(2, 24576, 6144).open(DEFAULTS).sizing())
                .hasToString(
                        "workers=2, processors=1, max heap=4544 MiB, collector=Serial (2"
                                + " processors for 2 workers; 24576 MiB of memory, 18432 MiB of it"
                                + " for workers, 0 MiB of that for those of other pools)");
    }

    @Test
    void O1_moreWorkersThanFit_areAWarning_andNotFewer() {
        Budget budget = budget(2, 2048, 512);
        Share first = budget.open(DEFAULTS.withWorkers(10));
        assertThat(first.warning()).isNull();
        Share second = budget.open(DEFAULTS.withWorkers(5).withMaxHeap("32m"));
        assertThat(second.sizing().workers()).isEqualTo(5);
        assertThat(second.warning())
                .isEqualTo(
                        "its workers need more memory than there is: workers=5, each at least 96"
                                + " MiB, those of other pools 1280 MiB, there is 1536 MiB beside"
                                + " this process's own heap of 512 MiB; give the pool fewer"
                                + " workers, or this process a smaller -Xmx");
        first.close();
        second.close();
        assertThat(budget.open(DEFAULTS.withWorkers(12)).warning()).isNull();
        assertThat(budget.open(DEFAULTS).warning()).isNull();
    }
}
