package dev.procession.manager;

import dev.procession.internal.util.RandomBytes;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * Names an object of a manager. Whoever knows it may call the object, so nobody can guess it.
 *
 * @param high one half
 * @param low the other half
 */
record ObjectId(long high, long low) implements Serializable {

    private static final int BYTES = 16;

    /** The object that every manager has, and that makes all others. */
    static final ObjectId ROOT = new ObjectId(0, 0);

    /** The object by which a manager is opened to other programs. */
    static final ObjectId DOOR = new ObjectId(0, 1);

    static ObjectId random() {
        byte[] random = new byte[BYTES];
        RandomBytes.fill(random);
        ByteBuffer halves = ByteBuffer.wrap(random);
        return new ObjectId(halves.getLong(), halves.getLong());
    }
}
