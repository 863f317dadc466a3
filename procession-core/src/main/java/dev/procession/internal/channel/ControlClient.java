package dev.procession.internal.channel;

import dev.procession.AuthenticationException;
import java.io.File;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of its control channel. A thread of its own sleeps on a bell until the parent
 * asks for the channel; only then is the socket opened, which costs a young JVM tens of
 * milliseconds.
 */
public final class ControlClient implements Runnable {

    /** What the parent may ask. */
    public interface Tasks {
        /**
         * Interrupts a task, if it runs.
         *
         * @param sequence its number in the lane
         */
        void interrupt(int sequence);

        /**
         * Tells where a task is.
         *
         * @param sequence its number in the lane
         * @return its frames; none if it does not run
         */
        StackTraceElement[] stack(int sequence);
    }

    private static final int MAX_ATTEMPTS = 8;
    private static final long FIRST_PAUSE_MILLIS = 20;

    private final Bell bell;
    private final String endpoint;
    private final File socket;
    private final long id;
    private final byte[] key;
    private final Tasks tasks;
    private volatile boolean leaving;
    private volatile @Nullable SocketChannel open;

    /**
     * Prepares the channel.
     *
     * @param bell rings when the parent asks for it
     * @param endpoint the path of the parent's socket
     * @param id by which the parent knows us
     * @param key 32 bytes that only the parent and we know
     * @param tasks answers the parent
     */
    public ControlClient(Bell bell, String endpoint, long id, byte[] key, Tasks tasks) {
        this.bell = bell;
        this.endpoint = endpoint;
        this.socket = new File(endpoint);
        this.id = id;
        this.key = key;
        this.tasks = tasks;
    }

    @Override
    public void run() {
        try {
            while (!leaving) {
                // A polling bell cannot be rung by another process: the socket itself is the sign.
                bell.await(this::isQuiet);
                if (!leaving && !serveAtLast()) {
                    return;
                }
            }
        } catch (IOException broken) {
            log("the control bell is broken", broken);
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries again if there is a crowd at the parent's door. */
    private boolean serveAtLast() throws InterruptedException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (serve()) {
                return true;
            }
            if (leaving) {
                return false;
            }
            Thread.sleep(FIRST_PAUSE_MILLIS << attempt);
        }
        return false;
    }

    private boolean isQuiet() {
        return !leaving && !socket.exists();
    }

    /** Serves until the connection ends; {@code false} if it could not be made. */
    private boolean serve() {
        boolean connected = false;
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(endpoint))) {
            open = channel;
            Handshake.connect(channel, endpoint, id, key);
            connected = true;
            while (!leaving) {
                ByteBuffer request = Handshake.receive(channel, ControlProtocol.REQUEST_BYTES);
                answer(channel, request.get(), request.getInt());
            }
        } catch (IOException | AuthenticationException ended) {
            log("the control channel has ended", ended);
        } finally {
            open = null;
        }
        return connected;
    }

    private void answer(SocketChannel channel, byte operation, int sequence) throws IOException {
        switch (operation) {
            case ControlProtocol.INTERRUPT -> tasks.interrupt(sequence);
            case ControlProtocol.STACK -> {
                byte[] frames = ControlProtocol.encode(tasks.stack(sequence));
                ByteBuffer answer =
                        ByteBuffer.allocate(ControlProtocol.ANSWER_HEAD_BYTES + frames.length);
                answer.putInt(sequence).putInt(frames.length).put(frames);
                Handshake.send(channel, answer.flip());
            }
            default -> throw new IOException("unknown request: operation=" + operation);
        }
    }

    /** Gets the thread out of its system call, for good. */
    public void leave() {
        leaving = true;
        try {
            bell.ring();
            SocketChannel channel = open;
            if (channel != null) {
                channel.close();
            }
        } catch (IOException alreadyClosed) {
            log("leaving the control channel", alreadyClosed);
        }
    }

    private static void log(String what, Exception why) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, why);
    }
}
