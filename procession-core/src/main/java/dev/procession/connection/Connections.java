package dev.procession.connection;

import dev.procession.Waitable;
import dev.procession.internal.util.Times;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Waiting for the first of many: messages of pipes, elements of queues, ends of processes,
 * channels.
 *
 * {@snippet :
 * while (!ends.isEmpty()) {
 *     for (PipeEnd<Question, Answer> end : Connections.await(Duration.ofDays(1), ends)) {
 *         try {
 *             print(end.receive());
 *         } catch (EOFException ended) {
 *             ends.remove(end);
 *         }
 *     }
 * }
 * }
 *
 * <p>What is returned is ready, and will be again at the next call unless it is dealt with: nothing
 * is consumed here.
 *
 * @apiNote Python's {@code multiprocessing.connection.wait}
 * @since 0.1
 */
public final class Connections {

    private Connections() {}

    /**
     * Waits until one of several is ready.
     *
     * <p><b>Blocking.</b> Parks the calling thread; a virtual thread unmounts. What the kernel can
     * wake for is not looked at again and again. Channels take a thread for as long as this waits.
     *
     * @param timeout how long at most; zero or less does not wait
     * @param all what to wait for: {@link PipeEnd}, {@code ProcessQueue}, {@code JavaProcess},
     *     {@link #readable} channels, or one's own
     * @return those that are ready, in the order given; empty if the time was over before
     * @throws IllegalArgumentException if there is nothing to wait for
     * @throws IllegalStateException if one of the pipes' ends was closed or has moved
     * @throws InterruptedException if the thread is interrupted
     */
    public static List<Waitable> await(Duration timeout, Waitable... all)
            throws InterruptedException {
        return await(timeout, List.of(all));
    }

    /**
     * Waits until one of several is ready; as {@link #await(Duration, Waitable...)}.
     *
     * @param <W> what they are
     * @param timeout how long at most; zero or less does not wait
     * @param all what to wait for
     * @return those that are ready, in the order given; empty if the time was over before
     * @throws IllegalArgumentException if there is nothing to wait for
     * @throws IllegalStateException if one of the pipes' ends was closed or has moved
     * @throws InterruptedException if the thread is interrupted
     */
    public static <W extends Waitable> List<W> await(Duration timeout, Collection<W> all)
            throws InterruptedException {
        List<W> waited = List.copyOf(all);
        if (waited.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to wait for: all=[]");
        }
        long nanos = Times.nanos(timeout);
        long end = System.nanoTime() + nanos;
        requireNotInterrupted();
        List<W> ready = ready(waited);
        long left = nanos;
        while (ready.isEmpty() && left > 0) {
            Wakeup wakeup = new Wakeup();
            try (Watches watches = new Watches()) {
                watches.begin(waited, wakeup);
                ready = ready(waited);
                if (ready.isEmpty()) {
                    wakeup.await(end);
                }
            }
            if (ready.isEmpty()) {
                ready = ready(waited);
            }
            left = end - System.nanoTime();
        }
        return ready;
    }

    private static <W extends Waitable> List<W> ready(List<W> all) {
        List<W> ready = new ArrayList<>();
        for (W each : all) {
            if (each.isReady()) {
                ready.add(each);
            }
        }
        return ready;
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Wakes the thread that has made it. */
    private static final class Wakeup implements Runnable {
        private final Thread waiting = Thread.currentThread();
        private volatile boolean isDone;

        @Override
        public void run() {
            isDone = true;
            LockSupport.unpark(waiting);
        }

        void await(long end) throws InterruptedException {
            long left = end - System.nanoTime();
            while (!isDone && left > 0) {
                LockSupport.parkNanos(this, left);
                requireNotInterrupted();
                left = end - System.nanoTime();
            }
        }
    }

    /** All watches of one wait. */
    private static final class Watches implements AutoCloseable {
        private final List<Waitable.Watch> begun = new ArrayList<>();

        void begin(List<? extends Waitable> all, Runnable wake) {
            all.forEach(each -> begun.add(each.watch(wake)));
        }

        @Override
        public void close() {
            begun.forEach(Waitable.Watch::close);
        }
    }

    /**
     * Makes a channel something to wait for: that bytes, a connection to accept, or the end can be
     * read from it.
     *
     * @param channel in non-blocking mode: one that blocks would do so if somebody else was faster
     * @return it is ready when reading, or accepting, would not wait, and when the channel was
     *     closed
     * @throws IllegalArgumentException if it is in blocking mode, or can neither be read nor accept
     */
    public static Waitable readable(SelectableChannel channel) {
        return new ReadableChannel(channel);
    }
}
