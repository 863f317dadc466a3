package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuAndIoTest {

    @Test
    void P13_tableHasALineForEachWay() throws Exception {
        var run = Examples.run(CpuAndIo.class);
        assertThat(run.lines()).hasSize(4);
        assertThat(run.lines().get(0)).matches("8 tasks +computing +waiting");
        assertThat(run.lines().get(1)).matches("one by one +\\d+ ms +\\d+ ms");
        assertThat(run.lines().get(2)).matches("4 threads +\\d+ ms +\\d+ ms");
        assertThat(run.lines().get(3)).matches("4 processes +\\d+ ms +\\d+ ms");
    }

    @Test
    void primesAreCounted() {
        assertThat(CpuAndIo.countPrimes(100)).isEqualTo(25);
    }
}
