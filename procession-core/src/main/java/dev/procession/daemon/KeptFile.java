package dev.procession.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that was written once and must not be lost: it stays open, so that it can be read, and
 * written again, when somebody has removed it.
 */
final class KeptFile {

    private final Path path;
    private final FileChannel content;

    private KeptFile(Path path, FileChannel content) {
        this.path = path;
        this.content = content;
    }

    static KeptFile open(Path path) throws IOException {
        return new KeptFile(path, FileChannel.open(path, StandardOpenOption.READ));
    }

    /** Writes it again if it is not there. */
    void restore() throws IOException {
        if (!Files.exists(path)) {
            write();
        }
    }

    /** Writes it again, in the place of what has its name. */
    void write() throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try (FileChannel out =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long size = content.size();
            for (long done = 0; done < size; ) {
                done += content.transferTo(done, size - done, out);
            }
        }
        Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    }
}
