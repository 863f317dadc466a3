package dev.procession.manager;

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

    private Stub(Address address, Way way, ObjectId id) {
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
                : way.call(id, Exports.of(type).operation(method), given);
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

    @Serial
    private Object writeReplace() {
        way.travels(id);
        return new Travelling(address, id);
    }

    /**
     * A handle on its way.
     *
     * @param address where the manager is
     * @param id the object
     */
    private record Travelling(Address address, ObjectId id) implements Serializable {
        @Serial
        private Object readResolve() {
            Way way = Ways.to(address);
            way.attach(id);
            return new Stub(address, way, id);
        }
    }
}
