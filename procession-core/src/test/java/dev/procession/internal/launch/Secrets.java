package dev.procession.internal.launch;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Lets tests see the key of a child of this JVM. */
public final class Secrets {

    private Secrets() {}

    /** Returns the key of a live child. */
    public static byte[] of(long pid) {
        return Children.live().stream()
                .filter(child -> child.pid() == pid)
                .findAny()
                .orElseThrow()
                .secret();
    }

    /** Tells whether bytes have the key in them: itself, in hexadecimal or in Base64. */
    public static boolean isIn(byte[] bytes, byte[] key) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return Stream.of(
                        new String(key, StandardCharsets.ISO_8859_1),
                        HexFormat.of().formatHex(key),
                        HexFormat.of().withUpperCase().formatHex(key),
                        Base64.getEncoder().encodeToString(key).substring(0, 40))
                .anyMatch(text::contains);
    }
}
