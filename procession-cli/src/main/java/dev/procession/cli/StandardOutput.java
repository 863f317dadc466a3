package dev.procession.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, which keeps the first failure to write: {@link System#out} and the writer of
 * picocli would lose it, and with it that nobody has seen what the command said.
 */
final class StandardOutput extends OutputStream {

    private static final StandardOutput OURS =
            new StandardOutput(new FileOutputStream(FileDescriptor.out));

    private final OutputStream out;
    private @Nullable IOException problem;

    StandardOutput(OutputStream out) {
        this.out = out;
    }

    /** Returns the one of this JVM. */
    static StandardOutput ofThisProcess() {
        return OURS;
    }

    /** Takes the place of {@link System#out}, in the encoding of that. */
    void takeOver() {
        System.setOut(new PrintStream(this, true, charset()));
    }

    private static Charset charset() {
        return System.out.charset();
    }

    /** Returns a writer, whose {@link PrintWriter#checkError} tells of a failure. */
    PrintWriter writer() {
        return new PrintWriter(this, true, charset());
    }

    /** Returns what has been lost, if anything has. */
    synchronized Optional<LostOutput> lost() {
        return Optional.ofNullable(problem).map(LostOutput::new);
    }

    @Override
    public void write(int character) throws IOException {
        write(new byte[] {(byte) character}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (problem != null) {
            throw problem;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException failure) {
            problem = failure;
            throw failure;
        }
    }
}
