package dev.procession.codec;

import dev.procession.CodecException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
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
        Method factory = FACTORIES.get(type);
        if (factory == null) {
            throw new CodecException(type.getName() + " declares no serializable lambdas here");
        }
        try {
            Object lambda = factory.invoke(null, form);
            if (lambda == null) {
                throw new CodecException(type.getName() + " made no lambda");
            }
            return lambda;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                throw new CodecException(
                        "no such lambda in "
                                + type.getName()
                                + "; the processes run different versions of this class: "
                                + form.getImplMethodName(),
                        e.getCause());
            }
            throw e.getCause();
        }
    }

    private static String text(Source source) {
        String text = source.getString();
        if (text == null) {
            throw new CodecException("malformed message: text missing");
        }
        return text;
    }

    private static final class Factories extends ClassValue<@Nullable Method> {

        @Override
        protected @Nullable Method computeValue(Class<?> type) {
            try {
                Method method =
                        type.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
                return method.trySetAccessible() ? method : null;
            } catch (NoSuchMethodException e) {
                return null;
            }
        }
    }
}
