package dev.procession.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of an output file and where they are. Nobody else may use the file meanwhile. */
final class OutputLines {

    private final RandomAccessFile file;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private int at;
    private int length;
    private long position;

    /** Begins with the first line. */
    OutputLines(RandomAccessFile file) throws IOException {
        this.file = file;
        file.seek(0);
    }

    /**
     * A line.
     *
     * @param start where it begins
     * @param end where the next one begins
     * @param text what it says, without its end
     * @param isWhole whether it has an end: the last one may have been torn
     */
    record Line(long start, long end, String text, boolean isWhole) {}

    /** Returns the next line, or null at the end of the file. */
    @Nullable Line next() throws IOException {
        var start = position;
        var isWhole = false;
        gathered.reset();
        while (!isWhole && hasMore()) {
            var from = at;
            while (at < length && buffer[at] != '\n') {
                at++;
            }
            gathered.write(buffer, from, at - from);
            isWhole = at < length;
            at += isWhole ? 1 : 0;
            position += at - from;
        }
        return position == start
                ? null
                : new Line(start, position, gathered.toString(StandardCharsets.UTF_8), isWhole);
    }

    private boolean hasMore() throws IOException {
        if (at == length) {
            at = 0;
            length = Math.max(0, file.read(buffer));
        }
        return length > 0;
    }
}
