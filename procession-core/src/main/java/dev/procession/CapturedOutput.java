package dev.procession;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/**
 * What an outside command has written to one of its streams, byte for byte.
 *
 * <p>Immutable, and can be sent to another process.
 *
 * @since 0.1
 */
public final class CapturedOutput implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The bytes. */
    private final byte[] bytes;

    /** The name of the charset, since a charset cannot be sent. */
    private final String charset;

    /** Whether the command has written more. */
    private final boolean isTruncated;

    /**
     * Creates it.
     *
     * @param bytes what was kept, which is copied
     * @param charset of its text
     * @param isTruncated whether more was written than was kept
     */
    public CapturedOutput(byte[] bytes, Charset charset, boolean isTruncated) {
        this.bytes = bytes.clone();
        this.charset = charset.name();
        this.isTruncated = isTruncated;
    }

    /**
     * Returns the bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns how many bytes there are.
     *
     * @return the number
     */
    public int size() {
        return bytes.length;
    }

    /**
     * Returns the charset that {@link #text} decodes with.
     *
     * @return the charset
     */
    public Charset charset() {
        return Charset.forName(charset);
    }

    /**
     * Returns it as text, line ends and all.
     *
     * @return the text; what is malformed in the charset has become U+FFFD
     */
    public String text() {
        return new String(bytes, charset());
    }

    /**
     * Returns its lines, without what ends them.
     *
     * @return the lines; the last one need not have had an end
     */
    public List<String> lines() {
        return text().lines().toList();
    }

    /**
     * Tells whether the command has written more than was to be kept.
     *
     * @return whether something is missing
     */
    public boolean isTruncated() {
        return isTruncated;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CapturedOutput that
                && Arrays.equals(bytes, that.bytes)
                && charset.equals(that.charset)
                && isTruncated == that.isTruncated;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "CapturedOutput[" + bytes.length + " bytes" + (isTruncated ? ", truncated]" : "]");
    }
}
