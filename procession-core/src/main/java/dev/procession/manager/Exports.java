package dev.procession.manager;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of an exported interface: what can be called, and nothing else. */
final class Exports {

    private static final ClassValue<Exports> OF =
            new ClassValue<>() {
                @Override
                protected Exports computeValue(Class<?> type) {
                    return new Exports(type);
                }
            };

    private final Class<?> type;
    private final Map<Long, Operation> byHash = new HashMap<>();
    private final Map<Method, Operation> byMethod = new HashMap<>();

    private Exports(Class<?> type) {
        this.type = type;
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                Operation operation = new Operation(method);
                byMethod.put(method, operation);
                byHash.put(operation.hash(), operation);
            }
        }
    }

    /**
     * Returns the methods of an interface.
     *
     * @throws IllegalArgumentException if it is a class
     */
    static Exports of(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    "what is exported must be an interface, whose methods are all that can be"
                            + " called: "
                            + type.getName());
        }
        return OF.get(type);
    }

    /** Returns the only method of its name. */
    static Operation operation(Class<?> type, String name) {
        for (Operation each : of(type).byMethod.values()) {
            if (each.method().getName().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no method of " + type.getName() + ": " + name);
    }

    Class<?> type() {
        return type;
    }

    /** Returns a method as a caller has named it; null if it is not exported. */
    @Nullable Operation operation(long hash) {
        return byHash.get(hash);
    }

    /** Returns a method of the interface. */
    Operation operation(Method method) {
        Operation found = byMethod.get(method);
        if (found == null) {
            throw new IllegalArgumentException("not a method of " + type.getName() + ": " + method);
        }
        return found;
    }
}
