package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose output is lost does not say that all is well. */
@Timeout(120)
@EnabledOnOs(OS.LINUX) // has /dev/full
class LostOutputIT {

    private static final ProcessBuilder.Redirect NOTHING =
            ProcessBuilder.Redirect.from(new File("/dev/null"));

    @TempDir Path directory;

    private CommandProcess.Ended run(String redirection, String... arguments) throws Exception {
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        var key = ServeSecrets.KEY_VARIABLE + "=" + HexFormat.of().formatHex(random);
        var shell = List.of("env", key, "sh", "-c", "exec \"$@\" " + redirection, "sh");
        try (var command = CommandProcess.behind(shell, directory, NOTHING, arguments)) {
            return command.await();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ps",
                "ps --json",
                "ps --help",
                "--version",
                "top --count 2 --interval 200ms",
                "doctor",
                "daemon list --help",
                "demo -q --seconds 0.01",
                "serve --bind 127.0.0.1:0",
                "map --dry-run java.lang.Integer::parseInt 1",
                "map -q java.lang.Integer::parseInt 1"
            })
    void diskFull_isOneLineAndStatus1(String words) throws Exception {
        var ended = run(">/dev/full", words.split(" "));
        assertThat(ended.err())
                .isEqualToIgnoringNewLines(
                        "procession: the results cannot be written: No space left on device");
        assertThat(ended.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ps", "top --count 2 --interval 200ms", "demo -q --seconds 0.01"})
    void outputClosedFromTheStart_isOneLineAndStatus1(String words) throws Exception {
        var ended = run(">&-", words.split(" "));
        assertThat(ended.err())
                .isEqualToIgnoringNewLines(
                        "procession: the results cannot be written: Bad file descriptor");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void mistake_keepsItsStatus() throws Exception {
        var ended = run(">/dev/full", "ps", "--josn");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).hasLineCount(1).contains("--josn");
    }

    @Test
    void top_whoseReaderGoes_ends() throws Exception {
        try (var top = new CommandProcess(directory, NOTHING, "top", "--interval", "200ms")) {
            try (var out = top.out()) {
                assertThat(out.readLine()).matches("[0-9:]+");
            }
            assertThat(top.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(top.process().exitValue()).isEqualTo(141);
            assertThat(top.err()).isEmpty();
        }
    }
}
