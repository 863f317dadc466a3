package dev.procession.manager;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a queue in a manager does; atomically, each of it. */
interface QueueOps<E> {

    @Brief
    boolean offer(E element);

    boolean offer(E element, long nanos) throws InterruptedException;

    @Brief
    @Nullable E poll();

    @Nullable E poll(long nanos) throws InterruptedException;

    @Brief
    @Nullable E peek();

    @Brief
    List<E> drain(int most);

    @Brief
    List<E> all();

    @Brief
    int size();

    @Brief
    int remainingCapacity();

    @Brief
    boolean contains(Object element);

    @Brief
    boolean remove(Object element);

    /** Removes the elements that are among these, or those that are not. */
    @Brief
    boolean removeAll(Collection<?> elements, boolean thatAreAmongThem);

    @Brief
    void clear();

    @Brief
    void taskDone();

    boolean join(long nanos) throws InterruptedException;
}
