package dev.procession.connection;

import dev.procession.Waitable;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.ring.Elements;
import dev.procession.internal.ring.Parcel;
import dev.procession.internal.ring.Ring;
import dev.procession.internal.ring.RingAccess;
import dev.procession.internal.ring.Supply;
import dev.procession.internal.shared.Words;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a pipe, as one end of it uses it: to send, or to receive.
 *
 * <p><b>Where the stream ends.</b> Who receives and finds nothing looks whether anybody is left on
 * the other side, and if nobody is, once more whether there is something: what was sent before the
 * last end was closed is there by then. Who sends looks with the lock of who sends, and whether its
 * own end was closed meanwhile, too.
 */
final class Way implements Supply {

    private final Hold hold;
    private final Ring ring;
    private final RingAccess access;
    private final Elements elements;

    Way(Hold hold, Words words, long group) throws InvalidObjectException {
        this.hold = hold;
        this.ring = new Ring(words, group, "the pipe");
        this.elements = new Elements(ring, "message");
        this.access = new RingAccess(ring, this, words, Peers.current(), Parking.current());
    }

    void ringAll() {
        access.ringAll();
    }

    // ---- sending -----------------------------------------------------------------------------

    /**
     * Sends a message.
     *
     * @return whether it was sent; {@code false} if the time was over
     */
    boolean send(@Nullable Object message, long nanos) throws IOException, InterruptedException {
        hold.requireMine();
        try {
            boolean isSent =
                    elements.send(
                            Nothing.insteadOf(message),
                            (payload, length, large) -> access.put(payload, length, large, nanos));
            if (!isSent) {
                hold.requireMine();
            }
            if (!isSent && (nanos == RingAccess.FOR_EVER || hold.isOtherGone())) {
                throw new BrokenPipeException(
                        "the pipe is broken: every other end was closed, or its process has ended,"
                                + " so nobody will receive the message");
            }
            return isSent;
        } catch (IllegalStateException met) {
            throw hold.explained(met);
        }
    }

    @Override
    public boolean isAbandoned() {
        return hold.isOtherGone() || !hold.isMine();
    }

    @Override
    public void look() {
        hold.look();
    }

    // ---- receiving ---------------------------------------------------------------------------

    /** Receives a message. */
    @Nullable Object receive(long nanos)
            throws IOException, InterruptedException, TimeoutException {
        hold.requireMine();
        Ring.Taken[] how = new Ring.Taken[1];
        Object put;
        try {
            put =
                    elements.receive(parcel -> {
                        how[0] = access.take(parcel, nanos);
                        return how[0];
                    });
        } catch (IllegalStateException met) {
            throw hold.explained(met);
        }
        if (put == null) {
            if (how[0] == Ring.Taken.ENDED) {
                throw ended();
            }
            throw new TimeoutException("no message came in time");
        }
        return Nothing.original(put);
    }

    private static EOFException ended() {
        return new EOFException(
                "the stream has ended: every other end of the pipe was closed, or its process has"
                        + " ended, and all that was sent was received");
    }

    /** Waits until {@link #receive} would not; {@code false} if the time was over. */
    boolean poll(long nanos) throws InterruptedException {
        RingAccess.requireNotInterrupted();
        long end = RingAccess.end(nanos);
        long left = nanos;
        hold.look();
        while (isEmptyForNow()) {
            if (left <= 0) {
                return false;
            }
            access.taking().await(this::isEmptyForNow, left);
            hold.look();
            left = RingAccess.left(nanos, end);
        }
        hold.requireMine();
        return true;
    }

    boolean isReady() {
        return access.isReady();
    }

    Waitable.Watch watch(Runnable wake) {
        return access.watch(wake);
    }

    /**
     * Receives bytes, unless there are too many: then the message stays.
     *
     * @param most how many there may be
     * @param into perhaps an array to fill, if it is just as long
     */
    byte[] receiveBytes(int most, byte @Nullable [] into) throws IOException, InterruptedException {
        try {
            while (true) {
                poll(RingAccess.FOR_EVER);
                Parcel parcel = new Parcel();
                if (into != null) {
                    parcel.fillInto(into);
                }
                Object bytes = takeBytes(parcel, most);
                if (bytes != null) {
                    access.putting().ring();
                    RingAccess.endOrphan(parcel);
                    return (byte[]) bytes;
                }
            }
        } catch (IllegalStateException met) {
            throw hold.explained(met);
        }
    }

    /** Null if somebody else was faster. */
    private byte @Nullable [] takeBytes(Parcel parcel, int most) throws IOException {
        access.taking().lock();
        try {
            Ring.Taken taken = first(parcel, false);
            if (taken == Ring.Taken.ENDED) {
                throw ended();
            }
            if (taken == Ring.Taken.NOT_NOW) {
                return null;
            }
            if (parcel.isLost()) {
                ring.removeFirst();
            }
            byte[] bytes = bytes(parcel);
            if (bytes.length > most) {
                throw new IOException(
                        "the message is longer than there is room for, and stays in the pipe: bytes="
                                + bytes.length
                                + ", most="
                                + most);
            }
            ring.removeFirst();
            return bytes;
        } finally {
            access.taking().unlock();
        }
    }

    /** Runs no code of users: what is no array of bytes is not decoded. */
    private byte[] bytes(Parcel parcel) throws IOException {
        if (elements.isInert(parcel) && elements.decode(parcel) instanceof byte[] bytes) {
            return bytes;
        }
        throw new IOException(
                "the message is an object, which receive() returns, and stays in the pipe:"
                        + " receiveBytes is for what sendBytes has sent");
    }

    @Override
    public Ring.Taken first(Parcel parcel, boolean isRemoved) {
        Ring.Taken taken = ring.first(parcel, isRemoved);
        if (taken != Ring.Taken.NOT_NOW) {
            return taken;
        }
        hold.requireMine();
        hold.look();
        if (!hold.isOtherGone()) {
            return Ring.Taken.NOT_NOW;
        }
        Ring.Taken last = ring.first(parcel, isRemoved);
        return last == Ring.Taken.ONE ? last : Ring.Taken.ENDED;
    }

    @Override
    public boolean isEmptyForNow() {
        return ring.isEmptyForNow() && hold.isMine() && !hold.isOtherGone();
    }
}
