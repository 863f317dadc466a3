package dev.procession.daemon;

import dev.procession.internal.launch.ExitNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * How a daemon has ended, in words.
 *
 * @param isOrderly whether somebody wanted it to
 * @param text what has ended it
 */
record Ending(boolean isOrderly, String text) {

    private static final int RESERVED_BYTES = 4096;
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

    /**
     * Takes room on the disk for a few lines, which it may lack when it comes to {@link #write}.
     */
    static void reserve(Path file) throws IOException {
        Files.write(next(file), new byte[RESERVED_BYTES]);
    }

    void write(Path file) throws IOException {
        String content = (isOrderly ? ORDERLY : CRASHED) + "\n" + text;
        Path next = next(file);
        try (FileChannel out =
                FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.truncate(out.position());
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + ".next");
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
