package dev.procession.daemon;

import dev.procession.internal.launch.ExitNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a daemon has ended, in words.
 *
 * @param isOrderly whether somebody wanted it to
 * @param text what has ended it
 */
record Ending(boolean isOrderly, String text) {

    private static final String ORDERLY = "stopped";
    private static final String CRASHED = "crashed";

    static Ending orderly(String text) {
        return new Ending(true, text);
    }

    static Ending crash(String text) {
        return new Ending(false, text);
    }

    /** Says what ends this JVM, which shuts down and neither was asked to nor failed. */
    static Ending of(ExitNote.Note note, boolean hasReturned) {
        if (note.isBySignal()) {
            return orderly("a signal told it to end: SIGTERM, SIGINT or SIGHUP");
        }
        if (note.exitSite() != null) {
            return crash("System.exit was called: " + note.exitSite());
        }
        return hasReturned
                ? orderly("its body returned, and its threads ended")
                : crash("its JVM shut down by itself");
    }

    void write(Path file) throws IOException {
        Files.writeString(file, (isOrderly ? ORDERLY : CRASHED) + "\n" + text);
    }

    /** Reads it; null if the daemon could not write it. */
    static @Nullable Ending read(Path file) throws IOException {
        try {
            String[] parts = Files.readString(file).split("\n", 2);
            return parts.length < 2 ? null : new Ending(parts[0].equals(ORDERLY), parts[1]);
        } catch (NoSuchFileException none) {
            return null;
        }
    }
}
