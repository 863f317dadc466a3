package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a list.
 *
 * @param <E> the type of elements
 */
final class ListProxy<E extends @Nullable Object> extends AbstractList<E>
        implements ManagedList<E>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /** Never written: see {@link #writeReplace}. */
    private final transient ListOps<E> ops;

    ListProxy(ListOps<E> ops) {
        this.ops = ops;
    }

    // ---- single elements ---------------------------------------------------------------------

    @Override
    public int size() {
        return ops.size();
    }

    @Override
    public E get(int index) {
        return ops.get(index);
    }

    @Override
    public E set(int index, E element) {
        return ops.set(index, element);
    }

    @Override
    public boolean add(E element) {
        ops.add(element);
        return true;
    }

    @Override
    public void add(int index, E element) {
        ops.add(index, element);
    }

    @Override
    public E remove(int index) {
        return ops.removeAt(index);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return ops.remove(element);
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return ops.contains(element);
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return ops.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return ops.lastIndexOf(element);
    }

    // ---- many elements -----------------------------------------------------------------------

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return ops.addAll(new ArrayList<>(elements));
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        return ops.addAll(index, new ArrayList<>(elements));
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
    protected void removeRange(int from, int to) {
        ops.removeRange(from, to);
    }

    @Override
    public void clear() {
        ops.clear();
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return ops.containsAll(new ArrayList<>(elements));
    }

    /** A copy of all elements at one moment. */
    private List<E> all() {
        return elements(ops.read());
    }

    private List<E> elements(Marked<List<E>> read) {
        return Objects.requireNonNull(read.value(), "elements");
    }

    @Override
    public Object[] toArray() {
        return all().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return all().toArray(array);
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        all().forEach(action);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof List<?> && all().equals(other));
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    @Override
    public String toString() {
        return all().toString();
    }

    @Override
    public Iterator<E> iterator() {
        return listIterator(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        Objects.checkIndex(index, ops.size() + 1);
        return new ListPages<>(ops, index);
    }

    // ---- functions ---------------------------------------------------------------------------

    @Override
    public boolean removeIf(Predicate<? super E> predicate) {
        Objects.requireNonNull(predicate, "predicate");
        return Stub.isShipped(predicate, ops)
                ? ops.removeIf(predicate)
                : changeHere(elements -> elements.removeIf(predicate));
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        Objects.requireNonNull(operator, "operator");
        if (Stub.isShipped(operator, ops)) {
            ops.replaceAll(operator);
            return;
        }
        changeHere(elements -> {
            elements.replaceAll(operator);
            return true;
        });
    }

    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        if (order == null || Stub.isShipped(order, ops)) {
            ops.sort(order);
            return;
        }
        changeHere(elements -> {
            elements.sort(order);
            return true;
        });
    }

    /** For a function that stays here: changes a copy until nobody was faster. */
    private boolean changeHere(Predicate<List<E>> change) {
        while (true) {
            Marked<List<E>> read = ops.read();
            List<E> elements = elements(read);
            boolean hasChanged = change.test(elements);
            if (!hasChanged || ops.write(read.mark(), elements)) {
                return hasChanged;
            }
        }
    }

    // ---- travelling --------------------------------------------------------------------------

    @Serial
    private Object writeReplace() {
        return new Travelling((Serializable) ops);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        private Object readResolve() {
            return new ListProxy<>((ListOps<?>) ops);
        }
    }
}
