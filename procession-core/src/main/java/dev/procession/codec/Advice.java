package dev.procession.codec;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What to do about an object that is not serializable. */
final class Advice {

    private static final String LAMBDA_MARK = "$$Lambda";

    private static final String OURS = "dev.procession.";

    private Advice() {}

    /** The name of an object's class, or what the user would call it. */
    static String nameOf(Object value) {
        String name = value.getClass().getName();
        int mark = name.indexOf(LAMBDA_MARK);
        return mark < 0 || !value.getClass().isHidden()
                ? name
                : "a " + interfaceOf(value) + " lambda in " + name.substring(0, mark);
    }

    static String about(Object value, boolean throughThis) {
        if (throughThis) {
            return "the lambda uses a field or method of its object and so captures \"this\": copy"
                    + " the field into a local variable first, or call a static method";
        }
        Class<?> type = value.getClass();
        if (type.isHidden() && type.getName().contains(LAMBDA_MARK)) {
            return "declare it as " + taskType(value);
        }
        String name = type.getName();
        if (value instanceof FutureTask<?>) {
            return "it belongs to this process: hand over the task itself, declared as "
                    + "dev.procession.TaskCallable";
        }
        if (name.startsWith("java.util.concurrent.CompletableFuture")) {
            return "CompletableFuture wraps the task in an object of this process: submit the task"
                    + " to the pool itself, declared as dev.procession.TaskCallable";
        }
        if (isOurs(type)) {
            return "it belongs to this process: hand over what is needed of it, such as a pid or a"
                    + " name, or create the object inside the task";
        }
        if (Classes.isOfBootLayer(type)) {
            return "make the field transient, or create the object inside the task";
        }
        return isTask(value)
                ? "let " + name + " implement " + taskType(value)
                : "let "
                        + name
                        + " implement java.io.Serializable, or create the object inside the task";
    }

    /**
     * Whether this library has the class, which users cannot change. Where the boot loader has it,
     * as in children, it has no code source, like all of the JDK.
     */
    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith(OURS)
                && Objects.equals(
                        type.getProtectionDomain().getCodeSource(),
                        Advice.class.getProtectionDomain().getCodeSource());
    }

    /** Tells whether an object is what the JDK wraps around a task. */
    static boolean isWrapper(Object value) {
        return value.getClass().getName().startsWith("java.util.concurrent.CompletableFuture$");
    }

    private static boolean isTask(Object value) {
        return value instanceof Callable<?>
                || value instanceof Runnable
                || value instanceof Function<?, ?>
                || value instanceof Consumer<?>
                || value instanceof BiConsumer<?, ?>;
    }

    private static String taskType(Object value) {
        if (value instanceof Callable<?> || value instanceof Supplier<?>) {
            return "dev.procession.TaskCallable";
        }
        if (value instanceof Runnable) {
            return "dev.procession.TaskRunnable";
        }
        if (value instanceof Function<?, ?>) {
            return "dev.procession.TaskFunction";
        }
        if (value instanceof Consumer<?>) {
            return "dev.procession.TaskConsumer";
        }
        if (value instanceof BiConsumer<?, ?>) {
            return "dev.procession.TaskBiConsumer";
        }
        return "a functional interface that extends java.io.Serializable";
    }

    private static String interfaceOf(Object value) {
        Class<?>[] interfaces = value.getClass().getInterfaces();
        return interfaces.length == 0 ? "functional" : interfaces[0].getName();
    }
}
