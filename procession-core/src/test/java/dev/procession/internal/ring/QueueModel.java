package dev.procession.internal.ring;

import dev.procession.testing.History.Effect;
import java.util.ArrayList;
import java.util.List;

/**
 * What a queue is to its users: elements in order, no more than there is room for, and an end.
 *
 * @param elements the first one first
 * @param capacity how many there may be
 * @param isCompleted whether nothing can be put any more
 */
record QueueModel(List<Integer> elements, int capacity, boolean isCompleted) {

    static QueueModel empty(int capacity) {
        return new QueueModel(List.of(), capacity, false);
    }

    private boolean isFull() {
        return elements.size() == capacity;
    }

    private QueueModel with(int element) {
        List<Integer> more = new ArrayList<>(elements);
        more.add(element);
        return new QueueModel(List.copyOf(more), capacity, isCompleted);
    }

    private QueueModel withoutFirst() {
        return new QueueModel(elements.subList(1, elements.size()), capacity, isCompleted);
    }

    // ---- what operations do if they return that ----------------------------------------------

    static Effect<QueueModel> put(int element) {
        return queue -> queue.isCompleted || queue.isFull() ? null : queue.with(element);
    }

    static Effect<QueueModel> foundNoRoom() {
        return queue -> !queue.isCompleted && queue.isFull() ? queue : null;
    }

    static Effect<QueueModel> took(int element) {
        return queue ->
                !queue.elements.isEmpty() && queue.elements.getFirst() == element
                        ? queue.withoutFirst()
                        : null;
    }

    /** As {@link #took}, by one that was killed before it said what. */
    static Effect<QueueModel> tookSomething() {
        return queue -> queue.elements.isEmpty() ? null : queue.withoutFirst();
    }

    static Effect<QueueModel> foundNothing() {
        return queue -> queue.elements.isEmpty() && !queue.isCompleted ? queue : null;
    }

    static Effect<QueueModel> foundTheEnd() {
        return queue -> queue.elements.isEmpty() && queue.isCompleted ? queue : null;
    }

    static Effect<QueueModel> counted(int size) {
        return queue -> queue.elements.size() == size ? queue : null;
    }

    static Effect<QueueModel> completed() {
        return queue -> new QueueModel(queue.elements, queue.capacity, true);
    }
}
