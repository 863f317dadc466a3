package dev.procession.pool;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the encoded form of functions that have no state: lambdas that capture nothing and
 * references to static methods, of which there is one object per place in the source.
 *
 * <p>A small table by identity; a newcomer takes the place of whatever was there.
 */
final class StatelessFunctions {

    private static final int SIZE = 64;

    private static final ClassValue<Boolean> HAS_NO_FIELDS =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return hasNoFields(type);
                }
            };

    private record Entry(Object original, @Nullable Class<?> form, FunctionRef encoded) {
        boolean isOf(Object function) {
            return original == Adapted.original(function) && form == Adapted.form(function);
        }
    }

    private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(SIZE);

    @Nullable FunctionRef get(Object function) {
        Entry entry = entries.get(place(function));
        return entry != null && entry.isOf(function) ? entry.encoded() : null;
    }

    void put(Object function, FunctionRef encoded) {
        Object original = Adapted.original(function);
        if (encoded.mayBeKept() && HAS_NO_FIELDS.get(original.getClass())) {
            entries.set(place(function), new Entry(original, Adapted.form(function), encoded));
        }
    }

    private static int place(Object function) {
        return System.identityHashCode(Adapted.original(function)) & SIZE - 1;
    }

    private static boolean hasNoFields(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    return false;
                }
            }
        }
        return true;
    }
}
