package dev.procession.internal.channel;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The connections that have proved nothing yet: at most {@value #MOST}, the oldest first.
 *
 * <p>One more has to wait outside, in the kernel's queue, until one of them is done or the oldest
 * has had its time, which then goes. So nobody who is let in is turned away before he could have
 * proved himself, however great the crowd, and a crowd that says nothing is gone before long.
 */
final class Strangers {

    private static final int MOST = 64;

    private record Stranger(SocketChannel channel, long since) {}

    private final long graceNanos;
    private final Queue<Stranger> all = new ArrayDeque<>();
    private boolean closed;

    /**
     * Creates it.
     *
     * @param grace how long each may stay for certain
     */
    Strangers(Duration grace) {
        this.graceNanos = grace.toNanos();
    }

    /** Lets one in, once there is room. */
    synchronized void admit(SocketChannel channel) throws IOException, InterruptedException {
        Stranger oldest = all.peek();
        while (!closed && all.size() == MOST && oldest != null) {
            long left = oldest.since() + graceNanos - System.nanoTime();
            if (left <= 0) {
                all.remove();
                oldest.channel().close();
            } else {
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
            oldest = all.peek();
        }
        if (closed) {
            channel.close();
        } else {
            all.add(new Stranger(channel, System.nanoTime()));
        }
    }

    /** Forgets one that has proved itself, or has ended. */
    synchronized void forget(SocketChannel channel) {
        all.removeIf(each -> each.channel() == channel);
        notifyAll();
    }

    /** Turns all away, for good. */
    synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        for (Stranger each : all) {
            each.channel().close();
        }
    }
}
