package dev.procession.internal.code;

import dev.procession.internal.channel.Handshake;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A child's connection to the {@link CodeServer} of its parent; made when the first class is asked
 * for. Thread-safe.
 *
 * <p>A thread of its own asks. Whoever loads a class may be interrupted, may be at the end of its
 * stack, or may be a virtual thread, which holds on to its carrier meanwhile: reading from a socket
 * would then break the connection, leave an answer behind on it, or wait for a carrier in vain.
 */
final class CodeClient {

    /** What the name of the parent's socket ends with. */
    static final String SOCKET = "code";

    private final String socket;
    private final byte[] key;
    private final LinkedBlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private @Nullable Thread asker;

    /** By the asker alone. */
    private @Nullable SocketChannel channel;

    private record Question(CodeProtocol.Request request, CompletableFuture<CodeAnswer> answer) {}

    CodeClient(String socket, byte[] key) {
        this.socket = socket;
        this.key = key;
    }

    /**
     * Asks the parent.
     *
     * @throws IOException if there is no parent any more
     */
    CodeAnswer ask(byte what, int base, String name) throws IOException {
        start();
        Question question =
                new Question(new CodeProtocol.Request(what, base, name), new CompletableFuture<>());
        questions.add(question);
        return await(question.answer());
    }

    private synchronized void start() {
        if (asker == null) {
            Thread thread = new Thread(null, this::serve, "procession-code", 0, false);
            thread.setDaemon(true);
            thread.start();
            asker = thread;
        }
    }

    /** A class is loaded or not whether the task is being interrupted or not. */
    private static CodeAnswer await(CompletableFuture<CodeAnswer> answer) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException | CancellationException failed) {
            throw new IOException(Shortage.describe(failed), failed.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serve() {
        while (true) {
            Question question = next();
            try {
                question.answer().complete(exchange(question.request()));
            } catch (IOException | RuntimeException | Error failure) {
                forgetChannel();
                question.answer().completeExceptionally(failure);
            }
        }
    }

    /** A task may interrupt all threads. */
    private Question next() {
        Question next = null;
        while (next == null) {
            try {
                next = questions.take();
            } catch (InterruptedException byATask) {
                next = null;
            }
        }
        return next;
    }

    private CodeAnswer exchange(CodeProtocol.Request request) throws IOException {
        while (true) {
            try {
                SocketChannel open = connected();
                CodeProtocol.send(open, request);
                return CodeProtocol.receiveAnswer(open);
            } catch (ClosedByInterruptException byATask) {
                Thread.interrupted();
                forgetChannel();
            }
        }
    }

    /** After a failure it may have half an answer on it. */
    private void forgetChannel() {
        SocketChannel broken = channel;
        channel = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (IOException failure) {
                System.getLogger("dev.procession")
                        .log(System.Logger.Level.DEBUG, "closing the code channel", failure);
            }
        }
    }

    private SocketChannel connected() throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            open = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel = open;
            Handshake.connect(open, socket, ProcessHandle.current().pid(), key);
        }
        return open;
    }
}
