package dev.procession.subprocess;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream goes that an outside command writes.
 *
 * @apiNote Python's {@code PIPE}, {@code DEVNULL}, {@code None} and an open file
 * @since 0.1
 */
public final class Output {

    private static final Output CAPTURED = new Output(Kind.CAPTURED, null);
    private static final Output INHERITED = new Output(Kind.INHERITED, null);
    private static final Output DISCARDED = new Output(Kind.DISCARDED, null);

    private final Kind kind;
    private final @Nullable Path path;

    private enum Kind {
        CAPTURED,
        INHERITED,
        DISCARDED,
        WRITTEN,
        APPENDED
    }

    private Output(Kind kind, @Nullable Path path) {
        this.kind = kind;
        this.path = path;
    }

    /**
     * It is kept in memory and is part of the result; the default.
     *
     * @return that output
     */
    public static Output captured() {
        return CAPTURED;
    }

    /**
     * It goes where that of this JVM goes.
     *
     * @return that output
     */
    public static Output inherited() {
        return INHERITED;
    }

    /**
     * It is thrown away.
     *
     * @return that output
     */
    public static Output discarded() {
        return DISCARDED;
    }

    /**
     * It is written to a file, which is emptied or made first.
     *
     * @param file in a directory that exists; not a named pipe, which the system may wait for ever
     *     to open: have a shell open that
     * @return that output
     */
    public static Output to(Path file) {
        return new Output(Kind.WRITTEN, Objects.requireNonNull(file, "file"));
    }

    /**
     * It is added at the end of a file, which is made if it is not there.
     *
     * @param file in a directory that exists; not a named pipe, which the system may wait for ever
     *     to open: have a shell open that
     * @return that output
     */
    public static Output appendTo(Path file) {
        return new Output(Kind.APPENDED, Objects.requireNonNull(file, "file"));
    }

    boolean isCaptured() {
        return kind == Kind.CAPTURED;
    }

    /** Returns the JDK's word for it; a pipe for what is captured. */
    ProcessBuilder.Redirect redirect() {
        File file = path == null ? new File("") : path.toFile();
        return switch (kind) {
            case CAPTURED -> ProcessBuilder.Redirect.PIPE;
            case INHERITED -> ProcessBuilder.Redirect.INHERIT;
            case DISCARDED -> ProcessBuilder.Redirect.DISCARD;
            case WRITTEN -> ProcessBuilder.Redirect.to(file);
            case APPENDED -> ProcessBuilder.Redirect.appendTo(file);
        };
    }

    void check() throws IOException {
        if (path != null) {
            RedirectFile.checkOutput(path);
        }
    }

    @Override
    public String toString() {
        return "Output[" + kind + (path == null ? "]" : ", " + path + "]");
    }
}
