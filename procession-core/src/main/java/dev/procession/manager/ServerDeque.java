package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A deque in its manager. */
final class ServerDeque<E> extends Guarded implements DequeOps<E> {

    private final Deque<E> elements = new ArrayDeque<>();

    @Override
    public void addFirst(E element) {
        elements.addFirst(element);
    }

    @Override
    public void addLast(E element) {
        elements.addLast(element);
    }

    @Override
    public boolean addAll(Collection<? extends E> others) {
        return elements.addAll(others);
    }

    @Override
    public @Nullable E pollFirst() {
        return elements.pollFirst();
    }

    @Override
    public @Nullable E pollLast() {
        return elements.pollLast();
    }

    @Override
    public @Nullable E peekFirst() {
        return elements.peekFirst();
    }

    @Override
    public @Nullable E peekLast() {
        return elements.peekLast();
    }

    @Override
    public boolean removeFirstOccurrence(Object element) {
        return elements.removeFirstOccurrence(element);
    }

    @Override
    public boolean removeLastOccurrence(Object element) {
        return elements.removeLastOccurrence(element);
    }

    @Override
    public boolean removeAll(Collection<?> others, boolean thatAreAmongThem) {
        return elements.removeIf(each -> others.contains(each) == thatAreAmongThem);
    }

    @Override
    public void clear() {
        elements.clear();
    }

    @Override
    public boolean contains(Object element) {
        return elements.contains(element);
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public List<E> all() {
        return new ArrayList<>(elements);
    }
}
