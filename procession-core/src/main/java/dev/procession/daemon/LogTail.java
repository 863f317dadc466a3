package dev.procession.daemon;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log. */
final class LogTail {

    private static final int MOST_BYTES = 64 << 10;

    private LogTail() {}

    /**
     * Reads the last lines.
     *
     * @param log the file
     * @param from only what is behind so many bytes
     * @param most how many lines at most
     */
    static List<String> read(Path log, long from, int most) throws IOException {
        if (!Files.isRegularFile(log)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long size = file.length();
            // One that is shorter than it was is another one.
            long start = from > size ? 0 : from;
            boolean isCut = size - start > MOST_BYTES;
            long first = isCut ? size - MOST_BYTES : start;
            byte[] bytes = new byte[(int) (size - first)];
            file.seek(first);
            file.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            int skipped = Math.max(isCut ? 1 : 0, lines.size() - most);
            return lines.subList(Math.min(skipped, lines.size()), lines.size());
        } catch (FileNotFoundException | EOFException putAsideMeanwhile) {
            return List.of();
        }
    }
}
