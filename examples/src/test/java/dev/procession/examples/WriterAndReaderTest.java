package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WriterAndReaderTest {

    @Test
    void allIsRead_beforeTheReaderIsTerminated() throws Exception {
        var run = Examples.run(WriterAndReader.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSize(8);
        assertThat(run.lines())
                .containsSubsequence("put A", "put B", "put C", "the writer: 0", "the reader: -15")
                .containsSubsequence("got A", "got B", "got C", "the writer: 0");
    }
}
