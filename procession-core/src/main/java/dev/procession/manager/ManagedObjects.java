package dev.procession.manager;

import dev.procession.TaskRunnable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes objects in a manager: the {@linkplain Manager manager} itself, whose objects are
 * anonymous and reached by their handles alone, and a {@linkplain ManagedName name} in it.
 *
 * <p>What is said below of a new object holds where one is made: by a name that has an object
 * already, that is returned as it is, if it is of the same kind.
 *
 * <p><b>Blocking.</b> Each method waits for the manager's answer, interrupted or not.
 *
 * <p><b>If a peer dies.</b> When the manager has ended, is stopped or cut off, each method throws a
 * {@link dev.procession.ManagerUnavailableException}.
 *
 * @since 0.1
 */
public abstract sealed class ManagedObjects permits Manager, ManagedName {

    /** For the two. */
    ManagedObjects() {}

    /**
     * Makes an object there, and returns the handle on it.
     *
     * @param kind what users call it; tells apart what has one interface
     */
    abstract <T> T make(String kind, Class<T> type, RemoteSupplier<? extends T> maker);

    /**
     * Makes a map.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the map, which is empty
     */
    @SuppressWarnings("unchecked")
    public <K, V> ManagedMap<K, V> map() {
        return new MapProxy<K, V>(make("map", MapOps.class, ServerMap::new));
    }

    /**
     * Makes a list.
     *
     * @param <E> the type of elements
     * @return the list, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E extends @Nullable Object> ManagedList<E> list() {
        return new ListProxy<E>(make("list", ListOps.class, ServerList::new));
    }

    /**
     * Makes a set.
     *
     * @param <E> the type of elements
     * @return the set, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedSet<E> set() {
        return new SetProxy<E>(make("set", MapOps.class, ServerMap::new));
    }

    /**
     * Makes a deque.
     *
     * @param <E> the type of elements
     * @return the deque, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedDeque<E> deque() {
        return new DequeProxy<E>(make("deque", DequeOps.class, ServerDeque::new));
    }

    /**
     * Makes a namespace.
     *
     * @return the namespace, which is empty
     */
    @SuppressWarnings("unchecked")
    public ManagedNamespace namespace() {
        return new ManagedNamespace(make("namespace", MapOps.class, ServerMap::new));
    }

    /**
     * Makes a value.
     *
     * @param initial the value at first
     * @param <T> the type of the value
     * @return the value's handle
     */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> ManagedValue<T> value(T initial) {
        List<T> cells = new ArrayList<>();
        cells.add(initial);
        return new ManagedValue<T>(make("value", CellOps.class, () -> new ServerCells<>(cells)));
    }

    /**
     * Makes an array.
     *
     * @param initial the values at first, as many as there will be
     * @param <T> the type of the values
     * @return the array
     */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> ManagedArray<T> array(List<? extends T> initial) {
        List<T> cells = new ArrayList<>(initial);
        return new ManagedArray<T>(make("array", CellOps.class, () -> new ServerCells<>(cells)));
    }

    /**
     * Makes a lock that a thread cannot have more than once.
     *
     * @return the lock
     */
    public ManagedLock lock() {
        return new ManagedLock(make("lock", LockOps.class, () -> new ServerLock(false)));
    }

    /**
     * Makes a lock that a thread may have more than once.
     *
     * @return the lock
     */
    public ManagedLock reentrantLock() {
        return new ManagedLock(make("reentrant lock", LockOps.class, () -> new ServerLock(true)));
    }

    /**
     * Makes a condition with a reentrant lock of its own, which {@link ManagedCondition#lock}
     * returns.
     *
     * @return the condition
     */
    public ManagedCondition condition() {
        return reentrantLock().newCondition();
    }

    /**
     * Makes a semaphore.
     *
     * @param permits how many it has at first, at least 0
     * @return the semaphore
     * @throws IllegalArgumentException if the permits are negative
     */
    public ManagedSemaphore semaphore(int permits) {
        return semaphore(permits, Integer.MAX_VALUE);
    }

    /**
     * Makes a semaphore that never has more permits than at first.
     *
     * @param permits how many, at least 0
     * @return the semaphore
     * @throws IllegalArgumentException if the permits are negative
     */
    public ManagedSemaphore boundedSemaphore(int permits) {
        return semaphore(permits, permits);
    }

    private ManagedSemaphore semaphore(int permits, int limit) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must be >= 0: permits=" + permits);
        }
        return new ManagedSemaphore(
                make(
                        "semaphore of " + permits + (limit == permits ? ", bounded" : ""),
                        SemaphoreOps.class,
                        () -> new ServerSemaphore(permits, limit)));
    }

    /**
     * Makes an event.
     *
     * @return the event, which is not set
     */
    public ManagedEvent event() {
        return new ManagedEvent(make("event", EventOps.class, ServerEvent::new));
    }

    /**
     * Makes a barrier.
     *
     * @param parties for how many, at least 1
     * @return the barrier
     * @throws IllegalArgumentException if there would be none
     */
    public ManagedBarrier barrier(int parties) {
        return makeBarrier(parties, null);
    }

    /**
     * Makes a barrier.
     *
     * @param parties for how many, at least 1
     * @param action runs in the manager each time that all have come, before they go on
     * @return the barrier
     * @throws IllegalArgumentException if there would be no parties
     */
    public ManagedBarrier barrier(int parties, TaskRunnable action) {
        return makeBarrier(parties, Objects.requireNonNull(action, "action"));
    }

    private ManagedBarrier makeBarrier(int parties, @Nullable TaskRunnable action) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier is for at least 1 party: parties=" + parties);
        }
        return new ManagedBarrier(
                make(
                        "barrier for " + parties,
                        BarrierOps.class,
                        () -> new ServerBarrier(parties, action)),
                parties);
    }

    /**
     * Makes a queue that gives the oldest element first, and is never full.
     *
     * @param <E> the type of elements
     * @return the queue, which is empty
     */
    public <E> ManagedQueue<E> queue() {
        return queue(Integer.MAX_VALUE);
    }

    /**
     * Makes a queue that gives the oldest element first.
     *
     * @param capacity how many elements it has at most, at least 1
     * @param <E> the type of elements
     * @return the queue, which is empty
     * @throws IllegalArgumentException if the capacity is less
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedQueue<E> queue(int capacity) {
        requireCapacity(capacity);
        return new ManagedQueue<E>(
                make(
                        "queue" + room(capacity),
                        QueueOps.class,
                        () -> ServerQueue.firstInFirstOut(capacity, false)));
    }

    /** As part of a kind. */
    private static String room(int capacity) {
        return capacity == Integer.MAX_VALUE ? "" : " of capacity " + capacity;
    }

    private static void requireCapacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a capacity must be >= 1: capacity="
                            + capacity
                            + "; without one the queue is never full");
        }
    }

    /**
     * Makes a queue that gives the youngest element first, and is never full.
     *
     * @param <E> the type of elements
     * @return the queue, which is empty
     */
    public <E> ManagedQueue<E> lifoQueue() {
        return lifoQueue(Integer.MAX_VALUE);
    }

    /**
     * Makes a queue that gives the youngest element first.
     *
     * @param capacity how many elements it has at most, at least 1
     * @param <E> the type of elements
     * @return the queue, which is empty
     * @throws IllegalArgumentException if the capacity is less
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedQueue<E> lifoQueue(int capacity) {
        requireCapacity(capacity);
        return new ManagedQueue<E>(
                make(
                        "LIFO queue" + room(capacity),
                        QueueOps.class,
                        () -> ServerQueue.lastInFirstOut(capacity)));
    }

    /**
     * Makes a queue that gives the least element first, and is never full.
     *
     * @param <E> the type of elements
     * @return the queue, which is empty
     */
    public <E extends Comparable<? super E>> ManagedQueue<E> priorityQueue() {
        return makePriorityQueue(Integer.MAX_VALUE, null);
    }

    /**
     * Makes a queue that gives the least element first.
     *
     * @param capacity how many elements it has at most, at least 1
     * @param <E> the type of elements
     * @return the queue, which is empty
     * @throws IllegalArgumentException if the capacity is less
     */
    public <E extends Comparable<? super E>> ManagedQueue<E> priorityQueue(int capacity) {
        return makePriorityQueue(capacity, null);
    }

    /**
     * Makes a queue that gives the least element first, and is never full.
     *
     * @param order tells which of two elements is less
     * @param <E> the type of elements
     * @return the queue, which is empty
     */
    public <E> ManagedQueue<E> priorityQueue(RemoteComparator<? super E> order) {
        return priorityQueue(Integer.MAX_VALUE, order);
    }

    /**
     * Makes a queue that gives the least element first.
     *
     * @param capacity how many elements it has at most, at least 1
     * @param order tells which of two elements is less
     * @param <E> the type of elements
     * @return the queue, which is empty
     * @throws IllegalArgumentException if the capacity is less
     */
    public <E> ManagedQueue<E> priorityQueue(int capacity, RemoteComparator<? super E> order) {
        return makePriorityQueue(capacity, Objects.requireNonNull(order, "order"));
    }

    @SuppressWarnings("unchecked")
    private <E> ManagedQueue<E> makePriorityQueue(
            int capacity, @Nullable RemoteComparator<? super E> order) {
        requireCapacity(capacity);
        return new ManagedQueue<E>(
                make(
                        "priority queue" + room(capacity),
                        QueueOps.class,
                        () -> ServerQueue.least(capacity, order)));
    }

    /**
     * Makes a queue that gives the oldest element first, is never full, and knows when its elements
     * are dealt with.
     *
     * @param <E> the type of elements
     * @return the queue, which is empty
     */
    public <E> ManagedJoinableQueue<E> joinableQueue() {
        return joinableQueue(Integer.MAX_VALUE);
    }

    /**
     * Makes a queue that gives the oldest element first, and knows when its elements are dealt
     * with. What a process that died had not dealt with is there again even if it is full.
     *
     * @param capacity how many elements it has at most that nobody has taken, at least 1
     * @param <E> the type of elements
     * @return the queue, which is empty
     * @throws IllegalArgumentException if the capacity is less
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedJoinableQueue<E> joinableQueue(int capacity) {
        requireCapacity(capacity);
        return new ManagedJoinableQueue<E>(
                make(
                        "joinable queue" + room(capacity),
                        QueueOps.class,
                        () -> ServerQueue.firstInFirstOut(capacity, true)));
    }

    /**
     * Makes an object of one's own.
     *
     * {@snippet :
     * interface Counter { long next(); }
     *
     * Counter counter = manager.register(Counter.class, AtomicCounter::new);
     * pool.map(i -> counter.next(), range(0, 50));
     * }
     *
     * <p>Processes call the methods of the interface, those that it inherits included, and nothing
     * else of the object; arguments and results are copied. Each call runs on a virtual thread of
     * its own, so several run at the same time: make the object as safe for threads as any that
     * threads share. A method that declares {@link InterruptedException} is interrupted in the
     * manager when its caller is.
     *
     * @param type the interface
     * @param maker makes the object, in the manager
     * @param <T> the type of the interface
     * @return the handle on it, which can be sent to any process of the session
     * @throws IllegalArgumentException if the type is not an interface, or the object not of it
     * @apiNote Python's {@code BaseManager.register}, which names a type; here an object is made
     *     straight away.
     */
    public <T> T register(Class<T> type, RemoteSupplier<? extends T> maker) {
        Exports.of(type);
        return make(type.getName(), type, maker);
    }
}
