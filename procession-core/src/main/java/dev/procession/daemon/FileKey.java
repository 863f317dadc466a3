package dev.procession.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Which file has a name: a key that no other file has, for as long as somebody has this one open.
 */
final class FileKey {

    private FileKey() {}

    /** Returns the key of the file, or of where a link leads; null if there is none. */
    static @Nullable Object of(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException none) {
            return null;
        }
    }
}
