package dev.procession.queue;

import dev.procession.QueueCompletedException;
import dev.procession.TaskConsumer;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.ring.Elements;
import dev.procession.internal.ring.LargeElement;
import dev.procession.internal.ring.Parcel;
import dev.procession.internal.ring.QueueLayout;
import dev.procession.internal.ring.Ring;
import dev.procession.internal.ring.RingAccess;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Segment;
import dev.procession.internal.shared.Words;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A first-in-first-out queue between any processes of a session: many may put, many may take.
 *
 * {@snippet :
 * try (var queue = ProcessQueue.<String>bounded(10);
 *         var consumer = JavaProcess.start(() -> queue.forEachTaken(System.out::println))) {
 *     queue.put("A");
 *     queue.complete();
 *     consumer.join();
 * }
 * }
 *
 * <p>An element is encoded by who puts it, before any waiting: what cannot be encoded fails there,
 * and later changes of the object are not seen by who takes it. It is decoded by who takes it. Each
 * element reaches exactly one taker, and those of one thread are taken in the order in which it put
 * them. {@link #size} is exact: what was put is seen by every process when {@code put} returns.
 *
 * <p>Any object that can travel may be an element, another queue too, and so may this queue itself
 * be captured by a task, passed as an argument or returned. It lives until the process that made it
 * closes it, or the session ends.
 *
 * <p><b>The end of a stream.</b> After {@link #complete} nothing can be put any more; all that was
 * put is taken, and after that every taker is told that the stream has ended.
 *
 * <p><b>Fairness.</b> There is none among those that wait: the fastest of them goes on. Nobody
 * waits for ever while others go on putting and taking for ever, but there is no bound.
 *
 * <p><b>Blocking.</b> Threads wait in the kernel, interruptibly; virtual threads without keeping
 * their carrier. A timeout of zero or less never waits for room or elements. All wait for as long
 * as another process copies one element in or out. If that process was stopped meanwhile, methods
 * that do not wait otherwise fail with an {@code IllegalStateException} after ten seconds.
 *
 * <p><b>If a peer dies.</b> One that puts has put its element or has not; a {@code put} that
 * returned is never undone. One that takes has taken one element or none; only an element that it
 * had taken is lost. In no case is an element torn or given out twice, and the others go on, within
 * a tenth of a second if they waited.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.queue the package}.
 *
 * @param <E> the type of the elements
 * @apiNote Python's {@code multiprocessing.Queue}. That loses elements that cannot be pickled and
 *     says so in a thread, may be empty right after {@code put}, and hangs or is corrupt after the
 *     death of a process that used it.
 * @since 0.1
 */
public final class ProcessQueue<E> extends QueueHandle<E> {

    @Serial private static final long serialVersionUID = 1L;

    private static final long UNBOUNDED_BYTES = 64 << 20;

    private final transient Ring ring;
    private final transient RingAccess access;
    private final transient Elements elements;

    private ProcessQueue(Block block) throws InvalidObjectException {
        super(block);
        // Of all that lives this block alone is there.
        this.ring = new Ring(words(), ref().segment().id() ^ ref().offset());
        this.elements = new Elements(ring);
        this.access = new RingAccess(ring, words(), Peers.current(), Parking.current());
    }

    // ---- making ------------------------------------------------------------------------------

    /**
     * Makes a queue for a number of elements, which take 4 MiB together at most; see {@link
     * QueueOptions#withMaxBytes}.
     *
     * @param <E> the type of the elements
     * @param capacity how many elements may wait, 1 or more
     * @return the queue, which lives until this process closes it
     * @throws IllegalArgumentException if {@code capacity} is less than 1
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <E> ProcessQueue<E> bounded(int capacity) {
        return open(QueueOptions.defaults().withCapacity(capacity));
    }

    /**
     * Makes a queue without a limit of elements. Its memory has one, as all memory has: the
     * elements that wait take 64 MiB together at most, a quarter of which is reserved at once; see
     * {@link QueueOptions#withMaxBytes} for more, or less.
     *
     * @param <E> the type of the elements
     * @return the queue, which lives until this process closes it
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <E> ProcessQueue<E> unbounded() {
        return open(QueueOptions.defaults().withMaxBytes(UNBOUNDED_BYTES));
    }

    /**
     * Makes a queue.
     *
     * @param <E> the type of the elements
     * @param options how much it holds
     * @return the queue, which lives until this process closes it
     * @throws UncheckedIOException if there is no shared memory
     */
    public static <E> ProcessQueue<E> open(QueueOptions options) {
        int ringBytes = options.ringBytes();
        try {
            return new ProcessQueue<>(
                    Block.create(
                            QueueLayout.KIND,
                            QueueLayout.bytes(ringBytes),
                            words ->
                                    QueueLayout.fill(
                                            words,
                                            ringBytes,
                                            options.capacity(),
                                            options.largePages())));
        } catch (IOException noMemory) {
            throw new UncheckedIOException("a queue could not be made: " + options, noMemory);
        }
    }

    // ---- putting -----------------------------------------------------------------------------

    /**
     * Puts an element, and waits for room.
     *
     * @param element what to put
     * @throws NullPointerException if {@code element} is null
     * @throws dev.procession.CodecException if it cannot be encoded; the message begins with the
     *     path to the field at fault
     * @throws QueueCompletedException if the queue was completed, perhaps meanwhile
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     * @throws UncheckedIOException if the element is large, and there is no memory for it
     * @throws InterruptedException if the thread is interrupted; then nothing was put
     */
    @Override
    public void put(E element) throws InterruptedException {
        offer(element, RingAccess.FOR_EVER);
    }

    /**
     * Puts an element if there is room at once.
     *
     * @param element what to put
     * @return whether it was put
     * @throws NullPointerException if {@code element} is null
     * @throws dev.procession.CodecException if it cannot be encoded
     * @throws QueueCompletedException if the queue was completed
     * @throws IllegalStateException if it was closed
     * @throws UncheckedIOException if the element is large, and there is no memory for it
     */
    @Override
    public boolean offer(E element) {
        return elements.send(element, access::putNow);
    }

    /**
     * Puts an element, and waits for room.
     *
     * @param element what to put
     * @param timeout how long to wait at most; zero or less does not wait
     * @return whether it was put; {@code false} if the time was over before
     * @throws NullPointerException if {@code element} is null
     * @throws dev.procession.CodecException if it cannot be encoded
     * @throws QueueCompletedException if the queue was completed, perhaps meanwhile
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     * @throws UncheckedIOException if the element is large, and there is no memory for it
     * @throws InterruptedException if the thread is interrupted; then nothing was put
     */
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return offer(element, Times.nanos(timeout));
    }

    @Override
    boolean offer(E element, long nanos) throws InterruptedException {
        return elements.send(
                element, (payload, length, large) -> access.put(payload, length, large, nanos));
    }

    // ---- taking ------------------------------------------------------------------------------

    /**
     * Takes the first element, and waits until there is one.
     *
     * @return the element
     * @throws QueueCompletedException if the queue was completed and is empty
     * @throws dev.procession.CodecException if the element, which was taken, cannot be decoded here
     * @throws IllegalStateException if the queue was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was taken
     */
    @Override
    public E take() throws InterruptedException {
        return taken(poll(RingAccess.FOR_EVER));
    }

    /**
     * Takes the first element, and waits until there is one; a large array is copied to one that is
     * there already. That saves making it, which takes as long as copying it: for long runs of
     * messages of one size.
     *
     * {@snippet :
     * double[] frame = new double[640 * 480];
     * while (true) {
     *     frame = frames.takeInto(frame);
     *     show(frame);
     * }
     * }
     *
     * @param array of a primitive type; it is filled if the element is an array of the same type
     *     and length, of 4 KiB or more. It must not be in use: whatever comes of this call, it may
     *     have been written to
     * @return {@code array} if it was filled; otherwise the element, as {@link #take} returns it
     * @throws QueueCompletedException if the queue was completed and is empty
     * @throws dev.procession.CodecException if the element, which was taken, cannot be decoded here
     * @throws IllegalStateException if the queue was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was taken
     */
    public E takeInto(E array) throws InterruptedException {
        Objects.requireNonNull(array, "array");
        return taken(
                this.<InterruptedException>receive(parcel -> {
                    parcel.fillInto(array);
                    return access.take(parcel, RingAccess.FOR_EVER);
                }));
    }

    private E taken(@Nullable E element) {
        if (element == null) {
            throw new QueueCompletedException(
                    "the queue was completed, and all its elements were taken");
        }
        return element;
    }

    /**
     * Takes the first element if there is one.
     *
     * @return the element; null if there is none, now or, if the queue {@linkplain #isCompleted was
     *     completed}, for ever
     * @throws dev.procession.CodecException if the element, which was taken, cannot be decoded here
     * @throws IllegalStateException if the queue was closed
     */
    @Override
    public @Nullable E poll() {
        return receive(access::takeNow);
    }

    /**
     * Takes the first element, and waits until there is one or there never will be.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return the element; null if the time was over before, or the queue was completed and is
     *     empty
     * @throws dev.procession.CodecException if the element, which was taken, cannot be decoded here
     * @throws IllegalStateException if the queue was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was taken
     */
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return poll(Times.nanos(timeout));
    }

    @Override
    @Nullable E poll(long nanos) throws InterruptedException {
        return receive(parcel -> access.take(parcel, nanos));
    }

    /**
     * Returns the first element and leaves it there.
     *
     * @return the element, decoded for this call alone; null if there is none
     * @throws dev.procession.CodecException if it cannot be decoded here
     * @throws IllegalStateException if the queue was closed
     */
    @Override
    public @Nullable E peek() {
        return receive(access::peek);
    }

    @SuppressWarnings("unchecked") // who put it has been checked by the compiler
    <X extends Exception> @Nullable E receive(Elements.Taking<X> taking) throws X {
        return (E) elements.receive(taking);
    }

    /**
     * Takes elements until the stream ends: the queue was completed, and all were taken.
     *
     * @param action what to do with each
     * @throws Exception whatever the action throws; the element counts as taken
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the queue was closed, perhaps meanwhile
     */
    public void forEachTaken(TaskConsumer<? super E> action) throws Exception {
        Objects.requireNonNull(action, "action");
        E element = poll(RingAccess.FOR_EVER);
        while (element != null) {
            action.accept(element);
            element = poll(RingAccess.FOR_EVER);
        }
    }

    /**
     * Takes what there is, up to a number of elements, at one moment, and adds it to a collection.
     * If this process dies after that moment, all of them are lost.
     *
     * @param target where they are added
     * @param most how many at most
     * @return how many were added
     * @throws IllegalArgumentException if {@code target} is this queue
     * @throws dev.procession.CodecException if one of them cannot be decoded here; the others were
     *     added
     * @throws IllegalStateException if the queue was closed
     */
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        if (Objects.requireNonNull(target, "target") == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        return most <= 0 ? 0 : decodeAll(access.drain(most), target);
    }

    @SuppressWarnings("unchecked") // as in receive
    private int decodeAll(List<Parcel> parcels, Collection<? super E> target) {
        List<Object> decoded = new ArrayList<>(parcels.size());
        RuntimeException failure = elements.decodeAll(parcels, decoded);
        decoded.forEach(each -> target.add((E) each));
        if (failure != null) {
            throw failure;
        }
        return decoded.size();
    }

    /** Takes what there is, and drops it. */
    @Override
    public void clear() {
        access.drain(Integer.MAX_VALUE);
        LargeElement.endTaken();
    }

    // ---- how it stands -----------------------------------------------------------------------

    /**
     * Returns how many elements wait.
     *
     * @return the number there was at one moment during the call
     * @throws IllegalStateException if the queue was closed
     */
    @Override
    public int size() {
        return ring.size();
    }

    /**
     * Returns for how many more elements there is room, if they are small.
     *
     * @return the capacity less the size; {@code Integer.MAX_VALUE} if there is no limit
     * @throws IllegalStateException if the queue was closed
     */
    @Override
    public int remainingCapacity() {
        int size = size();
        return ring.capacity() == Integer.MAX_VALUE ? Integer.MAX_VALUE : ring.capacity() - size;
    }

    /**
     * Ends the stream, for all processes: nothing can be put any more, and once all is taken,
     * takers are told so. Who waits for room fails. Idempotent.
     *
     * @throws IllegalStateException if the queue was closed
     * @apiNote Python's programs put one sentinel for each consumer, and have to know how many
     *     there are
     */
    public void complete() {
        access.complete();
    }

    /**
     * Tells whether {@link #complete} was called, by any process. There may be elements still.
     *
     * @return whether nothing can be put any more
     * @throws IllegalStateException if the queue was closed
     */
    public boolean isCompleted() {
        requireOpen();
        return ring.isCompleted();
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended; who
     * waits gets an {@code IllegalStateException}, and elements that nobody has taken are gone.
     * Otherwise this does nothing. Idempotent.
     */
    @Override
    public void close() {
        close(() -> {
            access.ringAll();
            // Who dies here leaves the queue, which the next one that closes it ends as well.
            Segment.closeGroup(ring.group());
        });
        access.letGo();
        LargeElement.endTaken();
        if (isClosed()) {
            // Once more, for who was about to put something.
            Segment.closeGroup(ring.group());
        }
    }

    /** Returns how it stands, for people. */
    @Override
    public String toString() {
        if (ring.isClosed()) {
            return "ProcessQueue[closed]";
        }
        return "ProcessQueue[size=" + ring.size() + ", capacity=" + capacityText() + "]";
    }

    private String capacityText() {
        return ring.capacity() == Integer.MAX_VALUE ? "unbounded" : "" + ring.capacity();
    }

    // ---- for a queue that takes by its own rules, and puts by these --------------------------

    Ring ring() {
        return ring;
    }

    /** Returns the words of the ring. */
    Words ringWords() {
        return words();
    }

    @Override
    RingAccess access() {
        return access;
    }

    // ---- travelling --------------------------------------------------------------------------

    @Override
    protected Object travelling() {
        return new Travelling(ref());
    }

    private record Travelling(BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new ProcessQueue<>(attach(ref, QueueLayout.KIND, "the queue"));
        }
    }
}
