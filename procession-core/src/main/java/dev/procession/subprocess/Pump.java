package dev.procession.subprocess;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.Consumer;

/**
 * Reads a stream of a command to its end, so that the command never waits for a reader, except
 * where its {@link Intake} has no room and is to make it wait.
 *
 * <p>It does not close the stream: a terminal that is closed when the program has closed its side
 * kills the program, which may be about to end with an exit code.
 */
final class Pump implements Runnable {

    /** How many bytes it has in its hands at most. */
    static final int CHUNK = 32 << 10;

    private final ReadableByteChannel from;
    private final Intake to;
    private final Runnable onTooMany;
    private final Consumer<Throwable> onFailure;

    Pump(ReadableByteChannel from, Intake to, Runnable onTooMany, Consumer<Throwable> onFailure) {
        this.from = from;
        this.to = to;
        this.onTooMany = onTooMany;
        this.onFailure = onFailure;
    }

    @Override
    public void run() {
        try {
            pump();
        } catch (IOException closed) {
            // By whoever does not want more of it; a pipe has no other failure.
            return;
        } catch (InterruptedException | RuntimeException | Error failure) {
            // Memory, above all: the command would wait for its reader for ever.
            onFailure.accept(failure);
        } finally {
            to.end();
        }
    }

    private void pump() throws IOException, InterruptedException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        Intake.Put put = Intake.Put.KEPT;
        while (put != Intake.Put.UNWANTED && from.read(chunk) >= 0) {
            chunk.flip();
            put = to.put(chunk);
            if (put == Intake.Put.TOO_MANY) {
                onTooMany.run();
            }
            chunk.clear();
        }
    }
}
