package dev.procession.internal.ring;

import dev.procession.codec.Source;
import dev.procession.internal.shared.SegmentRef;
import dev.procession.internal.util.Shortage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of one element that was taken; kept and filled again and again. */
public final class Parcel {

    private static final byte[] NOTHING = new byte[0];

    private final Source source = new Source();
    private byte[] bytes = NOTHING;
    private int length;
    private boolean isWhole;

    /** Whether the source has a message that is nowhere else. */
    private boolean isInSource;

    /** Of a large one. */
    private @Nullable SegmentRef segment;

    private @Nullable Throwable loss;
    private @Nullable Object into;

    /** Makes room for so many bytes, which the caller then writes. */
    public byte[] bytes(int needed) {
        if (bytes.length < needed) {
            bytes = new byte[needed];
        }
        length = needed;
        isInSource = false;
        segment = null;
        loss = null;
        return bytes;
    }

    /**
     * Says whether the bytes of all elements are wanted, one behind the other; otherwise arrays go
     * at once to where they stay.
     */
    public void wantWhole(boolean isWanted) {
        isWhole = isWanted;
    }

    /**
     * Says what the next element may be copied to: see {@link Source#copyOf(ByteBuffer, Object)}.
     */
    public void fillInto(Object array) {
        into = array;
    }

    /** Copies an element. */
    void fill(ByteBuffer element) {
        if (isWhole) {
            int size = element.remaining();
            element.get(bytes(size), 0, size);
            return;
        }
        bytes(0);
        source.copyOf(element, into);
        isInSource = true;
    }

    /** Says where these bytes were. */
    void wasIn(SegmentRef where) {
        segment = where;
    }

    /** Says that there is no getting at the bytes any more. */
    void lose(Throwable why) {
        loss = why;
    }

    @Nullable SegmentRef segment() {
        return segment;
    }

    /**
     * Returns the bytes.
     *
     * @throws IllegalStateException if they are lost
     */
    Source source() {
        if (loss != null) {
            throw new IllegalStateException(
                    "a large element is lost, its memory is gone: " + Shortage.describe(loss),
                    loss);
        }
        if (!isInSource) {
            source.wrap(bytes, 0, length);
        }
        return source;
    }

    /** Tells whether there is no getting at the bytes. */
    public boolean isLost() {
        return loss != null;
    }

    /**
     * Returns the array that has the bytes, from 0 on, if they are {@linkplain #wantWhole whole}.
     */
    public byte[] array() {
        return bytes;
    }

    /** Returns how many bytes there are. */
    public int length() {
        return length;
    }

    /** Lets go of a large array. */
    void trim(int keepBytes) {
        source.release();
        into = null;
        isInSource = false;
        if (bytes.length > keepBytes) {
            bytes = NOTHING;
        }
    }
}
