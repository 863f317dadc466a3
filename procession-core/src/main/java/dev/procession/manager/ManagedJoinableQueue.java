package dev.procession.manager;

import dev.procession.internal.util.Times;
import java.io.Serial;
import java.time.Duration;

/**
 * A {@link ManagedQueue} that knows when its elements are dealt with.
 *
 * {@snippet :
 * ManagedJoinableQueue<Page> pages = manager.joinableQueue();
 * // a consumer
 * Page page = pages.take();
 * store(page);
 * pages.taskDone();
 * // who has put them
 * pages.join();
 * }
 *
 * <p><b>If a peer dies.</b> What a process had taken and not dealt with is given out again, before
 * all others.
 *
 * @param <E> the type of elements
 * @apiNote Python's {@code Manager().JoinableQueue()}, whose {@code join} waits for ever if a
 *     consumer dies.
 * @since 0.1
 */
public final class ManagedJoinableQueue<E> extends ManagedQueue<E> {

    @Serial private static final long serialVersionUID = 1L;

    ManagedJoinableQueue(QueueOps<E> ops) {
        super(ops);
    }

    /**
     * Says that an element that this process has taken is dealt with: the one it has had for
     * longest.
     *
     * @throws IllegalStateException if it has none
     */
    public void taskDone() {
        ops().taskDone();
    }

    /**
     * Waits until all elements are taken and dealt with.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void join() throws InterruptedException {
        ManagedWaits.requireUninterrupted();
        ops().join(Long.MAX_VALUE);
    }

    /**
     * Waits until all elements are taken and dealt with, up to a time.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return whether they are
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean join(Duration timeout) throws InterruptedException {
        ManagedWaits.requireUninterrupted();
        return ops().join(Times.nanos(timeout));
    }
}
