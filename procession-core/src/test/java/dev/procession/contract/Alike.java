package dev.procession.contract;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Has an object be of an interface of ours, whose methods it has without implementing it: objects
 * of shared memory and of a manager do alike, and have no interface in common. It travels if the
 * object does.
 *
 * @param it the object
 * @param known a public type of it, by which its methods are found
 */
record Alike(Object it, Class<?> known) implements InvocationHandler, Serializable {

    /** A subject that is used by an interface of ours. */
    static <T> Subject<T> as(Class<T> type, Object it) throws NoSuchMethodException {
        return as(type, it, it.getClass());
    }

    /** A subject that is used by an interface of ours, and whose class is not public. */
    static <T> Subject<T> as(Class<T> type, Object it, Class<?> known)
            throws NoSuchMethodException {
        Alike alike = new Alike(it, known);
        for (Method each : type.getMethods()) {
            requireAlike(each, alike.counterpart(each));
        }
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, alike);
        return new Subject<>(type.cast(proxy), it);
    }

    private Method counterpart(Method method) throws NoSuchMethodException {
        return known.getMethod(method.getName(), method.getParameterTypes());
    }

    private static void requireAlike(Method ours, Method theirs) {
        Class<?> wanted = ours.getReturnType();
        if (wanted != void.class && !wanted.isAssignableFrom(theirs.getReturnType())) {
            throw new AssertionError(theirs + " does not return what is wanted: " + ours);
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return counterpart(method).invoke(it, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }
}
