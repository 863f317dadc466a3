package dev.procession.manager;

import dev.procession.ManagerUnavailableException;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.FramePort;
import dev.procession.internal.channel.LostFrameException;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This process's one connection to a manager. Its calls are told apart by numbers: who {@linkplain
 * Reading reads} brings each answer to whoever waits for it, in whatever order they come.
 *
 * <p>A call is sent by its caller, interrupted or not; what the connection is made by is never a
 * caller's thread, because an interruption would end it for all.
 */
final class Link implements Way, Reading.Frames {

    /**
     * A wait is cut into pieces, none of which counts for longer: so that what this process spends
     * stopped, or the machine asleep, is not taken for the manager's silence.
     */
    private static final long PIECE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How often the time of virtual threads is watched until it is over. */
    private static final int WATCHES = 8;

    private final Address address;
    private final Dialing dialing;
    private final Crossing crossing;
    private final Thread reader;
    private final DialTime dialTime = new DialTime();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, PendingCall> pending = new ConcurrentHashMap<>();

    private volatile @Nullable FramePort channel;
    private volatile @Nullable Reading reading;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean isClosing;
    private volatile long lastHeard = System.nanoTime();

    private Link(Address address, Dialing dialing) {
        this.address = address;
        this.dialing = dialing;
        this.crossing = address.crossing(this);
        this.reader = new Thread(null, this::read, "procession-" + address.name(), 0, false);
        reader.setDaemon(true);
    }

    /** Connects, and is of no use if that fails: every call says why. */
    static Link open(Address address, Dialing dialing) {
        Link link = new Link(address, dialing);
        try {
            Shortage.start(link.reader);
            link.dialTime.await(link.reader, dialing.nanos());
        } catch (IOException noThread) {
            link.fail(dialing.ended(noThread));
        }
        return link;
    }

    /** One that is of no use any more. */
    static Link closed(Address address) {
        Link link = new Link(address, address.dialing());
        link.isClosing = true;
        link.fail(link.ended(null));
        return link;
    }

    // ---- the reader --------------------------------------------------------------------------

    private void read() {
        try (FramePort opened = dialing.connect()) {
            dialTime.connected();
            Reading reads = opened instanceof FrameChannel local ? reading(local) : null;
            reading = reads;
            channel = opened;
            dialTime.end();
            fail(ended(reads == null ? readAll(opened) : reads.keep()));
        } catch (IOException | RuntimeException broken) {
            fail(ended(broken));
        } finally {
            failUnlessFailed();
            dialTime.end();
        }
    }

    /** Whatever has ended this thread, nobody must wait for it. */
    private void failUnlessFailed() {
        if (failure == null) {
            fail(ended(null));
        }
    }

    private Reading reading(FrameChannel local) {
        return new Reading(local, this, Math.min(address.answerNanos() / WATCHES, PIECE_NANOS));
    }

    /** What goes over other than a socket alone is read by this thread only. */
    private @Nullable Exception readAll(FramePort opened) throws IOException {
        boolean goesOn = true;
        while (goesOn) {
            PendingCall call = null;
            try {
                byte[] frame = opened.receive();
                goesOn = frame != null;
                call = frame == null ? null : answered(frame);
            } catch (LostFrameException thrownAway) {
                call = lost(thrownAway);
            }
            if (call != null) {
                call.wake();
            }
        }
        return null;
    }

    private RuntimeException ended(@Nullable Exception broken) {
        return isClosing
                ? new ManagerUnavailableException(
                        "[" + address.name() + "] the manager was closed", null)
                : dialing.ended(broken);
    }

    @Override
    public boolean areAwaited() {
        return !pending.isEmpty();
    }

    @Override
    public void remind() {
        for (PendingCall each : pending.values()) {
            if (each.isOfVirtualThread()) {
                each.wake();
            }
        }
    }

    @Override
    public @Nullable PendingCall answered(byte[] frame) {
        lastHeard = System.nanoTime();
        Source source = new Source();
        source.wrap(frame, 0, frame.length);
        byte kind = source.getByte();
        if (kind == Wire.PING) {
            sendReading(sink -> sink.putByte(Wire.PONG));
            return null;
        }
        PendingCall call = pending.remove(source.getVarlong());
        if (call != null) {
            call.complete(kind, source);
            if (call.isAbandoned()) {
                undo(call, this::sendReading);
            }
        }
        return call;
    }

    @Override
    public @Nullable PendingCall lost(LostFrameException thrownAway) throws IOException {
        lastHeard = System.nanoTime();
        Source source = new Source();
        byte[] head = thrownAway.head();
        source.wrap(head, 0, head.length);
        byte kind = source.getByte();
        if (kind != Wire.RETURNED && kind != Wire.THROWN) {
            throw new IOException("a frame is lost: " + thrownAway.getMessage(), thrownAway);
        }
        PendingCall call = pending.remove(source.getVarlong());
        if (call != null) {
            call.lose(thrownAway);
        }
        return call;
    }

    /**
     * Gives back what a call was given after its caller was told that there is no answer: nobody
     * would know of it.
     */
    private void undo(PendingCall call, Consumer<Consumer<Sink>> sender) {
        Operation undo = call.operation().undo();
        if (undo == null || !call.mustBeUndone()) {
            return;
        }
        @Nullable Object[] arguments = Arrays.copyOf(call.arguments(), undo.parameterCount());
        long number = numbers.incrementAndGet();
        sender.accept(
                sink -> Wire.putCall(sink, number, call.thread(), call.id(), undo, arguments));
    }

    /**
     * Sends a frame in the course of reading: whoever reads finds out next, and by himself, what
     * has become of the connection, and must not wait for that.
     */
    private void sendReading(Consumer<Sink> frame) {
        FramePort open = channel;
        Sink sink = Wire.sink();
        try {
            frame.accept(sink);
            Wire.seal(sink);
            if (open != null) {
                open.send(sink.array(), sink.size());
            }
        } catch (IOException broken) {
            log("answering a manager", broken);
        } finally {
            Wire.done(sink);
        }
    }

    /** From here on whoever calls is told why that is of no use. */
    private void fail(RuntimeException why) {
        failure = why;
        for (PendingCall each : pending.values()) {
            each.fail(why);
        }
    }

    // ---- calling -----------------------------------------------------------------------------

    @Override
    public @Nullable Object call(ObjectId id, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        long number = numbers.incrementAndGet();
        PendingCall call = new PendingCall(id, operation, arguments, crossing);
        pending.put(number, call);
        try {
            sendCall(number, call);
            await(number, call);
            Object outcome = call.outcome();
            call.restoreInterruption();
            return outcome;
        } catch (InterruptedException told) {
            throw told;
        } catch (Throwable thrown) {
            call.restoreInterruption();
            throw thrown;
        } finally {
            if (!call.isAbandoned()) {
                pending.remove(number);
            }
        }
    }

    private void await(long number, PendingCall call) throws Throwable {
        try {
            if (call.operation().isBrief()) {
                awaitBriefly(call);
            } else {
                awaitLong(call, number);
            }
        } catch (ManagerUnavailableException silent) {
            abandon(number, call);
            throw silent;
        }
    }

    /** The manager may run the call yet, if it was only stopped. */
    private void abandon(long number, PendingCall call) {
        if (failure != null || call.operation().undo() == null) {
            return;
        }
        call.abandon();
        if (call.isDone()) {
            undo(call, this::send);
        } else if (!call.operation().isBrief()) {
            interrupt(number);
        }
    }

    private void sendCall(long number, PendingCall call) {
        Sink sink = Wire.sink();
        try {
            crossing.write(() ->
                    Wire.putCall(
                            sink,
                            number,
                            call.thread(),
                            call.id(),
                            call.operation(),
                            call.arguments()));
            send(sink, true);
        } finally {
            Wire.done(sink);
        }
    }

    private void send(Consumer<Sink> frame) {
        Sink sink = Wire.sink();
        try {
            frame.accept(sink);
            send(sink, false);
        } finally {
            Wire.done(sink);
        }
    }

    /** Sends, or throws the failure: a call is found by it, or finds it. */
    private void send(Sink sink, boolean isAwaited) {
        Wire.seal(sink);
        FramePort open = channel;
        try {
            if (open != null && isAwaited) {
                open.sendSoon(sink.array(), sink.size());
            } else if (open != null) {
                open.send(sink.array(), sink.size());
            }
        } catch (IOException broken) {
            // The reader finds out as well, and can tell what has become of the manager.
            Reading reads = reading;
            if (reads != null) {
                reads.look();
            }
            Patience wait = new Patience();
            wait.join(reader, PIECE_NANOS);
            wait.restoreInterruption();
            if (failure == null) {
                throw dialing.ended(broken);
            }
        }
        RuntimeException why = failure;
        if (why != null) {
            throw again(why);
        }
    }

    /** The same failure with the stack of who gets it. */
    static RuntimeException again(RuntimeException why) {
        return new ManagerUnavailableException(Shortage.describe(why), why);
    }

    private void awaitBriefly(PendingCall call) {
        long left = address.answerNanos();
        while (!call.isDone()) {
            if (left <= 0) {
                throw silent();
            }
            long began = System.nanoTime();
            rest(call, Math.min(left, PIECE_NANOS));
            left -= Math.min(System.nanoTime() - began, PIECE_NANOS);
        }
    }

    /** Waits as long as the manager answers others, or at least says that it is there. */
    private void awaitLong(PendingCall call, long number) throws Throwable {
        while (!call.isDone()) {
            boolean isInterrupted = rest(call, address.answerNanos());
            if (isInterrupted && call.operation().isInterruptible()) {
                interrupt(number);
            }
            boolean isQuiet = System.nanoTime() - lastHeard >= address.answerNanos();
            if (isQuiet && !call.isDone()) {
                call(ObjectId.ROOT, RootOps.PING, new Object[0]);
            }
        }
    }

    /** Waits, but not longer than so; returns whether that was interrupted for the first time. */
    private boolean rest(PendingCall call, long nanos) {
        Reading reads = reading;
        return reads == null ? call.park(nanos) : reads.await(call, nanos);
    }

    private RuntimeException silent() {
        return new ManagerUnavailableException(
                "["
                        + address.name()
                        + "] the manager does not answer: waited="
                        + TimeUnit.NANOSECONDS.toMillis(address.answerNanos())
                        + " ms; it is stopped, or has too much to do",
                null);
    }

    private void interrupt(long number) {
        send(sink -> {
            sink.putByte(Wire.INTERRUPT);
            sink.putVarint(number);
        });
    }

    // ---- handles -----------------------------------------------------------------------------

    @Override
    public Crossing crossing() {
        return crossing;
    }

    @Override
    public void attach(ObjectId id) {
        tell(Wire.ATTACH, id);
    }

    @Override
    public void release(ObjectId id) {
        tell(Wire.RELEASE, id);
    }

    @Override
    public void travels(ObjectId id) {
        tell(Wire.TRAVELS, id);
    }

    /** Of a manager that has ended there is nothing to keep; who calls it is told. */
    private void tell(byte what, ObjectId id) {
        if (failure != null) {
            return;
        }
        try {
            send(sink -> {
                sink.putByte(what);
                Wire.putId(sink, id);
            });
        } catch (ManagerUnavailableException hasEnded) {
            log("telling a manager of a handle", hasEnded);
        }
    }

    private static void log(String what, Exception why) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, why);
    }

    /** Ends the connection, and with it whatever this process has in the manager. */
    void close() {
        isClosing = true;
        FramePort open = channel;
        Reading reads = reading;
        try {
            if (open != null) {
                open.close();
            }
            if (reads != null) {
                reads.end();
            }
        } catch (IOException failed) {
            log("closing a manager's connection", failed);
        }
        Patience wait = new Patience();
        wait.join(reader, address.answerNanos());
        wait.restoreInterruption();
    }
}
