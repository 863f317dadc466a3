package dev.procession.cli;

/** A key that was pressed at a terminal. */
sealed interface Key {

    /** One that has a character. */
    record Typed(int character) implements Key {}

    /** Arrow up. */
    record Up() implements Key {}

    /** Arrow down. */
    record Down() implements Key {}

    /** Page up. */
    record PageUp() implements Key {}

    /** Page down. */
    record PageDown() implements Key {}

    /** Enter. */
    record Enter() implements Key {}

    /** Escape alone. */
    record Escape() implements Key {}

    /** Backspace. */
    record Erase() implements Key {}

    /** One that is of no use here. */
    record Other() implements Key {}
}
