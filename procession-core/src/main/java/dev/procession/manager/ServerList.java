package dev.procession.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A list in its manager. */
final class ServerList<E extends @Nullable Object> extends Guarded implements ListOps<E> {

    private final List<E> elements = new ArrayList<>();

    /** Of all changes, and of those by which elements have come or gone. */
    private long changes;

    private long moves;

    private void moved() {
        changes++;
        moves++;
    }

    private boolean moved(boolean hasChanged) {
        if (hasChanged) {
            moved();
        }
        return hasChanged;
    }

    // ---- single elements ---------------------------------------------------------------------

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public E get(int index) {
        return elements.get(index);
    }

    @Override
    public E set(int index, E element) {
        E before = elements.set(index, element);
        changes++;
        return before;
    }

    @Override
    public void add(E element) {
        elements.add(element);
        moved();
    }

    @Override
    public void add(int index, E element) {
        elements.add(index, element);
        moved();
    }

    @Override
    public E removeAt(int index) {
        E removed = elements.remove(index);
        moved();
        return removed;
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return moved(elements.remove(element));
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return elements.contains(element);
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return elements.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return elements.lastIndexOf(element);
    }

    // ---- many elements -----------------------------------------------------------------------

    @Override
    public boolean addAll(Collection<? extends E> others) {
        return moved(elements.addAll(others));
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> others) {
        return moved(elements.addAll(index, others));
    }

    @Override
    public boolean removeAll(Collection<?> others, boolean thatAreAmongThem) {
        return moved(thatAreAmongThem ? elements.removeAll(others) : elements.retainAll(others));
    }

    @Override
    public void removeRange(int from, int to) {
        elements.subList(from, to).clear();
        moved();
    }

    @Override
    public void clear() {
        elements.clear();
        moved();
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        return elements.containsAll(others);
    }

    // ---- functions ---------------------------------------------------------------------------

    @Override
    public boolean removeIf(Predicate<? super E> predicate) {
        return moved(elements.removeIf(predicate));
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        // All or none: what a function throws leaves the list as it was.
        List<E> replaced = new ArrayList<>(elements);
        replaced.replaceAll(operator);
        replace(replaced);
    }

    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        List<E> sorted = new ArrayList<>(elements);
        sorted.sort(order);
        replace(sorted);
    }

    private void replace(List<E> others) {
        elements.clear();
        elements.addAll(others);
        moved();
    }

    // ---- for who goes through the list -------------------------------------------------------

    @Override
    public Page page(int from) {
        int start = Math.min(from, elements.size());
        int end = Math.min(elements.size(), start + Page.MOST);
        return new Page(
                moves, new ArrayList<>(elements.subList(start, end)), end == elements.size());
    }

    private void requireUnmoved(long mark) {
        if (mark != moves) {
            throw new ConcurrentModificationException(
                    "elements have come or gone since the iterator read the list: nothing was"
                            + " changed by it");
        }
    }

    @Override
    public void setIf(long mark, int index, E element) {
        requireUnmoved(mark);
        set(index, element);
    }

    @Override
    public long addIf(long mark, int index, E element) {
        requireUnmoved(mark);
        add(index, element);
        return moves;
    }

    @Override
    public long removeIf(long mark, int index) {
        requireUnmoved(mark);
        removeAt(index);
        return moves;
    }

    // ---- for functions that stay with their caller -------------------------------------------

    @Override
    public Marked<List<E>> read() {
        return new Marked<>(changes, new ArrayList<>(elements));
    }

    @Override
    public boolean write(long mark, List<E> others) {
        boolean isSame = mark == changes;
        if (isSame) {
            replace(others);
        }
        return isSame;
    }
}
