package dev.procession.codec;

import dev.procession.CodecException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Large arrays of primitive values that belong to a message and lie beside it, so that they are
 * copied once on their way to where the message goes, and once from there.
 *
 * <pre>
 *   0  byte  form: {@link Tags#WITH_ATTACHMENTS}, and three 0
 *   4  int   number of arrays, 1 or more
 *   8  int   bytes of the message, and an int 0
 *  16  for each array: int tag, int length
 *      the message, which names an array by its number
 *      the arrays, little-endian
 * </pre>
 *
 * <p>Message and arrays are padded to multiples of 8 bytes.
 */
final class Attachments {

    /** Shorter arrays lie in the message. */
    static final int LEAST_BYTES = 4 << 10;

    private static final int FIXED_BYTES = 16;
    private static final int ENTRY_BYTES = 8;
    private static final int FEW = 4;

    /** Form, tag and number. */
    private static final int REFERENCE_BYTES = 3;

    private Object[] arrays = new Object[FEW];
    private int[] tags = new int[FEW];

    /** How long the message was when each was attached. */
    private int[] places = new int[FEW];

    private int count;
    private long arrayBytes;

    int count() {
        return count;
    }

    /** Attaches an array; returns its number. */
    int add(int tag, Object array, int place) {
        if (count == arrays.length) {
            arrays = Arrays.copyOf(arrays, 2 * count);
            tags = Arrays.copyOf(tags, 2 * count);
            places = Arrays.copyOf(places, 2 * count);
        }
        arrays[count] = array;
        tags[count] = tag;
        places[count] = place;
        arrayBytes += padded(PrimitiveArrays.bytes(tag, array));
        return count++;
    }

    /** Drops what was attached when the message was longer. */
    void truncate(int newPlace) {
        while (count > 0 && places[count - 1] >= newPlace) {
            count--;
            arrayBytes -= padded(PrimitiveArrays.bytes(tags[count], arrays[count]));
            arrays[count] = NOTHING;
        }
    }

    private static final Object NOTHING = new Object();

    /** How many bytes there are with a message of a length. */
    long totalBytes(int messageBytes) {
        return headBytes(count) + padded(messageBytes) + arrayBytes;
    }

    private static int headBytes(int arrays) {
        return FIXED_BYTES + ENTRY_BYTES * arrays;
    }

    private static long padded(long bytes) {
        return (bytes + 7) & -8;
    }

    /** Writes everything to the position of a buffer, which then is behind it. */
    void write(byte[] message, int start, int length, ByteBuffer target) {
        ByteBuffer out = target.order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(Tags.WITH_ATTACHMENTS).putInt(count).putInt(length).putInt(0);
        for (int i = 0; i < count; i++) {
            out.putInt(tags[i]).putInt(PrimitiveArrays.length(arrays[i]));
        }
        out.put(message, start, length);
        pad(out, length);
        for (int i = 0; i < count; i++) {
            PrimitiveArrays.write(out, tags[i], arrays[i]);
            pad(out, PrimitiveArrays.bytes(tags[i], arrays[i]));
        }
    }

    private static void pad(ByteBuffer out, long written) {
        for (long rest = padded(written) - written; rest > 0; rest--) {
            out.put((byte) 0);
        }
    }

    /** What was read: the arrays, and where the message lies that they belong to. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Unpacked(Object[] arrays, int messageAt, int messageBytes) {}

    /**
     * Copies the arrays out of a buffer, whose position is behind it all then.
     *
     * @param into perhaps an array to fill with the only one
     * @param isForWhole whether only if that is all of the message
     * @throws CodecException if there are no arrays as they are said to be; nothing is allocated
     *     for what is not there
     */
    static Unpacked read(ByteBuffer source, @Nullable Object into, boolean isForWhole) {
        ByteBuffer in = source.order(ByteOrder.LITTLE_ENDIAN);
        long available = in.remaining();
        if (available < FIXED_BYTES || in.getInt() != Tags.WITH_ATTACHMENTS) {
            throw malformed("no head");
        }
        int count = in.getInt();
        int messageBytes = in.getInt();
        if (in.getInt() != 0 || count < 1 || messageBytes < 1) {
            throw malformed("arrays=" + count + ", bytes=" + messageBytes);
        }
        long head = FIXED_BYTES + (long) ENTRY_BYTES * count;
        long before = head + padded(messageBytes);
        if (before > available) {
            throw malformed("arrays=" + count + ", bytes=" + messageBytes);
        }
        int entries = in.position();
        int messageAt = entries + (int) head - FIXED_BYTES;
        in.position(messageAt + (int) padded(messageBytes));
        Object[] arrays = new Object[count];
        boolean isFilled = count == 1 && (!isForWhole || isReference(in, messageAt, messageBytes));
        for (int i = 0; i < count; i++) {
            arrays[i] = readArray(in, entries + i * ENTRY_BYTES, isFilled ? into : null);
        }
        return new Unpacked(arrays, messageAt, messageBytes);
    }

    /** Tells whether a message is the array of number 0 and nothing else. */
    private static boolean isReference(ByteBuffer in, int at, int bytes) {
        return bytes == REFERENCE_BYTES && in.get(at + 1) == Tags.ATTACHMENT && in.get(at + 2) == 0;
    }

    private static Object readArray(ByteBuffer in, int entry, @Nullable Object into) {
        int tag = in.getInt(entry);
        int length = in.getInt(entry + Integer.BYTES);
        boolean isArray = tag > Tags.BOOLEANS && tag < Tags.STRINGS;
        long bytes = isArray ? (long) length * PrimitiveArrays.elementBytes(tag) : -1;
        if (length < 0 || bytes < 0 || padded(bytes) > in.remaining()) {
            throw malformed("tag=" + tag + ", length=" + length);
        }
        Object array = PrimitiveArrays.read(in, tag, length, into);
        in.position(in.position() + (int) (padded(bytes) - bytes));
        return array;
    }

    /** Tells whether a message begins that has arrays beside it; the position does not move. */
    static boolean areIn(ByteBuffer source) {
        return source.hasRemaining() && source.get(source.position()) == Tags.WITH_ATTACHMENTS;
    }

    /** Returns the form of the message in the middle; -1 if there is none. */
    static int innerForm(byte[] bytes, int start, int end) {
        if (end - start < FIXED_BYTES) {
            return -1;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, start, end - start).order(ByteOrder.LITTLE_ENDIAN);
        long at = start + FIXED_BYTES + (long) ENTRY_BYTES * in.getInt(start + Integer.BYTES);
        return at < start || at >= end ? -1 : bytes[(int) at] & 0xff;
    }

    /** How many bytes the elements of arrays take. */
    static long bytes(Object[] arrays) {
        long bytes = 0;
        for (Object array : arrays) {
            bytes += PrimitiveArrays.bytes(PrimitiveArrays.tag(array.getClass()), array);
        }
        return bytes;
    }

    /** Returns the array of a number that a message names. */
    static Object get(Object[] arrays, int number) {
        if (number < 0 || number >= arrays.length) {
            throw malformed("number=" + number + ", arrays=" + arrays.length);
        }
        return arrays[number];
    }

    private static CodecException malformed(String what) {
        return new CodecException("malformed message: its arrays are not as it claims: " + what);
    }
}
