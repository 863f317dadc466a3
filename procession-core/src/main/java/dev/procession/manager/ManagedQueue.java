package dev.procession.manager;

import dev.procession.internal.util.Times;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A queue that lies in a manager, and that all processes of the session can use.
 *
 * {@snippet :
 * ManagedQueue<Job> jobs = manager.priorityQueue((a, b) -> a.deadline().compareTo(b.deadline()));
 * jobs.put(job);
 * Job next = jobs.take();
 * }
 *
 * <p>Which element is taken next depends on how it was made: the oldest, the youngest, or the
 * least. Each element goes to one taker. Elements are not null, and are copied when they are put.
 * An iterator has the elements of one moment; its {@code remove} takes out one that equals what it
 * returned last.
 *
 * <p>For how long it is kept see {@link ManagedMap}.
 *
 * <p><b>Blocking.</b> To put waits for room if it is bounded, to take waits for an element; a
 * virtual thread leaves its carrier to others.
 *
 * <p><b>If a peer dies.</b> One that waits takes nothing with it; an element that was on its way to
 * it is lost. As for the manager's own end see {@link ManagedMap}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @param <E> the type of elements
 * @apiNote Python's {@code Manager().Queue()}, {@code LifoQueue()} and {@code PriorityQueue()}.
 *     Where the oldest is next, {@code ProcessQueue} is faster, and survives every process.
 * @since 0.1
 */
public sealed class ManagedQueue<E> extends AbstractQueue<E>
        implements BlockingQueue<E>, Serializable permits ManagedJoinableQueue {

    @Serial private static final long serialVersionUID = 1L;

    /** Never written: see {@link #writeReplace}. */
    private final transient QueueOps<E> ops;

    ManagedQueue(QueueOps<E> ops) {
        this.ops = ops;
    }

    final QueueOps<E> ops() {
        return ops;
    }

    private static <T> T given(@Nullable T element) {
        return Objects.requireNonNull(element, "element");
    }

    // ---- putting -----------------------------------------------------------------------------

    @Override
    public void put(E element) throws InterruptedException {
        offer(element, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean offer(E element) {
        return ops.offer(given(element));
    }

    /**
     * Puts an element, waiting up to a time for room.
     *
     * @param element the element
     * @param timeout how long at most; zero or less does not wait
     * @return whether there was room in time
     * @throws InterruptedException if the thread is interrupted; nothing was put then
     */
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return offer(element, Times.nanos(timeout), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean offer(E element, long time, TimeUnit unit) throws InterruptedException {
        ManagedWaits.requireUninterrupted();
        return offer(element) || (time > 0 && ops.offer(element, unit.toNanos(time)));
    }

    // ---- taking ------------------------------------------------------------------------------

    @Override
    public E take() throws InterruptedException {
        E element = poll(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        return Objects.requireNonNull(element, "there was no time limit");
    }

    @Override
    public @Nullable E poll() {
        return ops.poll();
    }

    /**
     * Takes an element, waiting up to a time for one.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return the element; null if there was none in time
     * @throws InterruptedException if the thread is interrupted; nothing was taken then
     */
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return poll(Times.nanos(timeout), TimeUnit.NANOSECONDS);
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        ManagedWaits.requireUninterrupted();
        E element = poll();
        return element == null && time > 0 ? ops.poll(unit.toNanos(time)) : element;
    }

    @Override
    public @Nullable E peek() {
        return ops.peek();
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target instanceof ManagedQueue<?> queue && queue.ops.equals(ops)) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        List<E> all = ops.drain(most);
        target.addAll(all);
        return all.size();
    }

    // ---- as a collection ---------------------------------------------------------------------

    @Override
    public int size() {
        return ops.size();
    }

    @Override
    public int remainingCapacity() {
        return ops.remainingCapacity();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && ops.contains(element);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return element != null && ops.remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return ops.removeAll(new ArrayList<>(elements), true);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return ops.removeAll(new ArrayList<>(elements), false);
    }

    @Override
    public void clear() {
        ops.clear();
    }

    @Override
    public Object[] toArray() {
        return ops.all().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return ops.all().toArray(array);
    }

    @Override
    public Iterator<E> iterator() {
        return new Snapshot<>(ops.all(), ops::remove);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ManagedQueue<?> queue && queue.ops.equals(ops);
    }

    @Override
    public final int hashCode() {
        return ops.hashCode();
    }

    // ---- travelling --------------------------------------------------------------------------

    /**
     * Puts what travels in its place.
     *
     * @return a record that makes a handle when it is read
     */
    @Serial
    final Object writeReplace() {
        return new Travelling((Serializable) ops, this instanceof ManagedJoinableQueue);
    }

    private record Travelling(Serializable ops, boolean isJoinable) implements Serializable {
        @Serial
        private Object readResolve() {
            QueueOps<?> queue = (QueueOps<?>) ops;
            return isJoinable ? new ManagedJoinableQueue<>(queue) : new ManagedQueue<>(queue);
        }
    }
}
