package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a deque.
 *
 * @param <E> the type of elements
 */
final class DequeProxy<E> extends AbstractCollection<E> implements ManagedDeque<E>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /** Never written: see {@link #writeReplace}. */
    private final transient DequeOps<E> ops;

    DequeProxy(DequeOps<E> ops) {
        this.ops = ops;
    }

    private static <T> T given(@Nullable T element) {
        return Objects.requireNonNull(element, "element");
    }

    private static <T> T there(@Nullable T element) {
        if (element == null) {
            throw new NoSuchElementException("the deque is empty");
        }
        return element;
    }

    // ---- adding ------------------------------------------------------------------------------

    @Override
    public void addFirst(E element) {
        ops.addFirst(given(element));
    }

    @Override
    public void addLast(E element) {
        ops.addLast(given(element));
    }

    @Override
    public boolean offerFirst(E element) {
        addFirst(element);
        return true;
    }

    @Override
    public boolean offerLast(E element) {
        addLast(element);
        return true;
    }

    @Override
    public boolean add(E element) {
        return offerLast(element);
    }

    @Override
    public boolean offer(E element) {
        return offerLast(element);
    }

    @Override
    public void push(E element) {
        addFirst(element);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        List<E> copy = new ArrayList<>(elements);
        copy.forEach(DequeProxy::given);
        return ops.addAll(copy);
    }

    // ---- taking ------------------------------------------------------------------------------

    @Override
    public @Nullable E pollFirst() {
        return ops.pollFirst();
    }

    @Override
    public @Nullable E pollLast() {
        return ops.pollLast();
    }

    @Override
    public @Nullable E poll() {
        return pollFirst();
    }

    @Override
    public E removeFirst() {
        return there(pollFirst());
    }

    @Override
    public E removeLast() {
        return there(pollLast());
    }

    @Override
    public E remove() {
        return removeFirst();
    }

    @Override
    public E pop() {
        return removeFirst();
    }

    // ---- looking -----------------------------------------------------------------------------

    @Override
    public @Nullable E peekFirst() {
        return ops.peekFirst();
    }

    @Override
    public @Nullable E peekLast() {
        return ops.peekLast();
    }

    @Override
    public @Nullable E peek() {
        return peekFirst();
    }

    @Override
    public E getFirst() {
        return there(peekFirst());
    }

    @Override
    public E getLast() {
        return there(peekLast());
    }

    @Override
    public E element() {
        return getFirst();
    }

    // ---- as a collection ---------------------------------------------------------------------

    @Override
    public boolean removeFirstOccurrence(@Nullable Object element) {
        return element != null && ops.removeFirstOccurrence(element);
    }

    @Override
    public boolean removeLastOccurrence(@Nullable Object element) {
        return element != null && ops.removeLastOccurrence(element);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return removeFirstOccurrence(element);
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
    public boolean contains(@Nullable Object element) {
        return element != null && ops.contains(element);
    }

    @Override
    public int size() {
        return ops.size();
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
        return new Snapshot<>(ops.all(), ops::removeFirstOccurrence);
    }

    @Override
    public Iterator<E> descendingIterator() {
        return new Snapshot<>(ops.all().reversed(), ops::removeLastOccurrence);
    }

    // ---- travelling --------------------------------------------------------------------------

    @Serial
    private Object writeReplace() {
        return new Travelling((Serializable) ops);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        private Object readResolve() {
            return new DequeProxy<>((DequeOps<?>) ops);
        }
    }
}
