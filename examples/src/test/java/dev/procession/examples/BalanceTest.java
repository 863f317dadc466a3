package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BalanceTest {

    @Test
    void balance_withLock_isZero() throws Exception {
        var run = Examples.run(Balance.class);
        assertThat(run.lines()).hasSize(2).last().isEqualTo("with a lock: 0");
        assertThat(run.lines()).first().asString().matches("without a lock: -?\\d*[13579]");
        assertThat(run.status()).isZero();
    }
}
