package dev.procession.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns the text of an input into the argument that a task takes.
 *
 * <p>In this order: text itself; {@link Path} and {@link URI}; primitive types and their boxes;
 * enum constants by name; a public constructor that takes one string; a public static {@code of},
 * {@code valueOf}, {@code parse} or {@code fromString} that takes one text and returns the type.
 */
final class Conversions {

    private static final List<String> FACTORIES = List.of("of", "valueOf", "parse", "fromString");

    private static final Map<Class<?>, Function<String, Object>> SIMPLE =
            Map.ofEntries(
                    Map.entry(Path.class, Path::of),
                    Map.entry(URI.class, URI::create),
                    Map.entry(int.class, Integer::valueOf),
                    Map.entry(Integer.class, Integer::valueOf),
                    Map.entry(long.class, Long::valueOf),
                    Map.entry(Long.class, Long::valueOf),
                    Map.entry(short.class, Short::valueOf),
                    Map.entry(Short.class, Short::valueOf),
                    Map.entry(byte.class, Byte::valueOf),
                    Map.entry(Byte.class, Byte::valueOf),
                    Map.entry(double.class, Double::valueOf),
                    Map.entry(Double.class, Double::valueOf),
                    Map.entry(float.class, Float::valueOf),
                    Map.entry(Float.class, Float::valueOf),
                    Map.entry(boolean.class, Conversions::bool),
                    Map.entry(Boolean.class, Conversions::bool),
                    Map.entry(char.class, Conversions::character),
                    Map.entry(Character.class, Conversions::character));

    private Conversions() {}

    /** Tells whether text can become such a value, without initializing the type. */
    static boolean isConvertible(Class<?> type) {
        return type.isAssignableFrom(String.class)
                || SIMPLE.containsKey(type)
                || type.isEnum()
                || maker(type).isPresent();
    }

    /**
     * Converts an input.
     *
     * @throws IllegalArgumentException if the text does not denote such a value
     */
    static Object convert(String text, Class<?> type) {
        try {
            return converted(text, type);
        } catch (RuntimeException malformed) {
            throw problem(text, type, malformed);
        } catch (InvocationTargetException refused) {
            var cause = Objects.requireNonNull(refused.getCause());
            if (cause instanceof Error error) {
                throw error;
            }
            throw problem(text, type, cause);
        } catch (ReflectiveOperationException inaccessible) {
            throw problem(text, type, inaccessible);
        }
    }

    private static Object converted(String text, Class<?> type)
            throws ReflectiveOperationException {
        if (type.isAssignableFrom(String.class)) {
            return text;
        }
        var simple = SIMPLE.get(type);
        if (simple != null) {
            return simple.apply(text);
        }
        if (type.isEnum()) {
            return constant(text, type);
        }
        var maker =
                maker(type)
                        .orElseThrow(() ->
                                new IllegalArgumentException("nothing makes it from a string"));
        maker.trySetAccessible();
        return switch (maker) {
            case Constructor<?> constructor -> constructor.newInstance(text);
            case Method factory -> factory.invoke(null, text);
        };
    }

    private static IllegalArgumentException problem(String text, Class<?> type, Throwable cause) {
        return new IllegalArgumentException(
                "the input is no " + type.getTypeName() + ": input=\"" + text + "\"; " + cause,
                cause);
    }

    private static Optional<? extends Executable> maker(Class<?> type) {
        if (!Modifier.isAbstract(type.getModifiers())) {
            for (var constructor : type.getConstructors()) {
                if (takesText(constructor)) {
                    return Optional.of(constructor);
                }
            }
        }
        var methods = type.getMethods();
        return FACTORIES.stream()
                .flatMap(name -> Arrays.stream(methods).filter(each -> each.getName().equals(name)))
                .filter(each -> Modifier.isStatic(each.getModifiers()))
                .filter(each -> type.isAssignableFrom(each.getReturnType()) && takesText(each))
                .findFirst();
    }

    private static boolean takesText(Executable executable) {
        if (executable.getParameterCount() != 1) {
            return false;
        }
        var parameter = executable.getParameterTypes()[0];
        return parameter == String.class || parameter == CharSequence.class;
    }

    private static Object constant(String text, Class<?> type) {
        var constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(each -> ((Enum<?>) each).name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "must be one of " + Arrays.toString(constants)));
    }

    private static Object bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static Object character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("must be one character");
        }
        return text.charAt(0);
    }
}
