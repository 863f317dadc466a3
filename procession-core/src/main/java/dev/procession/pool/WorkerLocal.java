package dev.procession.pool;

import dev.procession.TaskCallable;
import dev.procession.internal.launch.Self;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A value that each worker has for itself, made when one of its tasks first asks for it: a
 * connection, a parser, a model that takes long to load.
 *
 * {@snippet :
 * private static final WorkerLocal<Connection> DATABASE =
 *         WorkerLocal.withInitial(() -> DriverManager.getConnection(url));
 *
 * List<Row> rows = pool.map(id -> DATABASE.get().find(id), ids);
 * }
 *
 * <p>It may stand in a static field or be captured by a task; either way all tasks of a worker get
 * the same value. Outside of workers the process itself has one.
 *
 * <p>A value that is {@link AutoCloseable} is closed when its process ends in good order (the
 * worker is recycled or idle, or its pool ends), after the {@linkplain PoolOptions#withFinalizer
 * finalizer}, the youngest first; what {@code close} throws is logged. If the process is killed it
 * is not.
 *
 * <p>Thread-safe. The value is made by one thread while others that ask for it wait.
 *
 * @param <T> the type of the value
 * @since 0.1
 */
public final class WorkerLocal<T extends @Nullable Object> implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Of this process, by their keys. */
    private static final Map<Key, Slot> SLOTS = new HashMap<>();

    private static final Deque<AutoCloseable> TO_CLOSE = new ArrayDeque<>();

    private static boolean isHooked;

    /** Names the value in every process, unlike that of any other. */
    private final String key;

    /** Makes the value. */
    private final TaskCallable<? extends T> initial;

    private WorkerLocal(TaskCallable<? extends T> initial) {
        // Where it was made is part of its name: copies of it travel.
        this.key = ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
        this.initial = initial;
    }

    /** In a JShell session that goes on, the same classes come by another loader. */
    private record Key(String name, @Nullable ClassLoader loader) {}

    /** Where a process keeps its value; also the lock of who makes it. */
    private static final class Slot {
        private @Nullable Object value;
        private boolean isMade;
    }

    /**
     * Returns a value per worker.
     *
     * @param initial makes it; may return null
     * @param <T> the type of the value
     * @return nothing is made yet
     */
    public static <T extends @Nullable Object> WorkerLocal<T> withInitial(
            TaskCallable<? extends T> initial) {
        return new WorkerLocal<>(Objects.requireNonNull(initial, "initial"));
    }

    /**
     * Returns the value of this worker, which is made if there is none.
     *
     * <p><b>Blocking.</b> Waits while another thread makes it.
     *
     * @return the value
     * @throws IllegalStateException if there is none and the process shuts down
     * @throws CompletionException if making it throws a checked exception, which is the cause; an
     *     unchecked one is thrown as it is. The next call tries again
     */
    public T get() {
        Slot slot;
        synchronized (SLOTS) {
            Key here = new Key(key, initial.getClass().getClassLoader());
            slot = SLOTS.computeIfAbsent(here, _ -> new Slot());
        }
        synchronized (slot) {
            if (!slot.isMade) {
                slot.value = make();
                slot.isMade = true;
            }
            return Batch.cast(slot.value);
        }
    }

    private T make() {
        // First, since it is refused once the process shuts down.
        hook();
        T value;
        try {
            value = initial.call();
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception thrown) {
            throw new CompletionException(thrown);
        }
        if (value instanceof AutoCloseable closeable) {
            synchronized (TO_CLOSE) {
                TO_CLOSE.push(closeable);
            }
        }
        return value;
    }

    private static void hook() {
        synchronized (TO_CLOSE) {
            if (!isHooked) {
                Thread hook = new Thread(WorkerLocal::closeAll, "procession-worker-locals");
                Runtime.getRuntime().addShutdownHook(hook);
                isHooked = true;
            }
        }
    }

    private static void closeAll() {
        AutoCloseable value = next();
        while (value != null) {
            try {
                value.close();
            } catch (Throwable failure) {
                System.getLogger("dev.procession")
                        .log(
                                System.Logger.Level.WARNING,
                                "["
                                        + Self.name()
                                        + "] closing a WorkerLocal of "
                                        + value.getClass().getName(),
                                failure);
            }
            value = next();
        }
    }

    /** Not held while it is closed: that may ask for the value of another one. */
    private static @Nullable AutoCloseable next() {
        synchronized (TO_CLOSE) {
            return TO_CLOSE.poll();
        }
    }
}
