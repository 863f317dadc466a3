package dev.procession.internal.channel;

import dev.procession.AuthenticationException;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The parent's end of the control channels: a Unix-domain socket in the session's directory to
 * which workers connect when they are asked to.
 *
 * <p>Handshakes run on threads of their own, under a deadline, at most {@value #MAX_STRANGERS} at a
 * time; before a client has proved its key, nothing of it is decoded.
 */
public final class ControlServer implements AutoCloseable {

    private static final int MAX_STRANGERS = 64;
    private static final Duration HANDSHAKE_DEADLINE = Duration.ofSeconds(5);

    private final Path path;
    private final Duration handshakeDeadline;
    private final ServerSocketChannel listener;
    private final Map<Long, Peer> peers = new ConcurrentHashMap<>();
    private final Semaphore strangers = new Semaphore(MAX_STRANGERS);
    private final Thread acceptor;

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
        this(path, HANDSHAKE_DEADLINE);
    }

    ControlServer(Path path, Duration handshakeDeadline) throws IOException {
        this.path = path;
        this.handshakeDeadline = handshakeDeadline;
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        this.acceptor = new Thread(null, this::accept, "procession-control", 0, false);
        acceptor.setDaemon(true);
        try {
            Shortage.start(acceptor);
        } catch (IOException noThread) {
            listener.close();
            Files.deleteIfExists(path);
            throw noThread;
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

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = listener.accept();
                if (strangers.tryAcquire()) {
                    Thread.startVirtualThread(() -> serve(channel));
                } else {
                    channel.close();
                }
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failure) {
                log("accepting a worker", failure);
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            Peer peer = shakeHands(channel);
            if (peer != null && peer.connection.complete(channel)) {
                readAnswers(channel, peer);
            }
        } catch (AuthenticationException stranger) {
            log("refusing a connection", stranger);
        } catch (IOException ended) {
            log("a control channel has ended", ended);
        }
    }

    private @Nullable Peer shakeHands(SocketChannel channel) throws IOException {
        Thread deadline = Thread.startVirtualThread(() -> closeLater(channel));
        try {
            long id =
                    Handshake.accept(
                            channel,
                            path.toString(),
                            asked -> {
                                Peer peer = peers.get(asked);
                                return peer == null ? null : peer.key;
                            });
            return peers.get(id);
        } finally {
            strangers.release();
            deadline.interrupt();
        }
    }

    private void closeLater(SocketChannel channel) {
        try {
            Thread.sleep(handshakeDeadline);
            channel.close();
        } catch (InterruptedException inTime) {
            return;
        } catch (IOException failure) {
            log("closing a slow connection", failure);
        }
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
                question.complete(ControlProtocol.decode(bytes));
            }
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

    private static void log(String what, Exception why) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, why);
    }

    /** Where workers connect to. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            listener.close();
            for (Peer peer : peers.values()) {
                SocketChannel channel =
                        peer.connection.isCompletedExceptionally()
                                ? null
                                : peer.connection.getNow(null);
                if (channel != null) {
                    channel.close();
                }
            }
            acceptor.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
