package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows I4, SEC2 and SEC4: keys are long, and do not show. */
class AuthenticationKeyTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 31})
    void SEC2_shortKey_isRefused(int length) {
        assertThatThrownBy(() -> AuthenticationKey.of(new byte[length]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a key has at least 32 bytes, chosen at random; use"
                                + " AuthenticationKey.random(): bytes="
                                + length);
    }

    @Test
    void SEC2_emptiedKey_isRefused() {
        assertThatThrownBy(() -> AuthenticationKey.of(new byte[32]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a key is chosen at random");
    }

    @Test
    void SEC2_randomKeys_differ() {
        assertThat(AuthenticationKey.random()).isNotEqualTo(AuthenticationKey.random());
        assertThat(AuthenticationKey.random().bytes()).hasSize(32);
    }

    @Test
    void SEC4_toString_showsNothingOfIt() {
        byte[] bytes = Script.nonce(1);
        AuthenticationKey key = AuthenticationKey.of(bytes);
        assertThat(key).hasToString("AuthenticationKey[32 bytes]");
        assertThat(key.hashCode()).isEqualTo(AuthenticationKey.random().hashCode());
    }

    @Test
    void I4_ofBytes_isACopy() {
        byte[] bytes = Script.nonce(1);
        AuthenticationKey key = AuthenticationKey.of(bytes);
        bytes[0]++;
        assertThat(key).isEqualTo(AuthenticationKey.of(Script.nonce(1)));
    }

    @Test
    void I4_travels() {
        AuthenticationKey key = AuthenticationKey.random();
        Sink sink = new Sink(1000);
        CodecContext strict = CodecContext.of(getClass().getClassLoader(), "key").strict();
        Codec.standard().encode(key, sink, strict);
        Source source = new Source();
        source.wrap(sink.array(), 0, sink.size());
        assertThat(Codec.standard().decode(source, strict)).isEqualTo(key);
    }

    @Test
    void I4_file_isOfTheOwnerOnly_andReadAgain() throws IOException {
        Path file = folder.resolve("key");
        AuthenticationKey key = AuthenticationKey.random();
        key.write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(AuthenticationKey.read(file)).isEqualTo(key);
        assertThatThrownBy(() -> key.write(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----"})
    void SEC4_fileThatOthersCanUse_isRefused(String mode) throws IOException {
        Path file = folder.resolve("key");
        AuthenticationKey.random().write(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> AuthenticationKey.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "a key that others can read or write is none; use chmod 600, or rather a"
                                + " new key: file="
                                + file
                                + ", mode="
                                + mode);
    }

    @Test
    void SEC4_fileThatIsNoKey_isRefused_andItsContentNotShown() throws IOException {
        Path file = folder.resolve("key");
        for (String text : new String[] {"", "secret words", "abcd", "0".repeat(20_000)}) {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            assertThatThrownBy(() -> AuthenticationKey.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("this is no key")
                    .hasMessageEndingWith("file=" + file)
                    .hasNoCause();
        }
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThatThrownBy(() -> AuthenticationKey.read(link)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> AuthenticationKey.read(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void I4_fileByOtherTools_isRead() throws IOException {
        Path file = folder.resolve("key");
        byte[] bytes = Script.nonce(3);
        Files.writeString(file, HexFormat.of().withUpperCase().formatHex(bytes) + "\n\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(AuthenticationKey.read(file)).isEqualTo(AuthenticationKey.of(bytes));
    }

    @Test
    void I4_wrongOptions_areRefusedByMessage() {
        ConnectionOptions options = ConnectionOptions.defaults();
        assertThatThrownBy(() -> options.withMaxMessage("1023"))
                .hasMessage("a message may have 1k to 1g at most: size=\"1023\"");
        assertThatThrownBy(() -> options.withMaxMessage("2g"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withMaxConnections(0))
                .hasMessage("a listener needs at least one connection: connections=0");
        assertThatThrownBy(() -> options.withHandshakeTimeout(java.time.Duration.ZERO))
                .hasMessage("timeout must be positive: timeout=PT0S");
        assertThatThrownBy(() -> options.withName(" "))
                .hasMessage("name must not be blank: name=\" \"");
        assertThat(options.withName("orders").withStrict("com.acme.*").withMaxMessage("1m"))
                .hasToString(
                        "ConnectionOptions[tls=false, plaintextBeyondLoopback=false, name=orders,"
                                + " maxMessageBytes=1048576, maxConnections=1000,"
                                + " handshakeTimeout=PT5S, strict=[com.acme.*]]");
    }
}
