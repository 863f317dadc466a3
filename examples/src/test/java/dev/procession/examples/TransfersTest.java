package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransfersTest {

    @Test
    void N5_workerKilledInTheMiddle_losesNoMoney() throws Exception {
        var run = Examples.run(Transfers.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines().getFirst()).matches("killing pool-1-\\d in transfer 100");
        assertThat(run.lines().subList(1, run.lines().size()))
                .containsExactly(
                        "asked for: 200",
                        "select count(*) from done: 200",
                        "select sum(balance) from account: 1000",
                        "pragma integrity_check: ok");
    }
}
