package dev.procession.manager;

import dev.procession.internal.util.RandomBytes;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where a manager is, and the key that it asks for. Travels with each handle, and nowhere but to
 * processes of the session, by what only they can read.
 */
final class Address implements Serializable {

    private static final int KEY_BYTES = 32;

    @Serial private static final long serialVersionUID = 1L;

    private final String name;
    private final String path;
    private final byte[] key;
    private final long answerNanos;

    Address(String name, Path path, long answerNanos) {
        this.name = name;
        this.path = path.toString();
        this.key = new byte[KEY_BYTES];
        this.answerNanos = answerNanos;
        RandomBytes.fill(key);
    }

    /** What messages call the manager. */
    String name() {
        return name;
    }

    /** Its socket. */
    String path() {
        return path;
    }

    byte[] key() {
        return key;
    }

    /** How long it may take to answer what it does at once. */
    long answerNanos() {
        return answerNanos;
    }

    @Override
    public String toString() {
        return name;
    }
}
