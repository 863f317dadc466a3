package dev.procession.connection;

import org.jspecify.annotations.Nullable;

/** What travels in place of null: to a ring, null is no element. */
enum Nothing {
    NULL;

    /** Returns what to put for a message. */
    static Object insteadOf(@Nullable Object message) {
        return message == null ? NULL : message;
    }

    /** Returns the message that something was put for. */
    static @Nullable Object original(Object put) {
        return put == NULL ? null : put;
    }
}
