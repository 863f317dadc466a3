package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExitCodesTest {

    @Test
    void codes_areThoseOfThePrograms() throws Exception {
        var run = Examples.run(ExitCodes.class);
        assertThat(run.lines())
                .startsWith("ls /: exit code 0")
                .contains("sh -c exit 7: exit code 7", "sh -c kill -9 $$: exit code -9")
                // The code itself differs from one ls to the next.
                .anyMatch(line -> line.matches("ls no such file; exit 0: exit code [12]"))
                .anyMatch(line -> line.startsWith("ls: ") && line.contains("no such file; exit 0"))
                .anyMatch(line -> line.startsWith("ls-is-not-its-name: there is no program"));
        assertThat(run.status()).isZero();
    }
}
