package dev.procession.codec;

import dev.procession.CodecException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of bytes that values are decoded from.
 *
 * <p>Every read is checked against the end of the range. A source belongs to one thread at a time
 * and is meant to be kept and wrapped around one message after another: that allocates nothing.
 *
 * @since 0.1
 */
public final class Source {

    private static final byte[] NOTHING = new byte[0];
    private static final Object[] NONE = {};

    private byte[] bytes = NOTHING;
    private int position;
    private int end;
    private @Nullable Decoder decoder;
    private Object[] attached = NONE;

    /** Creates a source of no bytes. */
    public Source() {}

    /**
     * Makes this the source of a range of an array, from its first byte.
     *
     * @param bytes the array, which must not change while it is read
     * @param offset the first byte
     * @param length how many
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public void wrap(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
        this.attached = NONE;
    }

    /**
     * Copies a message, with what lies beside it, out of a buffer, and makes this its source: each
     * array is copied once, to where it stays.
     *
     * @param message from its position to its limit; it is not needed any more after that
     * @throws CodecException if there is no whole message
     * @see Sink#write
     */
    public void copyOf(ByteBuffer message) {
        copy(message, null, true);
    }

    /**
     * As {@link #copyOf(ByteBuffer)}, but if the message is a single array that lies beside it, and
     * one is given that is as long and of the same type, this one is filled and no other is made.
     *
     * @param message from its position to its limit; it is not needed any more after that
     * @param into perhaps what to fill
     * @throws CodecException if there is no whole message
     */
    public void copyOf(ByteBuffer message, @Nullable Object into) {
        copy(message, into, true);
    }

    /**
     * As {@link #copyOf(ByteBuffer)}, but if there is a single array beside the message, and one is
     * given that is as long and of the same type and that nobody else has, this one is filled and
     * no other is made.
     *
     * @param message from its position to its limit; it is not needed any more after that
     * @param spare perhaps what to fill
     * @throws CodecException if there is no whole message
     */
    public void copyBeside(ByteBuffer message, @Nullable Object spare) {
        copy(message, spare, false);
    }

    /**
     * Returns the array that came beside the message.
     *
     * @return the array; null if there is none, or several
     */
    public @Nullable Object onlyArray() {
        return attached.length == 1 ? attached[0] : null;
    }

    private void copy(ByteBuffer message, @Nullable Object into, boolean isForWhole) {
        ByteBuffer buffer = message.duplicate();
        if (!Attachments.areIn(buffer)) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            wrap(copy, 0, copy.length);
            return;
        }
        Attachments.Unpacked unpacked = Attachments.read(buffer, into, isForWhole);
        byte[] copy = new byte[unpacked.messageBytes()];
        buffer.get(unpacked.messageAt(), copy);
        wrap(copy, 0, copy.length);
        attached = unpacked.arrays();
    }

    /** Lets go of the array. */
    public void release() {
        attached = NONE;
        bytes = NOTHING;
        position = 0;
        end = 0;
    }

    /**
     * Returns the index, in the wrapped array, of the next byte.
     *
     * @return the index
     */
    public int position() {
        return position;
    }

    /**
     * Moves to another byte of the wrapped range.
     *
     * @param index the index in the wrapped array
     * @throws CodecException if {@code index} is behind the end or negative
     */
    public void position(int index) {
        if (index < 0 || index > end) {
            throw new CodecException("position out of range: position=" + index + ", end=" + end);
        }
        position = index;
    }

    /**
     * Returns how many bytes are left.
     *
     * @return the number of bytes
     */
    public int remaining() {
        return end - position;
    }

    /**
     * Reads one byte.
     *
     * @return the byte, signed
     * @throws CodecException if no byte is left
     */
    public byte getByte() {
        int at = position;
        if (at >= end) {
            throw truncated(1);
        }
        position = at + 1;
        return bytes[at];
    }

    /**
     * Reads 2 bytes.
     *
     * @return the number
     * @throws CodecException if fewer bytes are left
     */
    public short getShort() {
        int at = skip(2);
        return (short) ((bytes[at] & 0xff) | bytes[at + 1] << 8);
    }

    /**
     * Reads 4 bytes.
     *
     * @return the number
     * @throws CodecException if fewer bytes are left
     */
    public int getInt() {
        return intAt(skip(4));
    }

    /**
     * Reads 8 bytes.
     *
     * @return the number
     * @throws CodecException if fewer bytes are left
     */
    public long getLong() {
        int at = skip(8);
        return (intAt(at) & 0xffff_ffffL) | (long) intAt(at + 4) << 32;
    }

    /**
     * Reads a number of 1 to 5 bytes.
     *
     * @return the number
     * @throws CodecException if it is longer or does not end
     */
    public int getVarint() {
        int first = getByte();
        if (first >= 0) {
            return first;
        }
        int value = first & 0x7f;
        for (int shift = 7; shift < 35; shift += 7) {
            int next = getByte();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CodecException("malformed number: longer than 5 bytes, position=" + position);
    }

    /**
     * Reads a number of 1 to 10 bytes.
     *
     * @return the number
     * @throws CodecException if it is longer or does not end
     */
    public long getVarlong() {
        int first = getByte();
        if (first >= 0) {
            return first;
        }
        long value = first & 0x7f;
        for (int shift = 7; shift < 70; shift += 7) {
            int next = getByte();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CodecException("malformed number: longer than 10 bytes, position=" + position);
    }

    /**
     * Reads a signed number of 1 to 5 bytes.
     *
     * @return the number
     * @throws CodecException if it is longer or does not end
     */
    public int getZigzag() {
        int value = getVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Reads a signed number of 1 to 10 bytes.
     *
     * @return the number
     * @throws CodecException if it is longer or does not end
     */
    public long getZigzagLong() {
        long value = getVarlong();
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Copies bytes into an array.
     *
     * @param target the array
     * @param offset where the first byte goes
     * @param length how many
     * @throws IndexOutOfBoundsException if the range is not within the array
     * @throws CodecException if fewer bytes are left
     */
    public void getBytes(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        int at = skip(length);
        System.arraycopy(bytes, at, target, offset, length);
    }

    /**
     * Reads a string.
     *
     * @return the string, or null if null was put
     * @throws CodecException if it does not end within the range
     */
    public @Nullable String getString() {
        return Strings.get(this);
    }

    /** The arrays that lie beside the message. */
    Object[] attached() {
        return attached;
    }

    /** Tells whether what follows is a message with arrays beside it, all in the wrapped array. */
    boolean isWithAttachments() {
        return peek() == Tags.WITH_ATTACHMENTS;
    }

    /**
     * Copies the arrays, moves to the message that they belong to, and returns where all of it
     * ends.
     */
    int openAttachments() {
        if (attached.length > 0) {
            throw new CodecException("malformed message: attachments of attachments");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, position, remaining());
        Attachments.Unpacked unpacked = Attachments.read(buffer, null, true);
        attached = unpacked.arrays();
        position = unpacked.messageAt();
        return buffer.position();
    }

    /** Lets go of the arrays. */
    void dropAttached() {
        attached = NONE;
    }

    /** The form of the message that follows, or of the one that arrays lie beside. */
    int innerForm() {
        return isWithAttachments() ? Attachments.innerForm(bytes, position, end) : peek();
    }

    /** The wrapped array. */
    byte[] bytes() {
        return bytes;
    }

    /** The next byte, without moving; -1 if none is left. */
    int peek() {
        return position < end ? bytes[position] & 0xff : -1;
    }

    /** Moves over {@code length} bytes and returns where they begin. */
    int skip(int length) {
        int at = position;
        if (length < 0 || length > end - at) {
            throw truncated(length);
        }
        position = at + length;
        return at;
    }

    /** Checks that {@code length} bytes, a number as claimed by the message, are left. */
    void require(long length) {
        if (length < 0 || length > end - position) {
            throw truncated(length);
        }
    }

    /** The state of decoding that lives with this source, so that messages need not allocate it. */
    Decoder decoder() {
        Decoder kept = decoder;
        if (kept == null) {
            kept = new Decoder(this);
            decoder = kept;
        }
        return kept;
    }

    private int intAt(int at) {
        byte[] b = bytes;
        return (b[at] & 0xff)
                | (b[at + 1] & 0xff) << 8
                | (b[at + 2] & 0xff) << 16
                | b[at + 3] << 24;
    }

    private CodecException truncated(long needed) {
        return new CodecException(
                "the message ends too early: needed="
                        + Long.toUnsignedString(needed)
                        + ", remaining="
                        + remaining()
                        + " bytes");
    }
}
