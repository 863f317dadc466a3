package dev.procession.examples.command;

import java.util.Locale;

/**
 * A program that shows one thing.
 *
 * @param main its class
 * @param shows what it shows, in a line
 * @param isAlone whether it ends by itself, without anybody to talk with
 */
record Example(Class<?> main, String shows, boolean isAlone) {

    /** A program that ends by itself. */
    static Example of(Class<?> main, String shows) {
        return new Example(main, shows, true);
    }

    /** A program that waits for somebody. */
    static Example talking(Class<?> main, String shows) {
        return new Example(main, shows, false);
    }

    /** Returns how a user calls it: the words of its class's name. */
    String name() {
        return main.getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
