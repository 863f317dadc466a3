package dev.procession.internal.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The parent's end of the control channels, to which workers connect when they are asked to. */
public final class ControlServer implements AutoCloseable {

    private final LocalServer server;
    private final Map<Long, Peer> peers = new ConcurrentHashMap<>();

    /** One worker, connected or expected. */
    private static final class Peer {
        final byte[] key;
        final CompletableFuture<SocketChannel> connection = new CompletableFuture<>();
        final Map<Integer, CompletableFuture<List<StackTraceElement>>> questions =
                new ConcurrentHashMap<>();

        Peer(byte[] key) {
            this.key = key;
        }
    }

    /**
     * Listens.
     *
     * @param path where the socket is made, in a directory that only this user can enter
     * @throws IOException if the socket cannot be made
     */
    public ControlServer(Path path) throws IOException {
        this(path, LocalServer.HANDSHAKE_DEADLINE);
    }

    ControlServer(Path path, Duration handshakeDeadline) throws IOException {
        this.server =
                new LocalServer(
                        path,
                        "procession-control",
                        handshakeDeadline,
                        this::key,
                        this::serve,
                        Thread.ofVirtual().factory());
    }

    private byte @Nullable [] key(long id) {
        Peer peer = peers.get(id);
        return peer == null ? null : peer.key;
    }

    private void serve(long id, SocketChannel channel) throws IOException {
        Peer peer = peers.get(id);
        if (peer != null && peer.connection.complete(channel)) {
            readAnswers(channel, peer);
        }
    }

    /** Expects a worker that knows the key. */
    public void expect(long id, byte[] key) {
        peers.putIfAbsent(id, new Peer(key));
    }

    /** Forgets a worker, which has ended. */
    public void forget(long id) {
        Peer peer = peers.remove(id);
        if (peer != null) {
            peer.connection.cancel(false);
        }
    }

    /** Tells whether a worker has connected. */
    public boolean isConnected(long id) {
        Peer peer = peers.get(id);
        return peer != null
                && peer.connection.isDone()
                && !peer.connection.isCompletedExceptionally();
    }

    /** Becomes done when the worker has connected. */
    public CompletableFuture<?> connected(long id) {
        Peer peer = peers.get(id);
        return peer == null
                ? CompletableFuture.failedFuture(new IOException("the worker has ended"))
                : peer.connection;
    }

    private static void readAnswers(SocketChannel channel, Peer peer) throws IOException {
        while (true) {
            ByteBuffer head = Handshake.receive(channel, ControlProtocol.ANSWER_HEAD_BYTES);
            int sequence = head.getInt();
            int length = head.getInt();
            if (length < 0 || length > ControlProtocol.MAX_ANSWER_BYTES) {
                throw new IOException("impossible length of an answer: bytes=" + length);
            }
            byte[] bytes = new byte[length];
            Handshake.receive(channel, length).get(bytes);
            CompletableFuture<List<StackTraceElement>> question = peer.questions.remove(sequence);
            if (question != null) {
                answer(question, bytes);
            }
        }
    }

    private static void answer(CompletableFuture<List<StackTraceElement>> question, byte[] bytes)
            throws IOException {
        try {
            question.complete(ControlProtocol.decode(bytes));
        } catch (IOException nonsense) {
            question.completeExceptionally(nonsense);
            throw nonsense;
        }
    }

    /** Asks a connected worker to interrupt a task. */
    public void interrupt(long id, int sequence) throws IOException {
        request(id, ControlProtocol.INTERRUPT, sequence);
    }

    /** Asks a connected worker where a task is. */
    public CompletableFuture<List<StackTraceElement>> stack(long id, int sequence)
            throws IOException {
        CompletableFuture<List<StackTraceElement>> answer = new CompletableFuture<>();
        Peer peer = peers.get(id);
        if (peer == null) {
            throw new IOException("the worker has ended");
        }
        peer.questions.put(sequence, answer);
        request(id, ControlProtocol.STACK, sequence);
        return answer;
    }

    private void request(long id, byte operation, int sequence) throws IOException {
        Peer peer = peers.get(id);
        SocketChannel channel = peer == null ? null : peer.connection.getNow(null);
        if (peer == null || channel == null) {
            throw new IOException("the worker is not connected");
        }
        ByteBuffer request = ByteBuffer.allocate(ControlProtocol.REQUEST_BYTES);
        synchronized (peer) {
            Handshake.send(channel, request.put(operation).putInt(sequence).flip());
        }
    }

    /** Where workers connect to. */
    public Path path() {
        return server.path();
    }

    @Override
    public void close() throws IOException {
        try {
            server.close();
        } finally {
            for (Peer peer : peers.values()) {
                SocketChannel channel =
                        peer.connection.isCompletedExceptionally()
                                ? null
                                : peer.connection.getNow(null);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }
}
