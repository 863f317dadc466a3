package dev.procession.examples.command;

import java.util.List;

/**
 * Examples that belong together.
 *
 * @param title of it
 * @param examples in the order in which one would read them
 */
record Chapter(String title, List<Example> examples) {

    static Chapter of(String title, Example... examples) {
        return new Chapter(title, List.of(examples));
    }
}
