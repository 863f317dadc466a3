package dev.procession.codec;

import dev.procession.codec.FaultFinder.Step;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What an object is made of, as far as serialization would follow it. */
final class Parts {

    private static final int LONGEST_KEY = 32;

    private Parts() {}

    /** Tells whether an object has no parts that could be at fault and is not at fault itself. */
    static boolean isLeaf(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Enum<?>;
    }

    static void visit(Step step, FaultFinder finder) {
        Object value = step.value();
        if (value instanceof Object[] array) {
            elements(step, finder, array);
        } else if (Plan.of(value.getClass()) instanceof LambdaPlan plan) {
            captured(step, finder, plan.serialized(value));
        } else if (Classes.isOfBootLayer(value.getClass())) {
            ofPlatform(step, finder, value);
        } else {
            if (value instanceof Throwable exception) {
                causes(step, finder, exception);
            }
            if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
                ofPlatform(step, finder, value);
            }
            fields(step, finder, value);
        }
    }

    private static void elements(Step step, FaultFinder finder, @Nullable Object[] array) {
        for (int i = 0; i < array.length; i++) {
            if (!finder.add(step, "[" + i + "]", array[i], false)) {
                return;
            }
        }
    }

    private static void ofPlatform(Step step, FaultFinder finder, Object value) {
        if (value instanceof Collection<?> collection) {
            comparator(step, finder, collection);
            int index = 0;
            for (Object element : collection) {
                if (!finder.add(step, "[" + index++ + "]", element, false)) {
                    return;
                }
            }
        } else if (value instanceof Map<?, ?> map) {
            entries(step, finder, map);
        } else if (value instanceof Optional<?> optional) {
            finder.add(step, ".get()", optional.orElse(null), false);
        } else if (value instanceof AtomicReference<?> reference) {
            finder.add(step, ".get()", reference.get(), false);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            finder.add(step, ".key", entry.getKey(), false);
            finder.add(step, ".value", entry.getValue(), false);
        } else if (value instanceof Throwable exception) {
            causes(step, finder, exception);
        }
    }

    private static void entries(Step step, FaultFinder finder, Map<?, ?> map) {
        if (map instanceof SortedMap<?, ?> sorted) {
            finder.add(step, ".comparator", sorted.comparator(), false);
        }
        int index = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            finder.add(step, "[key of entry " + index + "]", entry.getKey(), false);
            if (!finder.add(step, keyName(entry.getKey(), index), entry.getValue(), false)) {
                return;
            }
            index++;
        }
    }

    private static void comparator(Step step, FaultFinder finder, Collection<?> collection) {
        Comparator<?> comparator = null;
        if (collection instanceof SortedSet<?> sorted) {
            comparator = sorted.comparator();
        } else if (collection instanceof PriorityQueue<?> queue) {
            comparator = queue.comparator();
        }
        finder.add(step, ".comparator", comparator, false);
    }

    /** Short plain keys tell where to look; others might tell secrets. */
    private static String keyName(@Nullable Object key, int index) {
        if (key instanceof Integer || key instanceof Long) {
            return "[" + key + "]";
        }
        if (key instanceof Enum<?> constant) {
            return "[" + constant.name() + "]";
        }
        return key instanceof String text && isPlain(text)
                ? "[\"" + text + "\"]"
                : "[value of entry " + index + "]";
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '.') {
                return false;
            }
        }
        return text.length() <= LONGEST_KEY;
    }

    private static void causes(Step step, FaultFinder finder, Throwable exception) {
        finder.add(step, ".cause", exception.getCause(), false);
        Throwable[] suppressed = exception.getSuppressed();
        for (int i = 0; i < suppressed.length; i++) {
            finder.add(step, ".suppressed[" + i + "]", suppressed[i], false);
        }
    }

    private static void captured(Step step, FaultFinder finder, @Nullable SerializedLambda lambda) {
        if (lambda == null) {
            return;
        }
        boolean isLambda = lambda.getImplMethodName().startsWith("lambda$");
        boolean hasReceiver =
                lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                        && lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
        String owner =
                isLambda
                        ? "lambda in " + lambda.getCapturingClass().replace('/', '.')
                        : "method reference "
                                + lambda.getImplClass().replace('/', '.')
                                + "::"
                                + lambda.getImplMethodName();
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            boolean isReceiver = hasReceiver && i == 0;
            String which = "captured argument " + (hasReceiver && isLambda ? i : i + 1);
            if (isReceiver) {
                which = isLambda ? "this" : "receiver";
            }
            String name = "(" + owner + ", " + which + ")";
            finder.add(step, name, lambda.getCapturedArg(i), isReceiver && isLambda);
        }
    }

    private static void fields(Step step, FaultFinder finder, Object value) {
        Class<?> type = value.getClass();
        while (type != null && Serializable.class.isAssignableFrom(type)) {
            for (Field field : type.getDeclaredFields()) {
                int skipped = Modifier.STATIC | Modifier.TRANSIENT;
                if ((field.getModifiers() & skipped) == 0
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    finder.add(step, "." + field.getName(), read(field, value), false);
                }
            }
            type = type.getSuperclass();
        }
    }

    private static @Nullable Object read(Field field, Object value) {
        try {
            return field.get(value);
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}
