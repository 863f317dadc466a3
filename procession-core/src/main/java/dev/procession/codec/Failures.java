package dev.procession.codec;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to say of exceptions met on the way, without trusting their methods. */
final class Failures {

    private Failures() {}

    /**
     * Rethrows errors of the virtual machine that no value can be blamed for. An {@link
     * InternalError} can: the JDK's collections throw it on malformed streams.
     */
    static void passFatal(Throwable e) {
        if (e instanceof VirtualMachineError error
                && !(e instanceof StackOverflowError)
                && !(e instanceof InternalError)) {
            throw error;
        }
    }

    /** What code of users threw, where JDK serialization or the virtual machine wrapped it. */
    static Throwable unwrapped(Throwable e) {
        if (e instanceof ExceptionInInitializerError && e.getCause() != null) {
            return e.getCause();
        }
        return e instanceof IOException && "unexpected exception type".equals(e.getMessage())
                ? Objects.requireNonNullElse(e.getCause(), e)
                : e;
    }

    /** Class and message, also if {@code getMessage} throws. */
    static String describe(Throwable e) {
        String message = message(e);
        return message == null ? e.getClass().getName() : e.getClass().getName() + ": " + message;
    }

    /** The message, or null if there is none or asking for it fails. */
    static @Nullable String message(Throwable e) {
        try {
            return e.getMessage();
        } catch (Throwable failure) {
            return null;
        }
    }
}
