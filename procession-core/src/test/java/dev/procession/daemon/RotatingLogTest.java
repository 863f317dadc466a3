package dev.procession.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {

    @TempDir Path directory;

    /** A file on a disk that is full at times. */
    private static final class Disk extends OutputStream {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        boolean isFull;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (isFull) {
                throw new IOException("No space left on device");
            }
            content.write(bytes, offset, length);
        }
    }

    @Test
    void P10_diskIsFull_whatIsLostIsTold_whenThereIsRoomAgain() {
        Disk disk = new Disk();
        RotatingLog log = new RotatingLog(directory.resolve("log"), 1 << 20, 2, disk);
        PrintStream stream = new PrintStream(log, true, StandardCharsets.UTF_8);
        stream.print("one\n");
        disk.isFull = true;
        stream.print("two\n");
        stream.print("three\n");
        disk.isFull = false;
        stream.print("four\n");
        stream.print("five\n");
        assertThat(disk.content.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "one\n[procession] up to 10 bytes of this log are lost here\nfour\nfive\n");
    }
}
