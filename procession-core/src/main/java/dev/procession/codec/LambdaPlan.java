package dev.procession.codec;

import dev.procession.CodecException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A serializable lambda or method reference: what its {@code writeReplace} returns, as strings. */
final class LambdaPlan extends Plan {

    private final Method writeReplace;
    private boolean isKnownToSurvive;

    private LambdaPlan(Method writeReplace) {
        super(Tags.LAMBDA);
        this.writeReplace = writeReplace;
    }

    static Plan of(Class<?> type) {
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            return method.trySetAccessible() ? new LambdaPlan(method) : STREAM;
        } catch (NoSuchMethodException e) {
            return STREAM;
        }
    }

    /** Returns the serialized form of a lambda, or null if {@code value} has none. */
    @Nullable SerializedLambda serialized(Object value) {
        try {
            return writeReplace.invoke(value) instanceof SerializedLambda lambda ? lambda : null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }

    /**
     * What javac generates finds a method reference by the method alone. Where a class refers to
     * one method at two types, it makes the first of them also from the form of the second, which
     * would then fail in the other process by a class cast that nobody can explain.
     */
    private void refuseIfMistaken(Object value, SerializedLambda form) {
        if (isKnownToSurvive || form.getImplMethodName().startsWith("lambda$")) {
            return;
        }
        String capturing = form.getCapturingClass().replace('/', '.');
        String made = Lambdas.typeOfTwin(capturing, value.getClass().getClassLoader(), form);
        if (made != null && !made.equals(form.getInstantiatedMethodType())) {
            throw new CodecException(
                    capturing
                            + " refers to "
                            + form.getImplClass().replace('/', '.')
                            + "::"
                            + form.getImplMethodName()
                            + " at several types, which its compiled form cannot tell apart: write"
                            + " the reference as a lambda, x -> …");
        }
        isKnownToSurvive = true;
    }

    boolean write(Encoder out, Object value) {
        SerializedLambda lambda = serialized(value);
        if (lambda == null) {
            return false;
        }
        refuseIfMistaken(value, lambda);
        Sink sink = out.sink();
        String capturing = lambda.getCapturingClass();
        String implementing = lambda.getImplClass();
        sink.putString(capturing);
        sink.putString(lambda.getFunctionalInterfaceClass());
        sink.putString(lambda.getFunctionalInterfaceMethodName());
        sink.putString(lambda.getFunctionalInterfaceMethodSignature());
        sink.putByte(lambda.getImplMethodKind());
        sink.putString(implementing.equals(capturing) ? null : implementing);
        sink.putString(lambda.getImplMethodName());
        sink.putString(lambda.getImplMethodSignature());
        sink.putString(lambda.getInstantiatedMethodType());
        int count = lambda.getCapturedArgCount();
        sink.putVarint(count);
        for (int i = 0; i < count; i++) {
            if (!out.write(lambda.getCapturedArg(i))) {
                return false;
            }
        }
        return true;
    }
}
