package dev.procession.manager;

import dev.procession.codec.CodecContext;
import dev.procession.connection.ConnectionOptions;
import java.io.InvalidObjectException;
import org.jspecify.annotations.Nullable;

/**
 * What a message crosses between two programs, of which neither may tell the other where to connect
 * and by what key.
 *
 * <p>While one is written or read, this is {@linkplain #current known} to the handles in it: of the
 * manager at the other end, or here, they are written as the bare name of their object, and read as
 * handles by the connection that the message comes over. Others are refused.
 */
final class Crossing {

    /** What messages of one session cross: nothing. */
    static final Crossing NONE = new Crossing();

    private static final ScopedValue<Crossing> CURRENT = ScopedValue.newInstance();

    private final @Nullable Address address;
    private final @Nullable Way way;
    private final ConnectionOptions options;

    private Crossing() {
        this.address = null;
        this.way = null;
        this.options = ConnectionOptions.defaults();
    }

    /**
     * For one connection.
     *
     * @param address of the manager, as handles here know it
     * @param way to it
     * @param options which classes are admitted
     */
    Crossing(Address address, Way way, ConnectionOptions options) {
        this.address = address;
        this.way = way;
        this.options = options;
    }

    /** Returns what the message crosses that this thread writes or reads; null if nothing. */
    static @Nullable Crossing current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Writes something. */
    void write(Runnable writing) {
        if (this == NONE) {
            writing.run();
        } else {
            ScopedValue.where(CURRENT, this).run(writing);
        }
    }

    /** Reads something. */
    <T extends @Nullable Object, X extends Throwable> T read(
            ScopedValue.CallableOp<? extends T, X> reading) throws X {
        return this == NONE ? reading.call() : ScopedValue.where(CURRENT, this).call(reading);
    }

    /** Which classes messages may name. */
    CodecContext context(ClassLoader loader, String root) {
        return options.context(loader).withRoot(root);
    }

    /** Refuses a handle that does not lead over this connection. */
    void require(Way other, Address itsManager) throws InvalidObjectException {
        if (other != way) {
            throw new InvalidObjectException(
                    "a handle goes over the connection to its own manager only, since whoever has"
                            + " it has that manager's key: the handle is of "
                            + itsManager.name()
                            + ", the message is for another program");
        }
    }

    /** Makes a handle of the name that has come. */
    Stub attach(ObjectId id) throws InvalidObjectException {
        if (way == null || address == null) {
            throw new InvalidObjectException("the name of an object crosses a connection only");
        }
        way.attach(id);
        return new Stub(address, way, id);
    }
}
