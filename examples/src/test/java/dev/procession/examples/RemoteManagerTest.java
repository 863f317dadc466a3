package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RemoteManagerTest {

    @Test
    void otherPrograms_doItsJobs() throws Exception {
        var run = Examples.run(RemoteManager.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSize(3).last().isEqualTo("{1=1, 2=4, 3=9, 4=16, 5=25, 6=36}");
        var done =
                run.lines().stream()
                        .limit(2)
                        .map(line -> line.replaceFirst("program \\d+ has done (\\d) jobs", "$1"));
        assertThat(done.mapToInt(Integer::parseInt).sum()).isEqualTo(6);
    }
}
