package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.connection.AuthenticationKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row M4: whatever is wrong with the command line of {@code serve}. */
class ServeUsageTest {

    @TempDir Path directory;

    private Path keyFile;

    @BeforeEach
    void writeKey() throws IOException {
        keyFile = directory.resolve("key");
        AuthenticationKey.random().write(keyFile);
    }

    private static String mistake(List<String> arguments) {
        var err = new StringWriter();
        var status =
                Main.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute(arguments.toArray(String[]::new));
        assertThat(status).isEqualTo(2);
        return err.toString().strip();
    }

    private static String line(String message) {
        return "procession serve: " + message + " (see procession serve --help)";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--max-connections 0|a listener needs at least one connection: connections=0",
                "--max-message 5q|a size is digits and then nothing, k, m or g, such as 512m: size=\"5q\"",
                "--max-silence 10|--max-silence takes a number with a unit, one of ms, s, m, h and d, such"
                        + " as 10s: --max-silence=10",
                "--max-heap 1k|max heap must be at least 2m, the least a JVM starts with: size=1k",
                "-cp no/such/folder|an entry of -cp does not exist: entry=no/such/folder",
                "--tls-password-file x|--tls-password-file has the password of --tls-key-store, which is"
                        + " missing",
            })
    void M4_option_thatIsWrong_isOneLine(String options, String message) {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--bind", "0", "--key-file", keyFile.toString()));
        arguments.addAll(List.of(options.split(" ")));
        assertThat(mistake(arguments)).isEqualTo(line(message));
    }

    @Test
    void M4_keyStore_thatIsNone_isOneLine() {
        assertThat(
                        mistake(
                                List.of(
                                        "serve",
                                        "--bind",
                                        "0",
                                        "--key-file",
                                        keyFile.toString(),
                                        "--tls-key-store",
                                        keyFile.toString())))
                .startsWith(
                        "procession serve: --tls-key-store cannot be used, perhaps for another"
                                + " password: ")
                .hasLineCount(1);
    }

    // ---- the key -----------------------------------------------------------------------------

    @Test
    void M4_keyFile_missing_isOneLine_withTheRemedy() {
        assertThat(mistake(List.of("serve", "--bind", "0", "--key-file", "no/key")))
                .isEqualTo(
                        line(
                                "there is no such file; (umask 077; openssl rand -hex 32 > no/key)"
                                        + " makes one with a new key: --key-file=no/key"));
    }

    @Test
    void M4_SEC4_keyFile_thatOthersCanRead_isRefused() throws IOException {
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(mistake(List.of("serve", "--bind", "0", "--key-file", keyFile.toString())))
                .isEqualTo(
                        line(
                                "--key-file: a key that others can read or write is none; use chmod"
                                        + " 600, or rather a new key: file="
                                        + keyFile
                                        + ", mode=rw-r--r--"));
    }

    @Test
    void M4_SEC4_keyOnTheCommandLine_isNoOption() {
        assertThat(mistake(List.of("serve", "--bind", "0", "--key", "abc")))
                .startsWith("procession serve: Unknown options: '--key'");
    }

    @Test
    void M4_keyOfTheEnvironment() {
        var text = "00112233445566778899aabbccddeeff".repeat(2);
        assertThat(ServeSecrets.key(null, Map.of(ServeSecrets.KEY_VARIABLE, text + "\n")))
                .isEqualTo(AuthenticationKey.of(HexFormat.of().parseHex(text)));
        assertThatThrownBy(() -> ServeSecrets.key(null, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessage("there is no key: name its file by --key-file, or set PROCESSION_KEY");
        for (var bad : List.of("secret", text.substring(2), "00".repeat(32))) {
            assertThatThrownBy(() -> ServeSecrets.key(null, Map.of(ServeSecrets.KEY_VARIABLE, bad)))
                    .isInstanceOf(UsageException.class)
                    .hasNoCause()
                    .hasMessageStartingWith("PROCESSION_KEY has no key")
                    .hasMessageNotContaining(bad);
        }
    }

    // ---- the address -------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "rubbish",
        "host:",
        ":1",
        "1:2:3",
        "host:99999999",
        "::1:4711",
        "[]:1",
        "unix:",
        "-1"
    })
    void M4_address_thatIsNone_isRefused(String text) {
        assertThatThrownBy(() -> BindAddress.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "--bind takes a path, HOST:PORT or PORT, such as"
                                + " /run/user/1000/jobs/socket, 127.0.0.1:4711, [::1]:4711 or 4711:"
                                + " --bind="
                                + text);
    }

    @ParameterizedTest
    @CsvSource({"65536", "localhost:70000"})
    void M4_port_thatIsNone_isRefused(String text) {
        assertThatThrownBy(() -> BindAddress.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessage("a port is 0 to 65535, 0 for any that is free: --bind=" + text);
    }

    @Test
    void M4_address_isReadAndWritten() throws IOException {
        assertThat(BindAddress.parse("4711"))
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));
        assertThat(BindAddress.parse("/a/b")).isEqualTo(UnixDomainSocketAddress.of("/a/b"));
        assertThat(BindAddress.parse("unix:b")).isEqualTo(UnixDomainSocketAddress.of("b"));
        for (var text : List.of("127.0.0.1:1", "0.0.0.0:65535", "/a/b")) {
            assertThat(BindAddress.format(BindAddress.parse(text))).isEqualTo(text);
        }
        assertThat(BindAddress.format(BindAddress.parse("[::1]:5")))
                .isEqualTo("[0:0:0:0:0:0:0:1]:5");
        assertThat(BindAddress.parse("[0:0:0:0:0:0:0:1]:5"))
                .isEqualTo(BindAddress.parse("[::1]:5"));
    }
}
