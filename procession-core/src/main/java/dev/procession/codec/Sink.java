package dev.procession.codec;

import dev.procession.CodecException;
import dev.procession.internal.util.Moving;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A growing array of bytes that values are encoded into.
 *
 * <p>Numbers are little-endian. A sink belongs to one thread at a time and is meant to be kept and
 * cleared between messages, so that encoding allocates nothing once the array has grown.
 *
 * @implNote This is a byte array and not a {@link java.lang.foreign.MemorySegment} on purpose: the
 *     first touch of foreign memory costs a young worker tens of milliseconds before its first
 *     result.
 * @since 0.1
 */
public final class Sink {

    private static final int INITIAL_BYTES = 256;

    private final int maxBytes;
    private boolean overfull;
    private boolean attaching;
    private byte[] array;
    private int size;
    private @Nullable Encoder encoder;
    private @Nullable Attachments attachments;
    private @Nullable Departures departures;

    /**
     * Creates an empty sink.
     *
     * @param maxBytes the most bytes it takes, at least 1
     * @throws IllegalArgumentException if {@code maxBytes} is less than 1
     */
    public Sink(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be >= 1: maxBytes=" + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.array = new byte[Math.min(INITIAL_BYTES, maxBytes)];
    }

    /**
     * Returns the array that holds the bytes from index 0 to {@link #size()}.
     *
     * @return the array itself, valid until more is put
     */
    public byte[] array() {
        return array;
    }

    /**
     * Returns how many bytes were put.
     *
     * @return the number of bytes, 0 to {@code maxBytes}
     */
    public int size() {
        return size;
    }

    /**
     * Returns how many bytes this sink takes.
     *
     * @return the number of bytes given at creation
     */
    public int maxBytes() {
        return maxBytes;
    }

    /**
     * Tells whether something did not fit since it was last cleared.
     *
     * @return whether there was too little room
     */
    public boolean isOverfull() {
        return overfull;
    }

    /** Forgets all bytes and keeps the array. */
    public void clear() {
        overfull = false;
        empty();
    }

    private void empty() {
        size = 0;
        if (attachments != null) {
            attachments.truncate(0);
        }
        departures = null;
    }

    /**
     * Forgets the bytes at and after {@code newSize}; what had left with them stays here.
     *
     * @param newSize the bytes to keep, 0 to {@link #size()}
     * @throws IllegalArgumentException if {@code newSize} is out of range
     */
    public void truncate(int newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException(
                    "new size must be within the size: newSize=" + newSize + ", size=" + size);
        }
        size = newSize;
        if (attachments != null) {
            attachments.truncate(newSize);
        }
        Departures left = departures;
        if (left != null && left.stayFrom(newSize)) {
            departures = null;
        }
    }

    /** Has something leave with the bytes that come next. */
    void leaves(Moving moving) {
        moving.leave();
        Departures left = departures;
        if (left == null) {
            left = new Departures();
            departures = left;
        }
        left.add(size, moving);
    }

    /**
     * Returns what has left with the bytes since this was last called, or the sink cleared.
     *
     * @return those that the caller must have stay if the bytes are not sent after all
     */
    public Departures takeDepartures() {
        Departures left = departures;
        departures = null;
        return left == null ? Departures.NONE : left;
    }

    /**
     * Forgets all bytes, and the array too if it is larger than {@code keepBytes}.
     *
     * @param keepBytes the largest array to keep, in bytes
     */
    public void trim(int keepBytes) {
        empty();
        if (array.length > keepBytes) {
            array = new byte[Math.min(INITIAL_BYTES, maxBytes)];
        }
    }

    // ---- arrays beside the message -----------------------------------------------------------

    /**
     * Says whether, from now on, large arrays of primitive values are not copied when a value is
     * encoded, but kept by reference; they must not change until {@link #fold} or {@link #write}.
     *
     * <p>One of the two is needed after each message that {@linkplain #hasAttachments has any}: the
     * bytes that are in this sink are not the whole message then.
     *
     * @param isWanted whether they are; not so in a new sink
     */
    public void attachArrays(boolean isWanted) {
        attaching = isWanted;
        if (isWanted && attachments == null) {
            attachments = new Attachments();
        }
    }

    /**
     * Tells whether the message has arrays beside it.
     *
     * @return whether it has
     */
    public boolean hasAttachments() {
        return attachments != null && attachments.count() > 0;
    }

    /**
     * Returns how long the message is with what lies beside it.
     *
     * @param start where in this sink the message begins
     * @return the number of bytes that {@link #write} writes
     */
    public long messageBytes(int start) {
        return hasAttachments() ? attachments().totalBytes(size - start) : size - start;
    }

    /**
     * Copies the message, with what lies beside it, to the position of a buffer.
     *
     * @param start where in this sink the message begins
     * @param target has room for {@link #messageBytes}; its position is behind the message then
     */
    public void write(int start, ByteBuffer target) {
        if (hasAttachments()) {
            attachments().write(array, start, size - start, target);
        } else {
            target.put(array, start, size - start);
        }
    }

    /**
     * Copies what lies beside the message into this sink: then the bytes are the whole message.
     *
     * @param start where in this sink the message begins
     * @throws CodecException if the sink is full; the message is as it was
     */
    public void fold(int start) {
        if (!hasAttachments()) {
            return;
        }
        byte[] message = Arrays.copyOfRange(array, start, size);
        int whole = Math.toIntExact(messageBytes(start));
        if (whole > array.length - start) {
            grow(whole - message.length);
        }
        ByteBuffer target = ByteBuffer.wrap(array, start, whole);
        attachments().write(message, 0, message.length, target);
        attachments().truncate(0);
        size = start + whole;
    }

    /** Tells whether an array of so many bytes is attached and not copied. */
    boolean attaches(int tag, long bytes) {
        return attaching && bytes >= Attachments.LEAST_BYTES && tag != Tags.BOOLEANS;
    }

    /** Attaches an array; returns its number. */
    int attach(int tag, Object array) {
        int number = attachments().add(tag, array, size);
        requireRoomForAll();
        return number;
    }

    /** Checks that the bytes with what lies beside them are not more than this sink takes. */
    void requireRoomForAll() {
        if (hasAttachments() && messageBytes(0) > maxBytes) {
            throw tooLong(messageBytes(0));
        }
    }

    private Attachments attachments() {
        return Objects.requireNonNull(attachments, "attachments");
    }

    // ---- values ------------------------------------------------------------------------------

    /**
     * Puts one byte.
     *
     * @param value the byte; only the low 8 bits count
     * @throws CodecException if the sink is full
     */
    public void putByte(int value) {
        int at = size;
        if (at == array.length) {
            grow(1);
        }
        array[at] = (byte) value;
        size = at + 1;
    }

    /**
     * Puts 2 bytes.
     *
     * @param value the number; only the low 16 bits count
     * @throws CodecException if the sink is full
     */
    public void putShort(int value) {
        int at = reserve(2);
        array[at] = (byte) value;
        array[at + 1] = (byte) (value >> 8);
    }

    /**
     * Puts 4 bytes.
     *
     * @param value the number
     * @throws CodecException if the sink is full
     */
    public void putInt(int value) {
        setInt(reserve(4), value);
    }

    /**
     * Overwrites 4 bytes that were put before.
     *
     * @param index where the number begins
     * @param value the number
     * @throws IndexOutOfBoundsException if the 4 bytes are not within the size
     */
    public void setInt(int index, int value) {
        Objects.checkFromIndexSize(index, 4, size);
        byte[] bytes = array;
        bytes[index] = (byte) value;
        bytes[index + 1] = (byte) (value >> 8);
        bytes[index + 2] = (byte) (value >> 16);
        bytes[index + 3] = (byte) (value >> 24);
    }

    /**
     * Overwrites a byte that was put before.
     *
     * @param index where the byte is
     * @param value the byte; only the low 8 bits count
     * @throws IndexOutOfBoundsException if the byte is not within the size
     */
    public void setByte(int index, int value) {
        Objects.checkIndex(index, size);
        array[index] = (byte) value;
    }

    /**
     * Puts 8 bytes.
     *
     * @param value the number
     * @throws CodecException if the sink is full
     */
    public void putLong(long value) {
        int at = reserve(8);
        byte[] bytes = array;
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        bytes[at + 2] = (byte) (value >> 16);
        bytes[at + 3] = (byte) (value >> 24);
        bytes[at + 4] = (byte) (value >> 32);
        bytes[at + 5] = (byte) (value >> 40);
        bytes[at + 6] = (byte) (value >> 48);
        bytes[at + 7] = (byte) (value >> 56);
    }

    /**
     * Puts a number as 1 to 5 bytes, 7 bits each; small non-negative numbers are short.
     *
     * @param value the number, taken as unsigned
     * @throws CodecException if the sink is full
     */
    public void putVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            putByte(rest | 0x80);
            rest >>>= 7;
        }
        putByte(rest);
    }

    /**
     * Puts a number as 1 to 10 bytes, 7 bits each; small non-negative numbers are short.
     *
     * @param value the number, taken as unsigned
     * @throws CodecException if the sink is full
     */
    public void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            putByte((int) rest | 0x80);
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    /**
     * Puts a signed number as 1 to 5 bytes; numbers near zero are short.
     *
     * @param value the number
     * @throws CodecException if the sink is full
     */
    public void putZigzag(int value) {
        putVarint((value << 1) ^ (value >> 31));
    }

    /**
     * Puts a signed number as 1 to 10 bytes; numbers near zero are short.
     *
     * @param value the number
     * @throws CodecException if the sink is full
     */
    public void putZigzag(long value) {
        putVarint((value << 1) ^ (value >> 63));
    }

    /**
     * Puts bytes of an array.
     *
     * @param bytes the array
     * @param offset the first byte
     * @param length how many
     * @throws IndexOutOfBoundsException if the range is not within the array
     * @throws CodecException if the sink is full
     */
    public void putBytes(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int at = reserve(length);
        System.arraycopy(bytes, offset, array, at, length);
    }

    /**
     * Puts a string, losing nothing: unpaired surrogates survive.
     *
     * @param value the string, or null
     * @throws CodecException if the sink is full
     */
    public void putString(@Nullable String value) {
        Strings.put(this, value);
    }

    /** Makes room for {@code bytes} more and returns where they begin. */
    int reserve(int bytes) {
        int at = size;
        if (bytes > array.length - at) {
            grow(bytes);
        }
        size = at + bytes;
        return at;
    }

    /** The state of encoding that lives with this sink, so that messages need not allocate it. */
    Encoder encoder() {
        Encoder kept = encoder;
        if (kept == null) {
            kept = new Encoder(this);
            encoder = kept;
        }
        return kept;
    }

    private void grow(int bytes) {
        long needed = (long) size + bytes;
        if (needed > maxBytes) {
            throw tooLong(needed);
        }
        long doubled = Math.min(Math.max(2L * array.length, needed), maxBytes);
        array = Arrays.copyOf(array, (int) doubled);
    }

    private CodecException tooLong(long needed) {
        overfull = true;
        return new CodecException(
                "the encoded form is too long: needed >= "
                        + needed
                        + " bytes, limit="
                        + maxBytes
                        + " bytes");
    }
}
