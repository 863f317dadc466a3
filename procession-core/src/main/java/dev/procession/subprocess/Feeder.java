package dev.procession.subprocess;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/**
 * Writes the input of a command and closes it. That the command does not read all of it is no
 * failure; that it cannot be had is one.
 */
final class Feeder implements Runnable {

    private static final int CHUNK = 32 << 10;

    private final Input input;
    private final Charset charset;
    private final WritableByteChannel to;
    private final Consumer<Throwable> onFailure;

    Feeder(Input input, Charset charset, WritableByteChannel to, Consumer<Throwable> onFailure) {
        this.input = input;
        this.charset = charset;
        this.to = to;
        this.onFailure = onFailure;
    }

    @Override
    public void run() {
        try (to) {
            feed();
        } catch (IOException nobodyReads) {
            // Closed by us when the command had ended, or by the command: it has read enough.
            return;
        }
    }

    private void feed() throws IOException {
        byte[] chunk = new byte[CHUNK];
        boolean isThereMore = true;
        try (InputStream in = open()) {
            while (isThereMore) {
                int length = in.read(chunk);
                isThereMore = length >= 0 && writeAll(chunk, length);
            }
        } catch (IOException | RuntimeException | Error noInput) {
            onFailure.accept(noInput);
        }
    }

    private boolean writeAll(byte[] chunk, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, length);
        try {
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
            return true;
        } catch (IOException nobodyReads) {
            return false;
        }
    }

    private InputStream open() throws IOException {
        return switch (input) {
            case Input.Bytes(byte[] bytes) -> new ByteArrayInputStream(bytes);
            case Input.Text(String text) -> new ByteArrayInputStream(text.getBytes(charset));
            case Input.Stream(InputStream stream) -> new Unclosed(stream);
            case Input.OfFile(var path) -> new FileInputStream(path.toFile());
            case Input.None(), Input.Inherited() -> InputStream.nullInputStream();
        };
    }

    /** The caller's, who closes it. */
    private static final class Unclosed extends InputStream {
        private final InputStream in;

        Unclosed(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, length);
        }
    }
}
