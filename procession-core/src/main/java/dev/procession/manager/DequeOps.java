package dev.procession.manager;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a deque in a manager does; atomically, each of it. */
interface DequeOps<E> {

    @Brief
    void addFirst(E element);

    @Brief
    void addLast(E element);

    @Brief
    boolean addAll(Collection<? extends E> elements);

    @Brief
    @Nullable E pollFirst();

    @Brief
    @Nullable E pollLast();

    @Brief
    @Nullable E peekFirst();

    @Brief
    @Nullable E peekLast();

    @Brief
    boolean removeFirstOccurrence(Object element);

    @Brief
    boolean removeLastOccurrence(Object element);

    /** Removes the elements that are among these, or those that are not. */
    @Brief
    boolean removeAll(Collection<?> elements, boolean thatAreAmongThem);

    @Brief
    void clear();

    @Brief
    boolean contains(Object element);

    @Brief
    int size();

    @Brief
    List<E> all();
}
