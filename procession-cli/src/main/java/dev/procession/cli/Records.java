package dev.procession.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a stream of UTF-8 text record by record; the last one may lack its end. */
final class Records implements AutoCloseable {

    private final InputStream in;
    private final char delimiter;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long count;

    /**
     * Opens a stream.
     *
     * @param in the stream, closed with this object
     * @param delimiter what a record ends with; before a line's end a carriage return is dropped
     */
    Records(InputStream in, char delimiter) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.delimiter = delimiter;
    }

    /** Returns the next record, or null at the end. */
    @Nullable String next() throws IOException {
        bytes.reset();
        var isAny = false;
        for (var each = in.read(); each >= 0; each = in.read()) {
            isAny = true;
            if (each == delimiter) {
                return text(true);
            }
            bytes.write(each);
        }
        return isAny ? text(false) : null;
    }

    private String text(boolean isDelimited) throws IOException {
        count++;
        var record = bytes.toByteArray();
        var length = record.length;
        if (isDelimited && delimiter == '\n' && length > 0 && record[length - 1] == '\r') {
            length--;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(record, 0, length))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new IOException("input " + count + " is not UTF-8", malformed);
        }
    }

    /** Counts the records of a file; the last one may lack its end. */
    static long count(Path file, char delimiter) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            var count = 0L;
            var last = (byte) delimiter;
            for (var length = in.read(buffer); length > 0; length = in.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    count += buffer[i] == delimiter ? 1 : 0;
                }
                last = buffer[length - 1];
            }
            return last == delimiter ? count : count + 1;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
