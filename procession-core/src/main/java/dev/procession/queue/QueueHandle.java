package dev.procession.queue;

import dev.procession.Waitable;
import dev.procession.internal.ring.RingAccess;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.Handle;
import java.io.Serial;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a queue's methods have in common with those of other collections: made of others, or
 * refused, since the elements are in other processes' hands and have no order to be looked through
 * in without taking them.
 *
 * @param <E> the type of the elements
 */
abstract class QueueHandle<E> extends Handle implements BlockingQueue<E>, Waitable {

    @Serial private static final long serialVersionUID = 1L;

    QueueHandle(Block block) {
        super(block, "the queue");
    }

    // ---- made of others ----------------------------------------------------------------------

    /**
     * Puts an element if there is room at once.
     *
     * @param element what to put
     * @return {@code true}
     * @throws IllegalStateException if there is no room, or the queue was closed
     * @throws dev.procession.QueueCompletedException if the queue was completed
     */
    @Override
    public boolean add(E element) {
        if (!offer(element)) {
            throw new IllegalStateException("the queue is full: " + this);
        }
        return true;
    }

    /**
     * Puts elements one by one, as {@link #add} does.
     *
     * @param elements what to put
     * @return whether there were any
     * @throws IllegalArgumentException if it is this queue
     * @throws IllegalStateException if there is no room for one; those before it were put
     */
    @Override
    public boolean addAll(Collection<? extends E> elements) {
        if (elements == this) {
            throw new IllegalArgumentException("a queue cannot be put into itself");
        }
        elements.forEach(this::add);
        return !elements.isEmpty();
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return offer(element, unit.toNanos(timeout));
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(unit.toNanos(timeout));
    }

    abstract boolean offer(E element, long nanos) throws InterruptedException;

    abstract @Nullable E poll(long nanos) throws InterruptedException;

    @Override
    public E remove() {
        return required(poll());
    }

    @Override
    public E element() {
        return required(peek());
    }

    private E required(@Nullable E element) {
        if (element == null) {
            throw new NoSuchElementException("the queue is empty");
        }
        return element;
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    // ---- waiting for many --------------------------------------------------------------------

    abstract RingAccess access();

    /**
     * Tells whether {@code take} would not wait: there is an element, the stream has ended, or the
     * queue was closed.
     *
     * @return whether that holds now; another taker may be faster
     */
    @Override
    public boolean isReady() {
        try {
            return access().isReady();
        } catch (IllegalStateException met) {
            if (isClosed()) {
                return true;
            }
            throw met;
        }
    }

    @Override
    public Watch watch(Runnable wake) {
        return access().watch(wake);
    }

    // ---- refused -----------------------------------------------------------------------------

    /**
     * Not supported: there is no looking through a queue that other processes take from.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public Iterator<E> iterator() {
        throw refused("iterator");
    }

    /**
     * Not supported, as {@link #iterator}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public Object[] toArray() {
        throw refused("toArray");
    }

    /**
     * Not supported, as {@link #iterator}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public <T> T[] toArray(T[] target) {
        throw refused("toArray");
    }

    /**
     * Not supported, as {@link #iterator}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public boolean contains(@Nullable Object element) {
        throw refused("contains");
    }

    /**
     * Not supported, as {@link #iterator}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public boolean containsAll(Collection<?> elements) {
        throw refused("containsAll");
    }

    /**
     * Not supported: what was put is taken in the order of the queue.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public boolean remove(@Nullable Object element) {
        throw refused("remove(Object)");
    }

    /**
     * Not supported, as {@link #remove(Object)}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public boolean removeAll(Collection<?> elements) {
        throw refused("removeAll");
    }

    /**
     * Not supported, as {@link #remove(Object)}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public boolean retainAll(Collection<?> elements) {
        throw refused("retainAll");
    }

    private static UnsupportedOperationException refused(String method) {
        return new UnsupportedOperationException(
                method + " is not supported by a queue between processes; use drainTo or poll");
    }
}
