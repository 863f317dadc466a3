package dev.procession.manager;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a list in a manager does; atomically, each of it. */
interface ListOps<E extends @Nullable Object> {

    @Brief
    int size();

    @Brief
    E get(int index);

    @Brief
    E set(int index, E element);

    @Brief
    void add(E element);

    @Brief
    void add(int index, E element);

    @Brief
    boolean addAll(Collection<? extends E> elements);

    @Brief
    boolean addAll(int index, Collection<? extends E> elements);

    @Brief
    E removeAt(int index);

    @Brief
    boolean remove(@Nullable Object element);

    /** Removes the elements that are among these, or those that are not. */
    @Brief
    boolean removeAll(Collection<?> elements, boolean thatAreAmongThem);

    @Brief
    void removeRange(int from, int to);

    @Brief
    void clear();

    @Brief
    boolean contains(@Nullable Object element);

    @Brief
    boolean containsAll(Collection<?> elements);

    @Brief
    int indexOf(@Nullable Object element);

    @Brief
    int lastIndexOf(@Nullable Object element);

    boolean removeIf(Predicate<? super E> predicate);

    void replaceAll(UnaryOperator<E> operator);

    void sort(@Nullable Comparator<? super E> order);

    /**
     * Returns the elements from that one on; marked by which insertions and removals there were.
     */
    @Brief
    Page page(int from);

    /** Sets an element, unless others have come or gone since. */
    @Brief
    void setIf(long mark, int index, E element);

    /** Adds an element, unless others have come or gone since; returns the new mark. */
    @Brief
    long addIf(long mark, int index, E element);

    /** Removes an element, unless others have come or gone since; returns the new mark. */
    @Brief
    long removeIf(long mark, int index);

    /** Returns all elements, marked by all changes there were. */
    @Brief
    Marked<List<E>> read();

    /** Puts others in the place of all elements, unless there was a change; returns whether. */
    @Brief
    boolean write(long mark, List<E> elements);
}
