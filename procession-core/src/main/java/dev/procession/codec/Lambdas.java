package dev.procession.codec;

import dev.procession.CodecException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** Makes lambdas from their serialized form, by the method that javac put into their class. */
final class Lambdas {

    private static final Factories FACTORIES = new Factories();

    private Lambdas() {}

    static Object read(Decoder in) throws Throwable {
        Source source = in.source();
        String capturing = text(source);
        Class<?> type = in.resolve(capturing.replace('/', '.'));
        String functionalInterface = text(source);
        String method = text(source);
        String signature = text(source);
        int kind = source.getByte();
        String implementing = source.getString();
        String implementation = text(source);
        String implementationSignature = text(source);
        String instantiated = text(source);
        @Nullable Object[] captured = new Object[in.claim(source.getVarint(), 1)];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = in.read();
        }
        return create(
                type,
                new SerializedLambda(
                        type,
                        functionalInterface,
                        method,
                        signature,
                        kind,
                        implementing == null ? capturing : implementing,
                        implementation,
                        implementationSignature,
                        instantiated,
                        captured));
    }

    private static Object create(Class<?> type, SerializedLambda form) throws Throwable {
        MethodHandle factory = FACTORIES.get(type);
        if (factory == null) {
            throw new CodecException(type.getName() + " declares no serializable lambdas here");
        }
        Object lambda;
        try {
            lambda = (Object) factory.invokeExact(form);
        } catch (IllegalArgumentException e) {
            throw new CodecException(
                    "no such lambda in "
                            + type.getName()
                            + "; the processes run different versions of this class: "
                            + form.getImplMethodName(),
                    e);
        }
        if (lambda == null) {
            throw new CodecException(type.getName() + " made no lambda");
        }
        return lambda;
    }

    /**
     * Returns the type that a form's lambda has once it is made here, or null if that is unknown.
     */
    static @Nullable String typeOfTwin(
            String capturing, @Nullable ClassLoader loader, SerializedLambda form) {
        try {
            MethodHandle factory = FACTORIES.get(Class.forName(capturing, false, loader));
            Object twin = factory == null ? null : (Object) factory.invokeExact(form);
            SerializedLambda again =
                    twin != null && Plan.of(twin.getClass()) instanceof LambdaPlan plan
                            ? plan.serialized(twin)
                            : null;
            return again == null ? null : again.getInstantiatedMethodType();
        } catch (ClassNotFoundException | RuntimeException | LinkageError notHere) {
            // Whoever decodes it is told.
            return null;
        } catch (Throwable unexpected) {
            throw new CodecException("a lambda of " + capturing + " fails here", unexpected);
        }
    }

    private static String text(Source source) {
        String text = source.getString();
        if (text == null) {
            throw new CodecException("malformed message: text missing");
        }
        return text;
    }

    /**
     * The method of a class, found by a lookup and not by core reflection: the first {@code
     * Method.invoke} of a process spins a class, which costs it 4 ms more than this.
     */
    private static final class Factories extends ClassValue<@Nullable MethodHandle> {

        @Override
        protected @Nullable MethodHandle computeValue(Class<?> type) {
            try {
                Module ours = Lambdas.class.getModule();
                if (!ours.canRead(type.getModule())) {
                    ours.addReads(type.getModule());
                }
                return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                        .findStatic(
                                type,
                                "$deserializeLambda$",
                                MethodType.methodType(Object.class, SerializedLambda.class));
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }
    }
}
