package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PipeToTwoConsumersTest {

    @Test
    void bothAreToldOfTheEnd_zeroIsAnItem_orderIsKept() throws Exception {
        var run = Examples.run(PipeToTwoConsumers.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "a consumer is told of the end",
                        "a consumer is told of the end",
                        "eaten: [3, 2, 1, 0, -1, -2, -3]");
    }
}
