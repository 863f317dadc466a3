package dev.procession.manager;

import dev.procession.AuthenticationException;
import dev.procession.ManagerUnavailableException;
import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.FramePort;
import dev.procession.internal.channel.Handshake;
import dev.procession.internal.util.Shortage;
import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connects to a manager of the session, which may be just starting. */
final class SessionDialing implements Dialing {

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_MILLIS = 2;

    /** Somebody else may be about to take note of its end. */
    private static final Duration REAPING = Duration.ofSeconds(2);

    /** The manager, in the process that has started it. */
    private final @Nullable JavaProcess process;

    private final SessionAddress address;

    private SessionDialing(SessionAddress address, @Nullable JavaProcess process) {
        this.address = address;
        this.process = process;
    }

    /** To a manager that runs. */
    static Dialing toRunning(SessionAddress address) {
        return new SessionDialing(address, null);
    }

    /** To a manager that this process is just starting. */
    static Dialing toStarted(SessionAddress address, JavaProcess process) {
        return new SessionDialing(address, process);
    }

    @Override
    public long nanos() {
        return process == null ? address.answerNanos() : START_NANOS;
    }

    @Override
    public FramePort connect() throws IOException {
        SocketChannel channel = open();
        try {
            Handshake.connect(
                    channel, address.path(), ProcessHandle.current().pid(), address.key());
            return FrameChannel.ofWhoAsks(channel);
        } catch (IOException | AuthenticationException refused) {
            channel.close();
            throw refused;
        }
    }

    private SocketChannel open() throws IOException {
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

    @Override
    public ManagerUnavailableException ended(@Nullable Exception broken) {
        String how = broken == null ? "" : ": " + Shortage.describe(broken);
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
