package dev.procession.manager;

import dev.procession.internal.util.Abroad;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind each handle on an object of a manager: it calls the object. As long as it can
 * be reached in some process, or is on its way to one, the object is kept.
 */
final class Stub implements InvocationHandler, Serializable {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final @Nullable Object[] NONE = {};

    @Serial private static final long serialVersionUID = 1L;

    /** None is ever written: see {@link #writeReplace}. */
    private final transient Address address;

    private final transient ObjectId id;
    private final transient Way way;

    /** For a handle that the manager counts already. */
    Stub(Address address, Way way, ObjectId id) {
        this.address = address;
        this.way = way;
        this.id = id;
        CLEANER.register(this, () -> way.release(id));
    }

    /**
     * Makes a handle.
     *
     * @param way to the manager, which counts this handle already
     */
    static <T> T handle(Class<T> type, Address address, Way way, ObjectId id) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, new Stub(address, way, id)));
    }

    /** Where the manager is. */
    Address address() {
        return address;
    }

    /** Which object it is of. */
    ObjectId id() {
        return id;
    }

    @Override
    public @Nullable Object invoke(
            Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        @Nullable Object[] given = arguments == null ? NONE : arguments;
        Class<?> type = method.getDeclaringClass();
        return type == Object.class
                ? ofObject(proxy, method, given)
                : call(Exports.of(type).operation(method), given);
    }

    private @Nullable Object call(Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        BatchStep<?> step = BatchStep.current();
        return step == null
                ? way.call(id, operation, arguments)
                : step.call(way, id, operation, arguments);
    }

    /** What any object has is answered here: the manager exports none of it. */
    private Object ofObject(Object proxy, Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> isOfSame(arguments[0]);
            case "hashCode" -> id.hashCode();
            default -> proxy.getClass().getInterfaces()[0].getSimpleName() + describe();
        };
    }

    private boolean isOfSame(@Nullable Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof Stub stub
                && stub.id.equals(id);
    }

    private String describe() {
        return "[of " + address.name() + "]";
    }

    /** Says which manager a handle's object is in. */
    static String place(Object handle) {
        return ((Stub) Proxy.getInvocationHandler(handle)).describe();
    }

    /**
     * Whether a function is sent to a handle's manager, and run there: if it can be, and the
     * manager's program is this one, whose code it has.
     */
    static boolean isShipped(@Nullable Object function, Object handle) {
        return function instanceof Serializable
                && ((Stub) Proxy.getInvocationHandler(handle)).address instanceof SessionAddress;
    }

    @Serial
    private Object writeReplace() throws InvalidObjectException {
        Crossing crossing = Crossing.current();
        if (crossing != null) {
            crossing.require(way, address);
        } else if (Abroad.isNext()) {
            throw new InvalidObjectException(
                    "a handle has the key of its manager, which is not sent to other programs; have"
                            + " them use ProcessManager.connect: the handle is of "
                            + address.name());
        }
        way.travels(id);
        return crossing == null ? new Travelling(address, id) : new Crossed(id);
    }

    /**
     * A handle on its way to a process of the session.
     *
     * @param address where the manager is
     * @param id the object
     */
    private record Travelling(Address address, ObjectId id) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            if (Crossing.current() != null) {
                throw new InvalidObjectException(
                        "another program has no say in where this one connects to: address="
                                + address);
            }
            Way way = Ways.to(address);
            way.attach(id);
            return new Stub(address, way, id);
        }
    }

    /**
     * A handle on its way between a manager and another program.
     *
     * @param id the object
     */
    private record Crossed(ObjectId id) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            Crossing crossing = Crossing.current();
            return (crossing == null ? Crossing.NONE : crossing).attach(id);
        }
    }
}
