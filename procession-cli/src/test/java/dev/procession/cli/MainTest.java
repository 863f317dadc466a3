package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "nosuch#procession: there is no such command: nosuch (see procession --help)",
                "pss#procession: there is no such command: pss; did you mean ps? (see procession --help)",
                "daemon strat x#procession daemon: there is no such command: strat; did you mean start? (see"
                        + " procession daemon --help)",
                "kill 1 2#procession kill: it takes one PID|NAME; leave out 2 (see procession kill --help)",
                "ps all#procession ps: it takes options only; leave out all (see procession ps --help)",
                "kill -9 1#procession kill: a signal is given by --signal: --signal 9 in place of -9 (see"
                        + " procession kill --help)",
                "kill -5#procession kill: a signal is given by --signal: --signal 5 in place of -5 (see"
                        + " procession kill --help)",
                "kill -TERM x#procession kill: a signal is given by --signal: --signal TERM in place of -TERM"
                        + " (see procession kill --help)",
                "kill 1 --singal#procession kill: Unknown option: '--singal' (see procession kill --help)"
            })
    void word_tooMuch_isUsageError(String words, String message) {
        var err = new StringWriter();
        var status = Main.commandLine().setErr(new PrintWriter(err)).execute(words.split(" "));
        assertThat(err.toString()).isEqualToIgnoringNewLines(message);
        assertThat(status).isEqualTo(2);
    }
}
