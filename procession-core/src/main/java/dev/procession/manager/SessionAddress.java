package dev.procession.manager;

import dev.procession.internal.util.RandomBytes;
import java.io.Serial;
import java.nio.file.Path;

/**
 * Where a manager of this session is, and the key that it asks for. Travels with each handle, and
 * nowhere but to processes of the session, by what only they can read.
 */
final class SessionAddress implements Address {

    private static final int KEY_BYTES = 32;

    @Serial private static final long serialVersionUID = 1L;

    private final String name;
    private final String path;
    private final byte[] key;
    private final long answerNanos;

    SessionAddress(String name, Path path, long answerNanos) {
        this.name = name;
        this.path = path.toString();
        this.key = new byte[KEY_BYTES];
        this.answerNanos = answerNanos;
        RandomBytes.fill(key);
    }

    @Override
    public String name() {
        return name;
    }

    /** Its socket. */
    String path() {
        return path;
    }

    byte[] key() {
        return key;
    }

    @Override
    public long answerNanos() {
        return answerNanos;
    }

    @Override
    public String place() {
        return path;
    }

    @Override
    public Dialing dialing() {
        return SessionDialing.toRunning(this);
    }

    @Override
    public Crossing crossing(Way way) {
        return Crossing.NONE;
    }

    @Override
    public String toString() {
        return name;
    }
}
