package dev.procession.connection;

import dev.procession.internal.channel.LostFrameException;
import org.jspecify.annotations.Nullable;

/**
 * A message that has arrived. Before its bytes come their number (4 bytes, big-endian) and its
 * kind.
 *
 * <pre>
 *   length (4)   kind (1)   bytes (length)
 * </pre>
 *
 * @param kind of the two
 * @param bytes begins with the message; the rest of the array means nothing
 * @param length of the message in bytes; of one thrown away there are none
 * @param lost why its bytes were thrown away; null if they were not
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Frame(byte kind, byte[] bytes, int length, @Nullable LostFrameException lost) {

    /** An object, as the codec has it. */
    static final byte OBJECT = 1;

    /** Bytes as they are. */
    static final byte BYTES = 2;

    /** How many bytes come before those of the message. */
    static final int HEAD_BYTES = 5;
}
