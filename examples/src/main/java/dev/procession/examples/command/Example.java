package dev.procession.examples.command;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program that shows one thing.
 *
 * @param main its class
 * @param shows what it shows, in a line
 * @param partOf the example that runs it together with others, if it does not end by itself
 */
record Example(Class<?> main, String shows, @Nullable Class<?> partOf) {

    /** A program that ends by itself. */
    static Example of(Class<?> main, String shows) {
        return new Example(main, shows, null);
    }

    /** A program that needs somebody to talk with. */
    static Example partOf(Class<?> whole, Class<?> main, String shows) {
        return new Example(main, shows, whole);
    }

    /** Returns how a user calls it: the words of its class's name. */
    String name() {
        return nameOf(main);
    }

    /** Returns what the example runs as a part of, if it is one. */
    Optional<String> whole() {
        return Optional.ofNullable(partOf).map(Example::nameOf);
    }

    /** Tells whether it can be given words. */
    boolean takesArguments() {
        try {
            main.getMethod("main", String[].class);
            return true;
        } catch (NoSuchMethodException withoutParameters) {
            return false;
        }
    }

    private static String nameOf(Class<?> main) {
        return main.getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
