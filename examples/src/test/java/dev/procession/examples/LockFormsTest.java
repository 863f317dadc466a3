package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LockFormsTest {

    @Test
    void T2_scopeAndLimit_whoseErrorNamesTheOwner() throws Exception {
        var run = Examples.run(LockForms.class);
        assertThat(run.lines()).hasSize(3);
        assertThat(run.lines().get(0)).isEqualTo("in a scope, whose owner died before: false");
        assertThat(run.lines().get(1)).startsWith("not in time: ").contains("printer", "Process-1");
        assertThat(run.lines().get(2)).isEqualTo("it was true");
    }
}
