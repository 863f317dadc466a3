package dev.procession.manager;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A method of an exported interface, as callers name it and as the manager runs it. */
final class Operation {

    private static final MethodHandles.Lookup OURS = MethodHandles.lookup();

    private static final long HASH_SEED = 0xcbf29ce484222325L;
    private static final long HASH_PRIME = 0x100000001b3L;

    private final Method method;
    private final long hash;
    private final boolean isBrief;
    private final boolean isInterruptible;
    private final boolean mayBeBatched;

    /** Made when it is first run: of no use to callers. */
    private volatile @Nullable MethodHandle handle;

    Operation(Method method) {
        this.method = method;
        this.hash = hash(signature(method));
        this.isBrief = method.isAnnotationPresent(Brief.class);
        this.isInterruptible =
                Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class);
        this.mayBeBatched =
                !isInterruptible
                        && !method.isAnnotationPresent(Waits.class)
                        && !method.isAnnotationPresent(Undo.class);
    }

    private static String signature(Method method) {
        StringBuilder text = new StringBuilder(method.getName()).append('(');
        for (Class<?> type : method.getParameterTypes()) {
            text.append(type.descriptorString());
        }
        return text.append(')').append(method.getReturnType().descriptorString()).toString();
    }

    /** Tells signatures apart; that somebody could find two that are alike does no harm. */
    private static long hash(String signature) {
        long hash = HASH_SEED;
        for (int i = 0; i < signature.length(); i++) {
            hash = (hash ^ signature.charAt(i)) * HASH_PRIME;
        }
        return hash;
    }

    Method method() {
        return method;
    }

    /** By which callers name it. */
    long hash() {
        return hash;
    }

    /** See {@link Brief}. */
    boolean isBrief() {
        return isBrief;
    }

    /** Whether whoever waits for its answer may be interrupted. */
    boolean isInterruptible() {
        return isInterruptible;
    }

    int parameterCount() {
        return method.getParameterCount();
    }

    /** What undoes it; null if nothing does. */
    @Nullable Operation undo() {
        Undo undo = method.getAnnotation(Undo.class);
        return undo == null ? null : Exports.operation(method.getDeclaringClass(), undo.value());
    }

    /** Runs it. */
    @Nullable Object run(Object target, @Nullable Object[] arguments) throws Throwable {
        MethodHandle known = handle;
        if (known == null) {
            known = makeHandle();
            handle = known;
        }
        return (Object) known.invokeExact(target, arguments);
    }

    private MethodHandle makeHandle() {
        MethodHandle found;
        try {
            found = lookup(method.getDeclaringClass()).unreflect(method);
        } catch (IllegalAccessException closed) {
            throw new IllegalArgumentException(
                    "the interface cannot be exported: "
                            + method.getDeclaringClass().getName()
                            + "; make it public in an exported package, or open its package to"
                            + " dev.procession",
                    closed);
        }
        return found.asFixedArity()
                .asSpreader(Object[].class, method.getParameterCount())
                .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
    }

    private static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
        if (type.getPackage() == Operation.class.getPackage()) {
            return OURS;
        }
        Operation.class.getModule().addReads(type.getModule());
        return MethodHandles.privateLookupIn(type, OURS);
    }

    /** Returns its name, as users know it. */
    String name() {
        return method.getName();
    }

    /** Whether a batch may have it: it waits for nobody, and nothing has to be given back. */
    boolean mayBeBatched() {
        return mayBeBatched;
    }

    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
