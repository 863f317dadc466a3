package dev.procession.manager;

import dev.procession.ExitStatus;
import dev.procession.ManagerUnavailableException;
import dev.procession.TaskRunnable;
import dev.procession.internal.launch.Self;
import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Times;
import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A process that has objects for all processes of the session.
 *
 * {@snippet :
 * try (var manager = ProcessManager.start(); var pool = ProcessPool.of(5)) {
 *     ManagedMap<String, Integer> map = manager.map();
 *     map.put("count", 100);
 *     pool.map(i -> map.merge("count", -1, Integer::sum), range(0, 50));   // exactly 50
 * }
 * }
 *
 * <p>It belongs to the process that has started it, cannot be sent, and ends with that process
 * however it ends. Its objects can be sent. Thread-safe.
 *
 * <p><b>If a peer dies.</b> What a process that dies had of the objects is given back at once. When
 * the manager itself dies its objects are gone: whoever waits for an answer, and whoever calls
 * later, gets a {@link ManagerUnavailableException} at once; if it is stopped, in the time that
 * {@link ManagerOptions#withAnswerTimeout} says.
 *
 * @apiNote Python's {@code multiprocessing.Manager()}
 * @since 0.1
 */
public final class ProcessManager implements AutoCloseable {

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Address address;
    private final JavaProcess process;
    private final Link link;
    private final RootOps root;

    private ProcessManager(Address address, JavaProcess process, Link link) {
        this.address = address;
        this.process = process;
        this.link = link;
        this.root = Stub.handle(RootOps.class, address, link, ObjectId.ROOT);
    }

    /**
     * Starts a manager with default options, and waits until it answers.
     *
     * @return the manager
     * @throws UncheckedIOException if the system refuses to start a process
     * @throws ManagerUnavailableException if the process does not begin to answer
     */
    public static ProcessManager start() {
        return start(ManagerOptions.defaults());
    }

    /**
     * Starts a manager, and waits until it answers.
     *
     * @param options how
     * @return the manager
     * @throws UncheckedIOException if the system refuses to start a process
     * @throws ManagerUnavailableException if the process does not begin to answer
     */
    public static ProcessManager start(ManagerOptions options) {
        String given = options.process().name();
        String name = given == null ? nextName() : given;
        Address address =
                new Address(
                        name, Session.current().newPath(), Times.nanos(options.answerTimeout()));
        JavaProcess process =
                JavaProcess.start(
                        options.process().withName(name).withDaemon(true),
                        Serving.forCaller(address));
        ProcessManager started =
                new ProcessManager(address, process, Ways.toStarted(address, process));
        try {
            started.root.ping();
            return started;
        } catch (RuntimeException notThere) {
            started.close();
            throw notThere;
        }
    }

    private static String nextName() {
        String name = "Manager-" + STARTED.incrementAndGet();
        return Self.parentName() == null ? name : Self.name() + ":" + name;
    }

    /** Makes an object there, and returns the handle on it. */
    private <T> T make(Class<T> type, RemoteSupplier<? extends T> maker) {
        try {
            ObjectId id = root.create(type.getName(), maker);
            return Stub.handle(type, address, link, id);
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (Exception thrown) {
            throw new IllegalStateException("the supplier has thrown " + thrown, thrown);
        }
    }

    // ---- objects -----------------------------------------------------------------------------

    /**
     * Makes a map.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the map, which is empty
     */
    @SuppressWarnings("unchecked")
    public <K, V> ManagedMap<K, V> map() {
        return new MapProxy<K, V>(make(MapOps.class, ServerMap::new));
    }

    /**
     * Makes a list.
     *
     * @param <E> the type of elements
     * @return the list, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E extends @Nullable Object> ManagedList<E> list() {
        return new ListProxy<E>(make(ListOps.class, ServerList::new));
    }

    /**
     * Makes a set.
     *
     * @param <E> the type of elements
     * @return the set, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedSet<E> set() {
        return new SetProxy<E>(make(MapOps.class, ServerMap::new));
    }

    /**
     * Makes a deque.
     *
     * @param <E> the type of elements
     * @return the deque, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedDeque<E> deque() {
        return new DequeProxy<E>(make(DequeOps.class, ServerDeque::new));
    }

    /**
     * Makes a namespace.
     *
     * @return the namespace, which is empty
     */
    @SuppressWarnings("unchecked")
    public ManagedNamespace namespace() {
        return new ManagedNamespace(make(MapOps.class, ServerMap::new));
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
        return new ManagedValue<T>(make(CellOps.class, () -> new ServerCells<>(cells)));
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
        return new ManagedArray<T>(make(CellOps.class, () -> new ServerCells<>(cells)));
    }

    /**
     * Makes a lock that a thread cannot have more than once.
     *
     * @return the lock
     */
    public ManagedLock lock() {
        return new ManagedLock(make(LockOps.class, () -> new ServerLock(false)));
    }

    /**
     * Makes a lock that a thread may have more than once.
     *
     * @return the lock
     */
    public ManagedLock reentrantLock() {
        return new ManagedLock(make(LockOps.class, () -> new ServerLock(true)));
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
                make(SemaphoreOps.class, () -> new ServerSemaphore(permits, limit)));
    }

    /**
     * Makes an event.
     *
     * @return the event, which is not set
     */
    public ManagedEvent event() {
        return new ManagedEvent(make(EventOps.class, ServerEvent::new));
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
                make(BarrierOps.class, () -> new ServerBarrier(parties, action)), parties);
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
                make(QueueOps.class, () -> ServerQueue.firstInFirstOut(capacity, false)));
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
                make(QueueOps.class, () -> ServerQueue.lastInFirstOut(capacity)));
    }

    /**
     * Makes a queue that gives the least element first, and is never full.
     *
     * @param <E> the type of elements
     * @return the queue, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E extends Comparable<? super E>> ManagedQueue<E> priorityQueue() {
        return new ManagedQueue<E>(
                make(QueueOps.class, () -> ServerQueue.least(Integer.MAX_VALUE, null)));
    }

    /**
     * Makes a queue that gives the least element first, and is never full.
     *
     * @param order tells which of two elements is less
     * @param <E> the type of elements
     * @return the queue, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedQueue<E> priorityQueue(RemoteComparator<? super E> order) {
        Objects.requireNonNull(order, "order");
        return new ManagedQueue<E>(
                make(QueueOps.class, () -> ServerQueue.least(Integer.MAX_VALUE, order)));
    }

    /**
     * Makes a queue that gives the oldest element first, is never full, and knows when its elements
     * are dealt with.
     *
     * @param <E> the type of elements
     * @return the queue, which is empty
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedJoinableQueue<E> joinableQueue() {
        return new ManagedJoinableQueue<E>(
                make(QueueOps.class, () -> ServerQueue.firstInFirstOut(Integer.MAX_VALUE, true)));
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
        return make(type, maker);
    }

    /**
     * Returns how many objects it has.
     *
     * @return the number of those that some process has a handle on, or that may be on their way
     */
    public int objectCount() {
        return root.objectCount();
    }

    // ---- the process -------------------------------------------------------------------------

    /**
     * Returns the name of the process.
     *
     * @return {@code Manager-1} and so on, unless another was given
     */
    public String name() {
        return process.name();
    }

    /**
     * Returns the process id.
     *
     * @return the pid; still readable after the end
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Returns how the process stands.
     *
     * @return {@link ExitStatus#running()} or how it ended
     */
    public ExitStatus exitStatus() {
        return process.exitStatus();
    }

    @Override
    public String toString() {
        return "ProcessManager[" + name() + ", pid=" + pid() + ", " + exitStatus() + "]";
    }

    /**
     * Ends the manager and all its objects. Whoever waits for it, in any process, is told.
     * Idempotent.
     *
     * <p><b>Blocking.</b> Until the process has ended: two seconds, if it does not by itself.
     */
    @Override
    public void close() {
        Ways.forget(address);
        process.close();
        try {
            Files.deleteIfExists(Path.of(address.path()));
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "deleting a manager's socket", failure);
        }
    }
}
