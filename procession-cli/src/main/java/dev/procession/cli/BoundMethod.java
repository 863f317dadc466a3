package dev.procession.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** The method of an {@link Invocation}, looked up once in each worker. */
final class BoundMethod {

    private static volatile @Nullable BoundMethod latest;

    private final Invocation invocation;
    private final Method method;
    private final @Nullable Object receiver;

    private BoundMethod(Invocation invocation, Method method, @Nullable Object receiver) {
        this.invocation = invocation;
        this.method = method;
        this.receiver = receiver;
    }

    static BoundMethod of(Invocation invocation) throws Exception {
        var known = latest;
        if (known != null && known.invocation.equals(invocation)) {
            return known;
        }
        var bound = bind(invocation);
        latest = bound;
        return bound;
    }

    Class<?> parameterType() {
        return method.getParameterTypes()[0];
    }

    @Nullable Object call(Object argument)
            throws InvocationTargetException, IllegalAccessException {
        return method.invoke(receiver, argument);
    }

    private static BoundMethod bind(Invocation invocation) throws Exception {
        var loader = BoundMethod.class.getClassLoader();
        var owner = Class.forName(invocation.className(), false, loader);
        var method = find(owner, invocation);
        method.trySetAccessible();
        if (Modifier.isStatic(method.getModifiers())) {
            return new BoundMethod(invocation, method, null);
        }
        var constructor = owner.getDeclaredConstructor();
        constructor.trySetAccessible();
        try {
            return new BoundMethod(invocation, method, constructor.newInstance());
        } catch (InvocationTargetException thrown) {
            switch (thrown.getCause()) {
                case Error error -> throw error;
                case Exception exception -> throw exception;
                case null, default -> throw thrown;
            }
        }
    }

    private static Method find(Class<?> owner, Invocation invocation) throws NoSuchMethodException {
        return Methods.named(owner, invocation.methodName()).stream()
                .filter(each -> each.getParameterCount() == 1)
                .filter(each ->
                        each.getParameterTypes()[0]
                                .getTypeName()
                                .equals(invocation.parameterType()))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(invocation.toString()));
    }
}
