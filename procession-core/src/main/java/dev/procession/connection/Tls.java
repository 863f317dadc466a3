package dev.procession.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** TLS 1.3 over a connected socket, on which it waits. */
final class Tls {

    private static final String[] PROTOCOLS = {"TLSv1.3"};

    /** Of RFC 9266. */
    private static final String BINDING_LABEL = "EXPORTER-Channel-Binding";

    private static final int BINDING_BYTES = 32;

    private Tls() {}

    /** Shakes hands as the side that listens. */
    static SSLSocket accept(SSLContext context, SocketChannel channel) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        channel.socket(), InputStream.nullInputStream(), true);
        return shakeHands(socket);
    }

    /** Shakes hands as the side that connects, and has the host's name compared. */
    static SSLSocket connect(SSLContext context, SocketChannel channel, InetSocketAddress address)
            throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        channel.socket(),
                                        address.getHostString(),
                                        address.getPort(),
                                        true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return shakeHands(socket);
    }

    private static SSLSocket shakeHands(SSLSocket socket) throws IOException {
        socket.setEnabledProtocols(PROTOCOLS);
        socket.startHandshake();
        return socket;
    }

    /** What the two ends of this one session have in common, and nobody else. */
    static String binding(SSLSocket socket) throws IOException {
        SSLSession session = socket.getSession();
        if (session instanceof ExtendedSSLSession extended) {
            byte[] exported =
                    extended.exportKeyingMaterialData(BINDING_LABEL, new byte[0], BINDING_BYTES);
            return HexFormat.of().formatHex(exported);
        }
        throw new IOException("the TLS provider has no keying material: session=" + session);
    }
}
