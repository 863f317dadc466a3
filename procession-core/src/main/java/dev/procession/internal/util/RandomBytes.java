package dev.procession.internal.util;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * Bytes that nobody can guess.
 *
 * <p>From the kernel's generator where it shows as a file: {@link SecureRandom} draws from the same
 * one, but its first use in a JVM brings up the security providers, which takes 80 ms.
 */
public final class RandomBytes {

    private static final File KERNEL = new File("/dev/urandom");

    private RandomBytes() {}

    /**
     * Fills an array.
     *
     * @param bytes the array
     */
    public static void fill(byte[] bytes) {
        // Without a descriptor SecureRandom could not even be initialized, now or ever after.
        if (!fillByKernel(bytes) && !Reserve.spend(() -> fillByKernel(bytes))) {
            new SecureRandom().nextBytes(bytes);
        }
    }

    private static boolean fillByKernel(byte[] bytes) {
        if (!KERNEL.exists()) {
            return false;
        }
        try (FileInputStream in = new FileInputStream(KERNEL)) {
            return in.readNBytes(bytes, 0, bytes.length) == bytes.length;
        } catch (IOException notReadableHere) {
            return false;
        }
    }
}
