package dev.procession.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import org.jspecify.annotations.Nullable;

/**
 * The file that the results of a run are written to, and that the run can go on with if something
 * ends it. It only ever grows while the run lasts: whatever happens, what was written is there.
 * Lines that a later attempt has replaced go at the end, by a new file that takes the place of this
 * one in one step.
 *
 * <p>It is locked: two runs must not write to it. The lock is gone as soon as this process closes
 * any descriptor of the file, so there is only one.
 */
final class OutputFile implements AutoCloseable {

    private final Path path;
    private final @Nullable RunHeader header;
    private final RandomAccessFile file;
    private final OutputContents earlier;
    private final boolean isResumed;

    private OutputFile(
            Path path, @Nullable RunHeader header, RandomAccessFile file, boolean isResumed)
            throws IOException {
        this.path = path;
        this.header = header;
        this.file = file;
        this.isResumed = isResumed;
        this.earlier =
                header == null || !isResumed
                        ? OutputContents.none()
                        : OutputContents.read(file, header);
        if (!isResumed) {
            requireEmpty();
        }
    }

    /**
     * Opens a file for a run that begins. Nothing is written before {@link #start}.
     *
     * @param path the file; it must be empty or missing
     * @param header which run it is, or null if the run cannot go on with the file anyway
     * @throws UsageException if that is not possible; nothing was written then
     */
    static OutputFile begin(Path path, @Nullable RunHeader header) {
        return open(path, header, false);
    }

    /**
     * Opens a file for a run that goes on. Nothing is written before {@link #start}.
     *
     * @param path the file; the run begins if it is empty or missing
     * @param header which run it must be of, its inputs included
     * @throws UsageException if that is not possible; nothing was written then
     */
    static OutputFile resume(Path path, RunHeader header) {
        return open(path, header, true);
    }

    private static OutputFile open(Path path, @Nullable RunHeader header, boolean isResumed) {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new UsageException(
                        "it is no regular file; without --output, results go to standard output");
            }
            var file = new RandomAccessFile(path.toFile(), "rw");
            try {
                if (file.getChannel().tryLock() == null) {
                    throw new UsageException("another process writes to it");
                }
                return new OutputFile(path.toRealPath(), header, file, isResumed);
            } catch (IOException | RuntimeException refused) {
                file.close();
                throw refused;
            }
        } catch (IOException | UsageException refused) {
            throw new UsageException(
                    "--output cannot be used: " + refused.getMessage() + ": --output=" + path,
                    refused);
        }
    }

    private void requireEmpty() throws IOException {
        if (file.length() > 0) {
            throw new UsageException(
                    header == null || header.inputs() == null
                            ? "it is there already and not empty; remove it first"
                            : "it is there already and not empty; go on with it by --resume, or"
                                    + " remove it first");
        }
    }

    /** Returns what was there when it was opened, by an earlier part of this run. */
    OutputContents earlier() {
        return earlier;
    }

    /** Cuts off what is no outcome, so that those of this part of the run can follow. */
    void start() throws IOException {
        file.setLength(earlier.end());
        file.seek(earlier.end());
        if (earlier.end() == 0 && header != null) {
            file.write((header.line() + '\n').getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Returns where results are written to. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                file.write(octet);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                file.write(bytes, offset, length);
            }
        };
    }

    /**
     * Ends the run, however far it came: what was written survives the loss of power from now on,
     * and each input has one line.
     *
     * @param isInOrder whether the lines have the order of the inputs
     */
    void finish(boolean isInOrder) throws IOException {
        file.getFD().sync();
        if (isResumed && header != null) {
            tidy(header, isInOrder);
        }
    }

    private void tidy(RunHeader header, boolean isInOrder) throws IOException {
        var contents = OutputContents.read(file, header);
        if (contents.isTidy(isInOrder)) {
            return;
        }
        var name = "." + path.getFileName() + ".procession";
        var tidied = path.resolveSibling(name);
        try {
            write(contents, tidied);
            Files.move(tidied, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(tidied);
        }
    }

    private void write(OutputContents contents, Path target) throws IOException {
        try (var out = new FileOutputStream(target.toFile())) {
            copyPermissions(target);
            contents.inOrder((start, end) -> copy(start, end, out));
            var summary = contents.summary();
            if (summary != null) {
                out.write((summary + '\n').getBytes(StandardCharsets.UTF_8));
            }
            out.getFD().sync();
        }
    }

    /** While it is still empty: what nobody else may read must never be readable. */
    private void copyPermissions(Path target) throws IOException {
        var from = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        var to = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (from != null && to != null) {
            to.setPermissions(from.readAttributes().permissions());
        }
    }

    private void copy(long start, long end, OutputStream out) throws IOException {
        var buffer = new byte[1 << 16];
        file.seek(start);
        for (var left = end - start; left > 0; ) {
            var part = (int) Math.min(left, buffer.length);
            file.readFully(buffer, 0, part);
            out.write(buffer, 0, part);
            left -= part;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
