package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SplitSumTest {

    @Test
    void globalIsOfOneProcess_sharedTotalOfAll() throws Exception {
        var run = Examples.run(SplitSum.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines().subList(0, 2))
                .containsExactlyInAnyOrder(
                        "1 to 50: 1275, and the global is 1275",
                        "51 to 100: 3775, and the global is 3775");
        assertThat(run.lines().subList(2, run.lines().size()))
                .containsExactly("the parent's global: 0", "the shared total: 5050");
    }
}
