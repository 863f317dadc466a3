package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MapTwiceTest {

    @Test
    void onePool_isUsedTwice() throws Exception {
        var run = Examples.run(MapTwice.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .startsWith("squares: 1 to 10000, sum 338350", "their digits: 358")
                .hasSize(3);
        assertThat(run.lines().getLast()).matches("processes: [12]");
    }
}
