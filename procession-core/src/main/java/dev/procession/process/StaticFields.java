package dev.procession.process;

import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The static fields whose values a {@linkplain ForkedProcess forked} process begins with. All
 * others it has as a fresh JVM makes them.
 *
 * {@snippet :
 * StaticFields.of(Counter.class, "count", "names").and(Cache.class, "entries")
 * }
 *
 * <p>Immutable.
 *
 * @since 0.1
 */
public final class StaticFields {

    private static final StaticFields NONE = new StaticFields(List.of());

    private final List<Field> fields;

    private StaticFields(List<Field> fields) {
        this.fields = fields;
    }

    /**
     * Returns no fields.
     *
     * @return an empty list
     */
    public static StaticFields none() {
        return NONE;
    }

    /**
     * Returns fields of a class.
     *
     * @param owner the class that declares them
     * @param names their names
     * @return the fields
     * @throws IllegalArgumentException as {@link #and}
     */
    public static StaticFields of(Class<?> owner, String... names) {
        return NONE.and(owner, names);
    }

    /**
     * Adds fields of another class.
     *
     * @param owner the class that declares them
     * @param names their names
     * @return these fields and those
     * @throws IllegalArgumentException if the class declares no static field of a name; or one that
     *     is {@code final}, which cannot be set in the other process; or one that its module does
     *     not open to this library
     */
    public StaticFields and(Class<?> owner, String... names) {
        List<Field> all = new ArrayList<>(fields);
        for (String name : names) {
            all.add(field(owner, name));
        }
        return new StaticFields(List.copyOf(all));
    }

    private static Field field(Class<?> owner, String name) {
        try {
            Field field = owner.getDeclaredField(name);
            if (!Modifier.isStatic(field.getModifiers())) {
                throw new IllegalArgumentException(
                        "a field of objects is copied with an object that has it; name static"
                                + " fields only: field="
                                + describe(field));
            }
            if (Modifier.isFinal(field.getModifiers())) {
                throw new IllegalArgumentException(
                        "a static final field cannot be set in the forked process, which makes its own:"
                                + " leave it out, or have it not be final: field="
                                + describe(field));
            }
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException missing) {
            throw new IllegalArgumentException(
                    "the class declares no such field: class="
                            + owner.getName()
                            + ", field="
                            + name
                            + ", static fields="
                            + Arrays.stream(owner.getDeclaredFields())
                                    .filter(each -> Modifier.isStatic(each.getModifiers()))
                                    .filter(each -> !each.isSynthetic())
                                    .map(Field::getName)
                                    .toList(),
                    missing);
        } catch (InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    "the module of a class has to open it, by opens "
                            + owner.getPackageName()
                            + " to dev.procession: field="
                            + owner.getName()
                            + "."
                            + name,
                    closed);
        }
    }

    private static String describe(Field field) {
        return field.getDeclaringClass().getName() + "." + field.getName();
    }

    /** Reads them, as they are at this moment. */
    Values read() {
        List<Value> values = new ArrayList<>();
        for (Field each : fields) {
            try {
                values.add(
                        new Value(
                                each.getDeclaringClass().getName(),
                                each.getName(),
                                each.get(null)));
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException("cannot read " + describe(each), impossible);
            }
        }
        return new Values(values);
    }

    /**
     * What the fields have.
     *
     * @param all the values, in the order of the fields
     */
    record Values(List<Value> all) implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        /** Gives the fields of this process what those of the other one had. */
        void set(ClassLoader loader) throws ReflectiveOperationException {
            for (Value each : all) {
                Class<?> owner = Class.forName(each.owner(), true, loader);
                Field field = owner.getDeclaredField(each.name());
                field.setAccessible(true);
                field.set(null, each.value());
            }
        }
    }

    /**
     * What a field has.
     *
     * @param owner the name of the class that declares it
     * @param name its name
     * @param value its value
     */
    record Value(String owner, String name, @Nullable Object value) implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        Value {
            Objects.requireNonNull(owner, "owner");
        }
    }
}
