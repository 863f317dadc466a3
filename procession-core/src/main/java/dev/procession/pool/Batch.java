package dev.procession.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One function over many inputs, the outcomes handed out in the order of the inputs or as they
 * come.
 *
 * <p>The thread that takes the outcomes does the work: it has inputs come in by an {@link Intake},
 * and harvests while it waits.
 *
 * <p>Whatever ends the inputs, be it that there are no more, that the source has thrown or that the
 * pool takes no more: what was taken before has its outcome handed out first.
 *
 * <p>Belongs to one thread at a time; only {@link #delivered}, {@link #leftBacklog}, {@link
 * #progress} and what {@link Meter} counts are called by others.
 */
final class Batch<A extends @Nullable Object, R extends @Nullable Object>
        implements Iterator<Outcome<A, R>>,
                Harvest.Waiter,
                Supply.Listener,
                Meter.Running,
                AutoCloseable {

    private final Engine engine;
    private final Terms terms;
    private final Intake<A, R> intake;
    private final boolean inOrder;
    private final @Nullable Meter meter;
    private final ArrayDeque<Element<A, R>> ordered = new ArrayDeque<>();
    private final Set<Element<A, R>> unordered = new HashSet<>();
    private final Queue<Element<A, R>> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean progress = new AtomicBoolean();
    private volatile @Nullable Thread waiting;
    private volatile boolean isStarved;
    private int ahead;

    /** How many inputs were taken whose outcomes were not handed out. */
    private int open;

    private final boolean mayBeLeft;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicBoolean left = new AtomicBoolean();
    private boolean isLong;
    private volatile boolean closed;

    Batch(
            Engine engine,
            FunctionRef function,
            Terms terms,
            Feed<? extends A> feed,
            BatchManner manner) {
        Iterator<? extends A> source = feed.inputs();
        this.terms = terms;
        this.engine = engine;
        this.inOrder = manner.inOrder();
        this.mayBeLeft = manner.mayBeLeft();
        Supply<A> supply =
                manner.isReadAhead()
                        ? new ReadAhead<>(engine.name(), source, this)
                        : Supply.pulling(source);
        this.intake = new Intake<>(engine, this, function, supply, manner);
        this.meter = Meter.of(terms, engine, feed, this);
    }

    /** The type is the user's word: the function that made the value says so. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    static <T extends @Nullable Object> T cast(@Nullable Object value) {
        return (T) value;
    }

    /** Throws whatever a source has thrown, checked or not. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T extends Throwable> RuntimeException raised(Throwable thrown) throws T {
        throw (T) thrown;
    }

    Terms terms() {
        return terms;
    }

    // ---- handing out -------------------------------------------------------------------------

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        if (meter != null) {
            meter.begin();
        }
        if (ahead <= 0 || open == 0) {
            fill();
        }
        while (open == 0 && !intake.isExhausted()) {
            awaitInput();
        }
        if (open == 0 && meter != null) {
            meter.end();
        }
        Throwable failure = intake.failure();
        if (open == 0 && failure != null) {
            throw Batch.<RuntimeException>raised(failure);
        }
        return open > 0;
    }

    private void awaitInput() {
        // Before the look, so that what comes after it is not missed.
        progress.set(false);
        fill();
        if (open == 0 && !intake.isExhausted() && !hasMissedInput()) {
            await();
        }
    }

    @Override
    public Outcome<A, R> next() {
        return nextElement().outcome();
    }

    /** As {@link #next}, without the facts of the run. */
    Element<A, R> nextElement() {
        if (!hasNext()) {
            throw new NoSuchElementException("all outcomes were handed out");
        }
        Element<A, R> element = poll();
        while (element == null) {
            // Before the look, so that what comes after it is not missed.
            progress.set(false);
            fill();
            element = poll();
            if (element == null && !hasMissedInput()) {
                await();
                element = poll();
            }
        }
        ahead--;
        open--;
        if (mayBeLeft) {
            leave();
        }
        element.decode(engine);
        return element;
    }

    /**
     * Who takes an outcome may be busy with it for long. Where tasks are long, too, the pool's own
     * thread harvests meanwhile, and the workers find in the backlog what comes next. It is counted
     * only while there is something to harvest: a stream that is left for good costs nothing.
     */
    private void leave() {
        if (!isLong) {
            comeBack();
            return;
        }
        fill();
        if (inFlight.get() > 0 && left.compareAndSet(false, true)) {
            engine.harvest().addUnattended();
            engine.harvest().attend();
            if (inFlight.get() == 0) {
                comeBack();
            }
        }
    }

    private void comeBack() {
        if (left.get() && left.compareAndSet(true, false)) {
            engine.harvest().removeUnattended();
        }
    }

    private @Nullable Element<A, R> poll() {
        if (inOrder) {
            Element<A, R> head = ordered.peekFirst();
            return head != null && head.isDelivered() ? ordered.pollFirst() : null;
        }
        Element<A, R> element = arrived.poll();
        if (element != null) {
            unordered.remove(element);
        }
        return element;
    }

    private void await() {
        waiting = Thread.currentThread();
        try {
            if (open > 0) {
                engine.harvest().await(this);
            } else {
                awaitProgress();
            }
        } catch (InterruptedException stop) {
            close();
            Thread.currentThread().interrupt();
            throw new CancellationException(
                    "[pool "
                            + engine.name()
                            + "] the thread that takes the outcomes was interrupted");
        } finally {
            waiting = null;
        }
    }

    /** The last look before we sleep; what comes after it wakes us. */
    private boolean hasMissedInput() {
        isStarved = open == 0;
        return intake.hasMissedInput(isLong);
    }

    /**
     * Where all workers are busy with short tasks, the next outcome comes soon, and by then there
     * may be many inputs: one change of threads for all of them.
     */
    @Override
    public boolean isWanted() {
        return isStarved || engine.dispatcher().hasIdle() || engine.dispatcher().areTasksLong();
    }

    /** Without harvesting: there is nothing of ours to harvest, and the pool may have ended. */
    private void awaitProgress() throws InterruptedException {
        while (!isReady()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
    }

    @Override
    public boolean isPatient() {
        return true;
    }

    @Override
    public boolean isReady() {
        return progress.get();
    }

    /** Says that an element has its outcome; by whichever thread. */
    void delivered(Element<A, R> element) {
        if (!inOrder) {
            arrived.add(element);
        }
        if (mayBeLeft && inFlight.decrementAndGet() == 0) {
            comeBack();
        }
        progress();
    }

    /** Has the thread that takes outcomes look again. */
    @Override
    public void progress() {
        Thread sleeper = waiting;
        if (sleeper == Thread.currentThread()) {
            // The usual case: who waits, harvests.
            progress.setRelease(true);
            return;
        }
        progress.set(true);
        sleeper = waiting;
        if (sleeper != null) {
            engine.harvest().signal(sleeper);
        }
    }

    // ---- pulling in --------------------------------------------------------------------------

    /**
     * Sends as many inputs as there is room for. Not after each outcome: where tasks are short, a
     * handful at a time is cheaper for both sides.
     */
    private void fill() {
        isLong = engine.dispatcher().areTasksLong();
        ahead = engine.dispatcher().wholeWindow() / 2;
        intake.fill(isLong);
    }

    /** How many inputs were taken whose outcomes were not handed out. */
    int open() {
        return open;
    }

    /** Says that an input was taken. */
    void taken(Element<A, R> element) {
        if (meter != null) {
            meter.taken();
        }
        if (mayBeLeft) {
            inFlight.incrementAndGet();
        }
        open++;
        if (inOrder) {
            ordered.addLast(element);
        } else {
            unordered.add(element);
        }
    }

    /** Says that an element has left the backlog: there may be room for the next one. */
    void leftBacklog() {
        progress();
    }

    // ---- progress ----------------------------------------------------------------------------

    /** Counts an element that has ended; before anybody can see that it has. */
    void count(boolean isFailed, int attempts) {
        if (meter != null) {
            meter.ended(isFailed, attempts);
        }
    }

    /** Counts an element whose value cannot be decoded. */
    void countSpoiled() {
        if (meter != null) {
            meter.spoiled();
        }
    }

    @Override
    public long countRunning() {
        long count = 0;
        for (Worker worker : engine.workers()) {
            Work running = worker.occupancy().running();
            if (running instanceof Element<?, ?> element && element.isOf(this)) {
                count++;
            }
        }
        return count;
    }

    // ---- the end -----------------------------------------------------------------------------

    /** Cancels what has no outcome yet. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            cancel();
        } finally {
            if (meter != null) {
                meter.end();
            }
        }
    }

    private void cancel() {
        if (meter != null) {
            meter.freeze();
        }
        comeBack();
        intake.close();
        List<Element<A, R>> undecided = new ArrayList<>();
        for (Element<A, R> element : inOrder ? ordered : unordered) {
            if (element.decide()) {
                undecided.add(element);
            }
        }
        undecided.forEach(Element::drop);
        engine.settlement().abandonAll(undecided);
    }

    /** Tells whether nobody wants outcomes any more; seen by other threads. */
    boolean isClosed() {
        return closed;
    }
}
