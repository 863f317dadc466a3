package dev.procession.pool;

import dev.procession.TaskFunction;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a function over many inputs in a {@link ThreadPool}.
 *
 * <p>The inputs are pulled by a virtual thread, so that a source that blocks holds up no outcome,
 * or by the thread that takes the outcomes if they are in a collection. Belongs to one thread at a
 * time, but for the pulling.
 */
final class ThreadOutcomes<A extends @Nullable Object, R extends @Nullable Object>
        implements Iterator<Outcome<A, R>>, AutoCloseable {

    /** How far a source is pulled ahead: the promise of {@link TaskExecutor#outcomes}. */
    private static final int SPAN_PER_WORKER = 2048;

    private final ThreadTasks tasks;
    private final Iterator<? extends A> source;
    private final TaskFunction<? super A, ? extends R> function;
    private final boolean inOrder;
    private final boolean isCollection;
    private final ThreadMeter meter;
    private final Semaphore places;
    private final BlockingQueue<Slot<A, R>> queue = new LinkedBlockingQueue<>();
    private final Set<ThreadTask<R>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;
    private volatile boolean isExhausted;
    private volatile @Nullable Throwable thrown;
    private volatile long pulled;
    private @Nullable Thread puller;
    private long handedOut;
    private @Nullable Slot<A, R> next;

    /** An input on its way; without a task it only says that the inputs have ended. */
    private record Slot<A extends @Nullable Object, R extends @Nullable Object>(
            long index, @Nullable A input, @Nullable ThreadTask<R> task) {}

    ThreadOutcomes(
            ThreadTasks tasks,
            TaskFunction<? super A, ? extends R> function,
            Feed<? extends A> feed,
            BatchManner manner) {
        this.tasks = tasks;
        this.function = function;
        this.source = feed.inputs();
        this.meter = tasks.meter(feed);
        this.inOrder = manner.inOrder();
        this.isCollection = !manner.isReadAhead();
        this.places = new Semaphore(SPAN_PER_WORKER * tasks.crew().options().workers());
    }

    // ---- pulling in --------------------------------------------------------------------------

    private void pullAll() {
        try {
            while (!isExhausted && !isClosed) {
                places.acquire();
                pull();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void pull() {
        try {
            if (!isClosed && source.hasNext()) {
                submit(source.next());
                return;
            }
        } catch (Throwable failure) {
            thrown = failure;
        }
        isExhausted = true;
        queue.add(new Slot<>(pulled, null, null));
    }

    private void submit(A input) {
        long index = pulled;
        ThreadTask<R> task = tasks.element(function, input, false, meter);
        open.add(task);
        pulled = index + 1;
        Slot<A, R> slot = new Slot<>(index, input, task);
        if (inOrder) {
            queue.add(slot);
        } else {
            task.whenComplete((value, failure) -> queue.add(slot));
        }
        if (isClosed) {
            task.cancel(true);
        }
    }

    // ---- handing out -------------------------------------------------------------------------

    @Override
    public boolean hasNext() {
        if (!isClosed) {
            meter.begin();
        }
        while (next == null && !isClosed) {
            if (isCollection) {
                while (!isExhausted && places.tryAcquire()) {
                    pull();
                }
            } else if (puller == null) {
                puller =
                        Thread.ofVirtual()
                                .name("procession-" + tasks.crew().name() + "-inputs")
                                .start(this::pullAll);
            }
            if (isExhausted && handedOut == pulled) {
                meter.end();
                Throwable failure = thrown;
                if (failure != null) {
                    throw Batch.<RuntimeException>raised(failure);
                }
                return false;
            }
            next = take();
        }
        return next != null;
    }

    private @Nullable Slot<A, R> take() {
        try {
            Slot<A, R> slot = queue.take();
            ThreadTask<R> task = slot.task();
            if (task == null) {
                return null;
            }
            ThreadTasks.awaitEnd(task);
            return slot;
        } catch (InterruptedException stop) {
            close();
            Thread.currentThread().interrupt();
            throw new CancellationException(
                    "[pool "
                            + tasks.crew().name()
                            + "] the thread that takes the outcomes was interrupted");
        }
    }

    @Override
    public Outcome<A, R> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all outcomes were handed out");
        }
        Slot<A, R> slot = next;
        next = null;
        if (slot == null || slot.task() == null) {
            throw new IllegalStateException("an outcome without a task");
        }
        ThreadTask<R> task = slot.task();
        open.remove(task);
        handedOut++;
        places.release();
        A input = Batch.cast(slot.input());
        TaskRun run = task.run(slot.index());
        return task.isCompletedExceptionally()
                ? new Outcome.Failed<>(input, task.exceptionNow(), run)
                : new Outcome.Ok<>(input, task.resultNow(), run);
    }

    @Override
    public void close() {
        isClosed = true;
        Thread pulling = puller;
        if (pulling != null) {
            pulling.interrupt();
        }
        meter.freeze();
        open.forEach(task -> task.cancel(true));
        meter.end();
    }
}
