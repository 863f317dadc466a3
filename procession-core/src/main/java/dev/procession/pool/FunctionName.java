package dev.procession.pool;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;

/** What a function is called where people look at it. */
final class FunctionName {

    private FunctionName() {}

    /**
     * Returns the method that a lambda or method reference stands for, such as {@code
     * com.acme.Report::summarize}; of anything else, and where the module of users is closed, the
     * name of its class.
     */
    static String of(Object function) {
        Object original = Adapted.original(function);
        Class<?> type = original.getClass();
        if (type.isHidden() && type.isSynthetic()) {
            try {
                Method writeReplace = type.getDeclaredMethod("writeReplace");
                if (writeReplace.trySetAccessible()
                        && writeReplace.invoke(original) instanceof SerializedLambda form) {
                    return form.getImplClass().replace('/', '.') + "::" + form.getImplMethodName();
                }
            } catch (ReflectiveOperationException isNone) {
                return type.getName();
            }
        }
        return type.getName();
    }
}
