package dev.procession.codec;

import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stand-ins, within JDK serialization, for values that it does not take or does not keep whole. */
final class Replacements {

    private Replacements() {}

    /** Returns what is written for {@code value}: usually {@code value} itself. */
    static Object replace(Object value) {
        if (value.getClass() == Optional.class) {
            return new OptionalForm(((Optional<?>) value).orElse(null));
        }
        if (value.getClass() == NullPointerException.class) {
            return ofNullPointer((NullPointerException) value);
        }
        return value instanceof Path path ? ofPath(path) : value;
    }

    private static Object ofPath(Path path) {
        if (path.getClass().getClassLoader() != null
                || path.getFileSystem() != FileSystems.getDefault()) {
            return path;
        }
        String text = path.toString();
        return Path.of(text).equals(path) ? new PathForm(text) : path;
    }

    /** The JVM's helpful text is not a field, so serialization would lose it. */
    private static Object ofNullPointer(NullPointerException exception) {
        String message = exception.getMessage();
        return message == null
                ? exception
                : new NullPointerForm(
                        message,
                        exception.getStackTrace(),
                        exception.getCause(),
                        exception.getSuppressed());
    }

    private record OptionalForm(@Nullable Object value) implements Serializable {
        @Serial
        private Object readResolve() throws ObjectStreamException {
            return Optional.ofNullable(value);
        }
    }

    private record PathForm(String text) implements Serializable {
        @Serial
        private Object readResolve() throws ObjectStreamException {
            return Path.of(text);
        }
    }

    private record NullPointerForm(
            String message,
            StackTraceElement[] frames,
            @Nullable Throwable cause,
            Throwable[] suppressed)
            implements Serializable {
        @Serial
        private Object readResolve() throws ObjectStreamException {
            NullPointerException exception = new NullPointerException(message);
            exception.setStackTrace(frames);
            if (cause != null) {
                exception.initCause(cause);
            }
            for (Throwable each : suppressed) {
                exception.addSuppressed(each);
            }
            return exception;
        }
    }
}
