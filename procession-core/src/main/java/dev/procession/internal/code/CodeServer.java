package dev.procession.internal.code;

import dev.procession.internal.channel.LocalServer;
import dev.procession.internal.launch.Children;
import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Spares;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the children of this JVM ask for code. It comes up with the first code base that is not on
 * the class path, and stays for good: children ask whenever they load a class.
 *
 * <p>A child may ask for any class and any resource that the application can see: it runs as the
 * same user, and has the application's code for its own.
 */
final class CodeServer {

    /**
     * No virtual ones: looking a class up may hold on to the carrier while it waits for another
     * process, and in a worker there may be no second carrier.
     */
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("procession-code-", 1).factory();

    private static @Nullable LocalServer server;

    private CodeServer() {}

    static synchronized void start() {
        if (server == null) {
            try {
                Spares.requireDescriptors();
                server =
                        new LocalServer(
                                Session.current().pathForChildren(CodeClient.SOCKET),
                                "procession-code",
                                LocalServer.HANDSHAKE_DEADLINE,
                                Children::secretOf,
                                CodeServer::serve,
                                THREADS);
            } catch (IOException refused) {
                throw new UncheckedIOException(
                        "children cannot be sent the code of this program, which is not on the"
                                + " class path: "
                                + Shortage.describe(refused),
                        refused);
            }
        }
    }

    private static void serve(long pid, SocketChannel channel) throws IOException {
        while (true) {
            CodeProtocol.send(channel, answer(CodeProtocol.receiveRequest(channel)));
        }
    }

    private static CodeAnswer answer(CodeProtocol.Request request) throws IOException {
        CodeBase base = CodeBase.of(request.base());
        if (base == null) {
            return CodeAnswer.failed("the application that this code belonged to is gone");
        }
        return switch (request.what()) {
            case CodeProtocol.PLACES -> CodePlaces.of(base);
            case CodeProtocol.CLASS -> base.type(request.name());
            case CodeProtocol.RESOURCES -> ResourceAnswers.of(base.loader(), request.name());
            default -> throw new IOException("unknown request: what=" + request.what());
        };
    }
}
