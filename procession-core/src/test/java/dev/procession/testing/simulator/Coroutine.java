package dev.procession.testing.simulator;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Code that stops in its midst and is gone on with later, in the same thread: the JDK's own
 * continuation, which {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED} opens.
 *
 * <p>By method handles, since the compiler knows no such option beside {@code --release}.
 */
final class Coroutine {

    private static final MethodHandle CREATE;
    private static final MethodHandle RUN;
    private static final MethodHandle IS_DONE;
    private static final MethodHandle YIELD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scopeType = Class.forName("jdk.internal.vm.ContinuationScope");
            Object scope = scopeType.getConstructor(String.class).newInstance("simulator");
            MethodType twoArguments = MethodType.methodType(void.class, scopeType, Runnable.class);
            CREATE =
                    lookup.findConstructor(type, twoArguments)
                            .bindTo(scope)
                            .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN =
                    lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                            .asType(MethodType.methodType(void.class, Object.class));
            IS_DONE =
                    lookup.findVirtual(type, "isDone", MethodType.methodType(boolean.class))
                            .asType(MethodType.methodType(boolean.class, Object.class));
            YIELD =
                    lookup.findStatic(
                                    type, "yield", MethodType.methodType(boolean.class, scopeType))
                            .bindTo(scope);
        } catch (ReflectiveOperationException hidden) {
            throw new ExceptionInInitializerError(hidden);
        }
    }

    private final Object continuation;
    private @Nullable Throwable thrown;

    Coroutine(Runnable body) {
        Runnable guarded =
                () -> {
                    try {
                        body.run();
                    } catch (Throwable any) {
                        thrown = any;
                    }
                };
        try {
            continuation = (Object) CREATE.invokeExact(guarded);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Goes on until it stops, or ends; throws what its body has thrown. */
    void run() throws Throwable {
        RUN.invokeExact(continuation);
        if (thrown != null) {
            throw thrown;
        }
    }

    boolean isDone() throws Throwable {
        return (boolean) IS_DONE.invokeExact(continuation);
    }

    /** Stops the one that runs, which is the caller. */
    static void suspend() {
        try {
            boolean ignored = (boolean) YIELD.invokeExact();
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
