package dev.procession.codec;

import org.jspecify.annotations.Nullable;

/**
 * The form of strings.
 *
 * <pre>
 * header: varint    0 for null, else 1 + 2 * length + wide
 * chars:            length bytes of Latin-1, or 2 * length bytes of UTF-16 if wide
 * </pre>
 *
 * <p>UTF-16 code units and not UTF-8, because a Java string may hold unpaired surrogates.
 */
final class Strings {

    private Strings() {}

    static void put(Sink sink, @Nullable String value) {
        if (value == null) {
            sink.putByte(0);
        } else if (isLatin1(value)) {
            putLatin1(sink, value);
        } else {
            putWide(sink, value);
        }
    }

    static @Nullable String get(Source source) {
        long header = source.getVarlong();
        if (header == 0) {
            return null;
        }
        boolean wide = ((header - 1) & 1) != 0;
        long length = (header - 1) >>> 1;
        source.require(wide ? multiply(length) : length);
        return wide ? getWide(source, (int) length) : getLatin1(source, (int) length);
    }

    private static long multiply(long length) {
        return length > Integer.MAX_VALUE ? length : 2 * length;
    }

    private static boolean isLatin1(String value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            if (value.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("deprecation") // the one way without a copy in between; all chars are Latin-1
    private static void putLatin1(Sink sink, String value) {
        int length = value.length();
        sink.putVarint(2L * length + 1);
        int at = sink.reserve(length);
        value.getBytes(0, length, sink.array(), at);
    }

    private static void putWide(Sink sink, String value) {
        int length = value.length();
        sink.putVarint(2L * length + 2);
        int at = sink.reserve(Math.multiplyExact(length, 2));
        byte[] bytes = sink.array();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            bytes[at++] = (byte) c;
            bytes[at++] = (byte) (c >> 8);
        }
    }

    @SuppressWarnings("deprecation") // loads no class, unlike naming a character set
    private static String getLatin1(Source source, int length) {
        int at = source.skip(length);
        return new String(source.bytes(), 0, at, length);
    }

    private static String getWide(Source source, int length) {
        int at = source.skip(2 * length);
        byte[] bytes = source.bytes();
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) ((bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8);
            at += 2;
        }
        return new String(chars);
    }
}
