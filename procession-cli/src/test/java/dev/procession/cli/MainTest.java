package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void help_asked_printsUsage() {
        var out = new StringWriter();
        var status = Main.commandLine().setOut(new PrintWriter(out)).execute("--help");
        assertThat(out.toString()).startsWith("Usage: procession ");
        assertThat(status).isZero();
    }

    @Test
    void option_unknown_isUsageError() {
        var err = new StringWriter();
        var status = Main.commandLine().setErr(new PrintWriter(err)).execute("--no-such-option");
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "procession: Unknown option: '--no-such-option' (see procession --help)");
        assertThat(status).isEqualTo(2);
    }
}
