package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RemoteWorkerTest {

    @Test
    void withoutAManager_itSaysWhatItNeeds() throws Exception {
        var run = Examples.run(RemoteWorker.class);
        assertThat(run.lines())
                .containsExactly("give the socket of a remote-manager and the file of its key");
        assertThat(run.status()).isEqualTo(2);
    }
}
