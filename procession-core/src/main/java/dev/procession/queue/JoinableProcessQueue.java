package dev.procession.queue;

import dev.procession.ConsumerDiedException;
import dev.procession.QueueCompletedException;
import dev.procession.TaskConsumer;
import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.ring.Elements;
import dev.procession.internal.ring.Parcel;
import dev.procession.internal.ring.Ring;
import dev.procession.internal.ring.RingAccess;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue between processes whose consumers say when they are done with an element, so that others
 * can wait until all is.
 *
 * {@snippet :
 * try (var queue = JoinableProcessQueue.<Path>redelivering(100);
 *         var one = JavaProcess.start(() -> queue.forEachDone(Thumbnails::make));
 *         var two = JavaProcess.start(() -> queue.forEachDone(Thumbnails::make))) {
 *     for (Path photo : photos) {
 *         queue.put(photo);
 *     }
 *     queue.join();       // all thumbnails are made, whoever died meanwhile
 *     queue.complete();   // the consumers end
 * }
 * }
 *
 * <p>It is a {@link ProcessQueue}, with these differences. An element that was taken is in the
 * hands of the process that has taken it until that calls {@link #taskDone}. If it dies before,
 * then
 *
 * <ul>
 *   <li>with {@link #redelivering(int)} the element is given out again, before those that have not
 *       been taken yet. This happens as often as its consumer dies; nobody counts. What the dead
 *       one had done with it is done twice. {@link #join} waits until it is done, so somebody has
 *       to be left who takes it.
 *   <li>with {@link #reporting(int)} it is lost, and {@link #join} says so, once.
 * </ul>
 *
 * <p>1024 elements may be taken and not done at a time, by all processes together; who takes
 * another gets an {@code IllegalStateException}. One whose decoding fails counts as done.
 *
 * <p>With {@code redelivering} elements of more than about 990 bytes are copied to memory of their
 * own when they are taken, which costs some hundred microseconds each; the queue's memory is larger
 * by 1 MiB.
 *
 * <p><b>The end of a stream.</b> With {@code redelivering} takers are told that it has ended once
 * all is done, so that somebody is left to take what dead ones had; one whose process has taken an
 * element that is not done is told so at once.
 *
 * <p><b>Blocking.</b> As a {@code ProcessQueue}. {@code taskDone} waits for as long as another
 * process copies one element.
 *
 * <p><b>If a peer dies.</b> As with a {@code ProcessQueue}, but for what a taker had. Its death is
 * noticed, within a tenth of a second, by who joins, and by who finds nothing to take. What it had
 * is not given out as long as there are others to take and nobody joins.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.queue the package}. Actions before
 * {@code taskDone} <i>happen-before</i> actions after a {@code join} that waited for it, as far as
 * shared memory goes.
 *
 * @param <E> the type of the elements
 * @apiNote Python's {@code multiprocessing.JoinableQueue}. There {@code join} waits for ever if a
 *     consumer has died, and any process may say {@code task_done}; here the one that has taken it.
 * @since 0.1
 */
public final class JoinableProcessQueue<E> extends QueueHandle<E> {

    @Serial private static final long serialVersionUID = 1L;

    private final transient ProcessQueue<E> queue;
    private final transient RingAccess access;
    private final transient LedgerAccess ledger;

    private JoinableProcessQueue(ProcessQueue<E> queue, Block block) throws InvalidObjectException {
        super(block);
        this.queue = queue;
        Ring ring = queue.ring();
        Peers peers = Peers.current();
        Parking parking = Parking.current();
        Ledger entries = new Ledger(words(), ring, peers);
        this.access = new RingAccess(ring, entries, queue.ringWords(), peers, parking);
        EventWord done = new EventWord(words(), LedgerLayout.DONE_OFFSET, parking);
        this.ledger = new LedgerAccess(ring, entries, access, done);
    }

    // ---- making ------------------------------------------------------------------------------

    /**
     * Makes a queue that gives out again what dead consumers had not done.
     *
     * @param <E> the type of the elements
     * @param capacity how many elements may wait, 1 or more
     * @return the queue, which lives until this process closes it
     * @throws IllegalArgumentException if {@code capacity} is less than 1
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <E> JoinableProcessQueue<E> redelivering(int capacity) {
        return redelivering(QueueOptions.defaults().withCapacity(capacity));
    }

    /**
     * Makes a queue that gives out again what dead consumers had not done.
     *
     * @param <E> the type of the elements
     * @param options how much it holds, without what is taken and not done
     * @return the queue, which lives until this process closes it
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <E> JoinableProcessQueue<E> redelivering(QueueOptions options) {
        return open(options, LedgerLayout.KEEPING_BYTES);
    }

    /**
     * Makes a queue whose {@link #join} reports what dead consumers had not done.
     *
     * @param <E> the type of the elements
     * @param capacity how many elements may wait, 1 or more
     * @return the queue, which lives until this process closes it
     * @throws IllegalArgumentException if {@code capacity} is less than 1
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <E> JoinableProcessQueue<E> reporting(int capacity) {
        return reporting(QueueOptions.defaults().withCapacity(capacity));
    }

    /**
     * Makes a queue whose {@link #join} reports what dead consumers had not done.
     *
     * @param <E> the type of the elements
     * @param options how much it holds
     * @return the queue, which lives until this process closes it
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <E> JoinableProcessQueue<E> reporting(QueueOptions options) {
        return open(options, LedgerLayout.COUNTING_BYTES);
    }

    private static <E> JoinableProcessQueue<E> open(QueueOptions options, int slotBytes) {
        ProcessQueue<E> queue = ProcessQueue.open(options);
        try {
            return new JoinableProcessQueue<>(
                    queue,
                    Block.create(
                            LedgerLayout.KIND,
                            LedgerLayout.bytes(slotBytes),
                            words -> words.setInt(LedgerLayout.SLOT_BYTES_OFFSET, slotBytes)));
        } catch (IOException noMemory) {
            queue.close();
            throw new UncheckedIOException("a queue could not be made: " + options, noMemory);
        }
    }

    // ---- being done --------------------------------------------------------------------------

    /**
     * Says that an element is done: of those that this thread has taken the one that it has taken
     * first, or if it has none, that which this process has.
     *
     * @throws IllegalStateException if this process has taken no element that is not done, or the
     *     queue was closed
     */
    public void taskDone() {
        explained(() -> {
            ledger.done();
            return true;
        });
    }

    /**
     * Waits until nothing is in the queue, and all that was taken is done.
     *
     * @throws ConsumerDiedException if the queue reports, and processes have died before they were
     *     done, perhaps others than this call has waited for: at once, and once. What they had
     *     counts as done then; call it again to wait for the rest.
     * @throws IllegalStateException if the queue was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public void join() throws InterruptedException {
        join(RingAccess.FOR_EVER);
    }

    /**
     * Waits until nothing is in the queue, and all that was taken is done.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return whether all is done; {@code false} if the time was over before
     * @throws ConsumerDiedException as {@link #join()}
     * @throws IllegalStateException if the queue was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return join(Times.nanos(timeout));
    }

    private boolean join(long nanos) throws InterruptedException {
        return explained(() -> ledger.join(nanos));
    }

    /** What finds the memory unmapped says that the queue was closed. */
    private <X extends Exception> boolean explained(Step<X> step) throws X {
        try {
            return step.run();
        } catch (IllegalStateException met) {
            throw queue.ring().explained(met);
        }
    }

    /** Something with the shared memory. */
    @FunctionalInterface
    private interface Step<X extends Exception> {
        boolean run() throws X;
    }

    // ---- putting -----------------------------------------------------------------------------

    /**
     * Puts an element, and waits for room, as {@link ProcessQueue#put}.
     *
     * @param element what to put
     * @throws QueueCompletedException if the queue was completed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was put
     */
    @Override
    public void put(E element) throws InterruptedException {
        queue.put(element);
    }

    @Override
    public boolean offer(E element) {
        return queue.offer(element);
    }

    /**
     * Puts an element, and waits for room, as {@link ProcessQueue#offer(Object, Duration)}.
     *
     * @param element what to put
     * @param timeout how long to wait at most; zero or less does not wait
     * @return whether it was put; {@code false} if the time was over before
     * @throws QueueCompletedException if the queue was completed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was put
     */
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return queue.offer(element, timeout);
    }

    @Override
    boolean offer(E element, long nanos) throws InterruptedException {
        return queue.offer(element, nanos);
    }

    // ---- taking ------------------------------------------------------------------------------

    /**
     * Takes the first element, and waits until there is one; {@link #taskDone} is to follow.
     *
     * @return the element
     * @throws QueueCompletedException if the queue was completed and has ended
     * @throws dev.procession.CodecException if the element cannot be decoded here; it counts as
     *     done
     * @throws IllegalStateException if 1024 elements are taken and not done, or the queue was
     *     closed, perhaps meanwhile
     * @throws UncheckedIOException if there is no memory to keep the element in until it is done
     * @throws InterruptedException if the thread is interrupted; then nothing was taken
     */
    @Override
    public E take() throws InterruptedException {
        E element = poll(RingAccess.FOR_EVER);
        if (element == null) {
            throw new QueueCompletedException(
                    "the queue was completed, and all its elements were taken");
        }
        return element;
    }

    /**
     * Takes the first element if there is one; {@link #taskDone} is to follow.
     *
     * @return the element; null if there is none
     * @throws dev.procession.CodecException as {@link #take}
     * @throws IllegalStateException as {@link #take}
     * @throws UncheckedIOException as {@link #take}
     */
    @Override
    public @Nullable E poll() {
        return receive(access::takeNow);
    }

    /**
     * Takes the first element, and waits until there is one or there never will be; {@link
     * #taskDone} is to follow.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return the element; null if the time was over before, or the queue was completed and has
     *     ended
     * @throws dev.procession.CodecException as {@link #take}
     * @throws IllegalStateException as {@link #take}
     * @throws UncheckedIOException as {@link #take}
     * @throws InterruptedException if the thread is interrupted; then nothing was taken
     */
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return poll(Times.nanos(timeout));
    }

    @Override
    @Nullable E poll(long nanos) throws InterruptedException {
        return receive(parcel -> access.take(parcel, nanos));
    }

    private <X extends Exception> @Nullable E receive(Elements.Taking<X> taking) throws X {
        Receipt<X> receipt = new Receipt<>(taking);
        boolean isReceived = false;
        try {
            E element = queue.receive(receipt);
            isReceived = true;
            return element;
        } finally {
            if (!isReceived && receipt.isInLedger) {
                ledger.undo();
            }
        }
    }

    /** Remembers that an element was taken, even if it cannot be decoded after that. */
    private static final class Receipt<X extends Exception> implements Elements.Taking<X> {
        private final Elements.Taking<X> taking;
        boolean isInLedger;

        Receipt(Elements.Taking<X> taking) {
            this.taking = taking;
        }

        @Override
        public Ring.Taken take(Parcel parcel) throws X {
            Ring.Taken taken = taking.take(parcel);
            isInLedger = taken == Ring.Taken.ONE && !parcel.isLost();
            return taken;
        }
    }

    /**
     * Returns the element that would be taken first, and leaves it there.
     *
     * @return the element, decoded for this call alone; null if there is none
     * @throws dev.procession.CodecException if it cannot be decoded here
     * @throws IllegalStateException if the queue was closed
     */
    @Override
    public @Nullable E peek() {
        return queue.receive(access::peek);
    }

    /**
     * Takes elements until the stream ends, and says of each that it is done, once the action
     * returns or throws.
     *
     * @param action what to do with each
     * @throws Exception whatever the action throws; the element counts as done
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the queue was closed, perhaps meanwhile
     */
    public void forEachDone(TaskConsumer<? super E> action) throws Exception {
        Objects.requireNonNull(action, "action");
        E element = poll(RingAccess.FOR_EVER);
        while (element != null) {
            try {
                action.accept(element);
            } finally {
                taskDone();
            }
            element = poll(RingAccess.FOR_EVER);
        }
    }

    /**
     * Takes what there is, one by one, up to a number of elements, and adds it to a collection;
     * {@link #taskDone} is to follow for each.
     *
     * @param target where they are added
     * @param most how many at most
     * @return how many were added
     * @throws IllegalArgumentException if {@code target} is this queue
     * @throws dev.procession.CodecException as {@link #take}; those before it were added
     * @throws IllegalStateException as {@link #take}; those before it were added
     */
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        if (Objects.requireNonNull(target, "target") == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        for (int count = 0; count < most; count++) {
            E element = poll();
            if (element == null) {
                return count;
            }
            target.add(element);
        }
        return Math.max(0, most);
    }

    /** Takes what there is, and drops it; it counts as done. */
    @Override
    public void clear() {
        explained(() -> {
            ledger.clear();
            return true;
        });
    }

    // ---- how it stands -----------------------------------------------------------------------

    /**
     * Returns how many elements can be taken, those among them that are to be given out again, as
     * far as the death of who had them was noticed.
     *
     * @return the number a moment ago
     * @throws IllegalStateException if the queue was closed
     */
    @Override
    public int size() {
        return ledger.size();
    }

    /**
     * Returns for how many more elements there is room, as {@link ProcessQueue#remainingCapacity}.
     *
     * @return the number; {@code Integer.MAX_VALUE} if there is no limit
     * @throws IllegalStateException if the queue was closed
     */
    @Override
    public int remainingCapacity() {
        return queue.remainingCapacity();
    }

    /**
     * Ends the stream, for all processes: nothing can be put any more, and takers are told so at
     * its end. Idempotent.
     *
     * @throws IllegalStateException if the queue was closed
     */
    public void complete() {
        queue.complete();
    }

    /**
     * Tells whether {@link #complete} was called, by any process.
     *
     * @return whether nothing can be put any more
     * @throws IllegalStateException if the queue was closed
     */
    public boolean isCompleted() {
        return queue.isCompleted();
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended; who
     * waits gets an {@code IllegalStateException}, and elements that nobody has taken are gone.
     * Otherwise this does nothing. Idempotent.
     */
    @Override
    public void close() {
        queue.close();
        // Asked once whether this process may, since the maker can die at any moment.
        if (queue.ring().isClosed()) {
            close(ledger::ringAll);
        }
        KeptElement.endClosed();
    }

    /** Returns how it stands, for people. */
    @Override
    public String toString() {
        return "Joinable" + queue;
    }

    @Override
    RingAccess access() {
        return access;
    }

    // ---- travelling --------------------------------------------------------------------------

    @Override
    protected Object travelling() {
        return new Travelling(queue, ref());
    }

    private record Travelling(ProcessQueue<?> queue, BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new JoinableProcessQueue<>(queue, attach(ref, LedgerLayout.KIND, "the queue"));
        }
    }
}
