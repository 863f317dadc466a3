package dev.procession.manager;

import dev.procession.AuthenticationException;
import dev.procession.ManagerUnavailableException;
import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.Handshake;
import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a process comes to a connection to a manager, and what it can tell of its end. */
final class Dialing {

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_MILLIS = 2;

    /** Somebody else may be about to take note of its end. */
    private static final Duration REAPING = Duration.ofSeconds(2);

    /** The manager, in the process that has started it. */
    private final @Nullable JavaProcess process;

    private Dialing(@Nullable JavaProcess process) {
        this.process = process;
    }

    /** To a manager that runs. */
    static Dialing toRunning() {
        return new Dialing(null);
    }

    /** To a manager that this process is just starting. */
    static Dialing toStarted(JavaProcess process) {
        return new Dialing(process);
    }

    /** How long it may take. */
    long nanos(Address address) {
        return process == null ? address.answerNanos() : START_NANOS;
    }

    /** Connects, on a thread that nobody but {@link Link} interrupts. */
    FrameChannel connect(Address address) throws IOException {
        SocketChannel channel = open(address);
        try {
            Handshake.connect(
                    channel, address.path(), ProcessHandle.current().pid(), address.key());
            return new FrameChannel(channel);
        } catch (IOException | AuthenticationException refused) {
            channel.close();
            throw refused;
        }
    }

    private SocketChannel open(Address address) throws IOException {
        while (true) {
            try {
                return SocketChannel.open(UnixDomainSocketAddress.of(address.path()));
            } catch (IOException notYet) {
                if (process == null || !process.isAlive()) {
                    throw notYet;
                }
                pause(notYet);
            }
        }
    }

    private static void pause(IOException notYet) throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException lateNow) {
            throw new IOException("the manager does not begin to listen", notYet);
        }
    }

    /** Describes how the connection has ended, or why there is none. */
    ManagerUnavailableException ended(Address address, @Nullable Exception broken) {
        String how = broken == null ? "" : ": " + broken.getMessage();
        return new ManagerUnavailableException(
                "[" + address.name() + "] " + describeEnd() + how, broken);
    }

    private String describeEnd() {
        JavaProcess known = process;
        if (known == null) {
            return "the manager has ended, was closed, or has cut this process off";
        }
        try {
            return known.join(REAPING)
                    ? "the manager has ended: status=" + known.exitStatus()
                    : "the connection to the manager has ended, but it still runs";
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return "the connection to the manager has ended";
        }
    }
}
