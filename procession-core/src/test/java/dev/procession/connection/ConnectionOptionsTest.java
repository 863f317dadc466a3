package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.testing.Certificates;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Row I4: options that go to other processes of the session. */
class ConnectionOptionsTest {

    private static ConnectionOptions sent(ConnectionOptions options) {
        CodecContext context =
                CodecContext.of(ConnectionOptionsTest.class.getClassLoader(), "options");
        Sink sink = new Sink(1 << 16);
        Codec.standard().encode(options, sink, context);
        Source source = new Source();
        source.wrap(sink.array(), 0, sink.size());
        return (ConnectionOptions) Codec.standard().decode(source, context);
    }

    @Test
    void I4_everyOption_travels() {
        ConnectionOptions options =
                ConnectionOptions.defaults()
                        .withName("orders")
                        .withMaxMessage("3m")
                        .withMaxConnections(7)
                        .withHandshakeTimeout(Duration.ofSeconds(9))
                        .withStrict("com.acme.*", "com.acme.orders.**")
                        .withPlaintextBeyondLoopback();
        assertThat(sent(options)).hasToString(options.toString());
        assertThat(sent(ConnectionOptions.defaults()))
                .hasToString(ConnectionOptions.defaults().toString());
    }

    @Test
    void I4_functionThatMakesTheContext_travels_andRunsWhereItIsNeeded() throws IOException {
        ConnectionOptions options = ConnectionOptions.defaults().withTls(Certificates::ours);
        assertThat(options.canTravel()).isTrue();
        assertThat(sent(options).tls()).isSameAs(Certificates.ours());
    }

    @Test
    void I4_contextThatWasMadeHere_staysHere() {
        ConnectionOptions options = ConnectionOptions.defaults().withTls(Certificates.ours());
        assertThat(options.canTravel()).isFalse();
        assertThatThrownBy(() -> sent(options))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(
                        "an SSLContext stays in its process; give"
                                + " ConnectionOptions.withTls a function that makes it");
    }

    @Test
    void I4_functionThatThrows_isNamed() {
        ConnectionOptions options =
                ConnectionOptions.defaults().withTls(ConnectionOptionsTest::none);
        assertThatThrownBy(options::tls)
                .isInstanceOf(IOException.class)
                .hasMessage("the function that makes the TLS context has thrown")
                .hasRootCauseMessage("no such provider");
    }

    private static SSLContext none() throws Exception {
        throw new NoSuchAlgorithmException("no such provider");
    }
}
