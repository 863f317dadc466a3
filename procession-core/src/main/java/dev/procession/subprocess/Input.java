package dev.procession.subprocess;

import java.io.InputStream;
import java.nio.file.Path;

/** What an outside command reads from its standard input. */
sealed interface Input {

    /** Nothing; of a command that is started, what is sent to it. */
    record None() implements Input {}

    /** These bytes. */
    @SuppressWarnings("ArrayRecordComponent") // compared with the default only, which is another
    record Bytes(byte[] bytes) implements Input {}

    /** This text, which becomes bytes when the command is started and its charset is known. */
    record Text(String text) implements Input {}

    /** What this has from now on; it is not closed. */
    record Stream(InputStream stream) implements Input {}

    /** This file. */
    record OfFile(Path path) implements Input {}

    /** What this JVM reads. */
    record Inherited() implements Input {}

    /** Tells whether a thread of ours hands it over. */
    default boolean isFed() {
        return this instanceof Bytes || this instanceof Text || this instanceof Stream;
    }
}
