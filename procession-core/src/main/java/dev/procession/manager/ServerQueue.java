package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A queue in its manager. */
final class ServerQueue<E> extends Monitor implements QueueOps<E> {

    private final Queue<E> elements;
    private final int capacity;

    /** Whether who takes has to say when an element is dealt with. */
    private final boolean isJoinable;

    /** What processes have taken and not dealt with, in their order. */
    private final Map<Party, Deque<E>> taken = new HashMap<>();

    private ServerQueue(Queue<E> elements, int capacity, boolean isJoinable) {
        this.elements = elements;
        this.capacity = capacity;
        this.isJoinable = isJoinable;
    }

    static <E> ServerQueue<E> firstInFirstOut(int capacity, boolean isJoinable) {
        return new ServerQueue<>(new ArrayDeque<>(), capacity, isJoinable);
    }

    static <E> ServerQueue<E> lastInFirstOut(int capacity) {
        return new ServerQueue<>(Collections.asLifoQueue(new ArrayDeque<>()), capacity, false);
    }

    static <E> ServerQueue<E> least(int capacity, @Nullable Comparator<? super E> order) {
        return new ServerQueue<>(new PriorityQueue<>(order), capacity, false);
    }

    // ---- putting -----------------------------------------------------------------------------

    private boolean add(Caller caller, E element) {
        requireThere(caller);
        boolean isRoom = elements.size() < capacity;
        if (isRoom) {
            elements.add(element);
            changed();
        }
        return isRoom;
    }

    @Override
    public boolean offer(E element) {
        Caller caller = Caller.current();
        return alone(() -> add(caller, element));
    }

    @Override
    public boolean offer(E element, long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        return aloneWaiting(() -> await(caller, () -> add(caller, element), nanos));
    }

    // ---- taking ------------------------------------------------------------------------------

    private @Nullable E take(Caller caller) {
        requireThere(caller);
        E element = elements.poll();
        if (element != null) {
            if (isJoinable) {
                taken.computeIfAbsent(caller.party(), party -> new ArrayDeque<>()).add(element);
            }
            changed();
        }
        return element;
    }

    @Override
    public @Nullable E poll() {
        Caller caller = Caller.current();
        return aloneOrNull(() -> take(caller));
    }

    @Override
    public @Nullable E poll(long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        List<E> one = new ArrayList<>(1);
        aloneWaiting(() ->
                await(
                        caller,
                        () -> {
                            E element = take(caller);
                            return element != null && one.add(element);
                        },
                        nanos));
        return one.isEmpty() ? null : one.getFirst();
    }

    @Override
    public List<E> drain(int most) {
        Caller caller = Caller.current();
        return alone(() -> {
            List<E> all = new ArrayList<>();
            E next = most > 0 ? take(caller) : null;
            while (next != null) {
                all.add(next);
                next = all.size() < most ? take(caller) : null;
            }
            return all;
        });
    }

    // ---- dealing with elements ---------------------------------------------------------------

    @Override
    public void taskDone() {
        Caller caller = Caller.current();
        change(() -> {
            Deque<E> open = taken.get(caller.party());
            if (open == null) {
                throw new IllegalStateException(
                        "taskDone() was called more often than this process has taken"
                                + " elements");
            }
            open.remove();
            if (open.isEmpty()) {
                taken.remove(caller.party());
            }
        });
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        return aloneWaiting(
                () -> await(caller, () -> elements.isEmpty() && taken.isEmpty(), nanos));
    }

    /** What a process had is given out again, before all others. */
    @Override
    void mourn(Party party) {
        Deque<E> open = taken.remove(party);
        if (open != null && elements instanceof ArrayDeque<E> inOrder) {
            open.descendingIterator().forEachRemaining(inOrder::addFirst);
        }
    }

    // ---- looking at it -----------------------------------------------------------------------

    @Override
    public @Nullable E peek() {
        return aloneOrNull(elements::peek);
    }

    @Override
    public List<E> all() {
        return alone(() -> new ArrayList<>(elements));
    }

    @Override
    public int size() {
        return alone(elements::size);
    }

    @Override
    public int remainingCapacity() {
        return alone(() ->
                capacity == Integer.MAX_VALUE ? capacity : Math.max(0, capacity - elements.size()));
    }

    @Override
    public boolean contains(Object element) {
        return alone(() -> elements.contains(element));
    }

    // ---- removing ----------------------------------------------------------------------------

    private boolean changed(boolean hasChanged) {
        changed();
        return hasChanged;
    }

    @Override
    public boolean remove(Object element) {
        return alone(() -> changed(elements.remove(element)));
    }

    @Override
    public boolean removeAll(Collection<?> others, boolean thatAreAmongThem) {
        return alone(() ->
                changed(elements.removeIf(each -> others.contains(each) == thatAreAmongThem)));
    }

    @Override
    public void clear() {
        change(elements::clear);
    }
}
