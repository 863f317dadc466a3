package dev.procession.codec;

import java.io.ObjectInputFilter;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one stream: depth, references, arrays against the bytes that are there, and nested
 * hash containers, whose decoding hashes what is inside again at every level.
 */
final class JdkFilter implements ObjectInputFilter {

    private static final int MAX_DEPTH = 500;
    private static final int SPARE = 64;

    private final Admission admission;
    private final long frameBytes;
    private final long attachedBytes;
    private long primitiveBytes;
    private long slots;
    private final int[] hashDepths = new int[Tags.MAX_HASH_DEPTH];
    private int hashCount;
    private @Nullable String violation;

    /**
     * Creates the filter of a stream.
     *
     * @param attachedBytes of the arrays that lie beside it, which are there already
     */
    JdkFilter(Admission admission, int frameBytes, long attachedBytes) {
        this.admission = admission;
        this.frameBytes = frameBytes;
        this.attachedBytes = attachedBytes;
    }

    /** The rule that was broken, or null. */
    @Nullable String violation() {
        return violation;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (violation == null) {
            violation = violationOf(info);
        }
        return violation == null ? Status.ALLOWED : Status.REJECTED;
    }

    private @Nullable String violationOf(FilterInfo info) {
        if (info.depth() > MAX_DEPTH) {
            return "nested too deeply: limit=" + MAX_DEPTH;
        }
        if (info.references() > SPARE + frameBytes) {
            return "malformed stream: more references than bytes: " + info.references();
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return null;
        }
        if (info.arrayLength() >= 0) {
            String claim = violationOfArray(type, info);
            if (claim != null) {
                return claim;
            }
        }
        String rule = admission.refusal(type);
        return rule == null ? null : Classes.refused(type.getName(), rule).getMessage();
    }

    private @Nullable String violationOfArray(Class<?> type, FilterInfo info) {
        long length = info.arrayLength();
        Class<?> element = type.getComponentType();
        if (element != null && element.isPrimitive()) {
            primitiveBytes += length * bytesOf(element);
            return primitiveBytes > frameBytes + attachedBytes ? tooLong(type, length) : null;
        }
        slots += length;
        if (length > SPARE + 4 * frameBytes || slots > SPARE + 8 * frameBytes) {
            return tooLong(type, length);
        }
        return type == Map.Entry[].class ? violationOfNesting((int) info.depth()) : null;
    }

    /** Hash containers check the length of their table: the one sign of each of them. */
    private @Nullable String violationOfNesting(int depth) {
        while (hashCount > 0 && hashDepths[hashCount - 1] >= depth) {
            hashCount--;
        }
        if (hashCount == hashDepths.length) {
            return "hash containers are nested too deeply: limit=" + Tags.MAX_HASH_DEPTH;
        }
        hashDepths[hashCount++] = depth;
        return null;
    }

    private String tooLong(Class<?> type, long length) {
        return "malformed stream: an array claims more than there is: "
                + type.getTypeName()
                + ", length="
                + length
                + ", message="
                + frameBytes
                + " bytes";
    }

    private static int bytesOf(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return Long.BYTES;
        }
        if (primitive == int.class || primitive == float.class) {
            return Integer.BYTES;
        }
        return primitive == byte.class || primitive == boolean.class ? 1 : Short.BYTES;
    }

    @Override
    public String toString() {
        return "limits of procession " + Arrays.toString(hashDepths);
    }
}
