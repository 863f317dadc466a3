package dev.procession.connection;

import dev.procession.internal.util.RandomBytes;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a {@link Connection} know, and nobody else: at least 32 bytes that cannot be
 * guessed.
 *
 * {@snippet :
 * AuthenticationKey.random().write(Path.of("service.key"));     // once; a file of this user only
 *
 * var key = AuthenticationKey.read(Path.of("service.key"));     // in both programs
 * }
 *
 * <p>A key is not a password: words that people choose can be guessed by anybody who has listened
 * to a handshake once. It can be captured by a task, and then travels to the worker over a private
 * pipe; it never shows in {@link #toString}.
 *
 * @apiNote Python's {@code authkey}, which may be any bytes, short ones too.
 * @since 0.1
 */
public final class AuthenticationKey implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /** The least number of bytes. */
    private static final int LEAST_BYTES = 32;

    private static final int MOST_FILE_BYTES = 8 << 10;

    private static final String FILE_MODE = "rw-------";

    /** As many as were chosen at random, never fewer than 32. */
    private final byte[] bytes;

    private AuthenticationKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Makes a key.
     *
     * @return 32 bytes of the system's generator
     */
    public static AuthenticationKey random() {
        byte[] bytes = new byte[LEAST_BYTES];
        RandomBytes.fill(bytes);
        return new AuthenticationKey(bytes);
    }

    /**
     * Returns a key that comes from elsewhere, such as a vault.
     *
     * @param bytes 32 or more that were chosen at random; copied
     * @return the key
     * @throws IllegalArgumentException if they are fewer, or all the same
     */
    public static AuthenticationKey of(byte[] bytes) {
        String problem = problemOf(bytes);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return new AuthenticationKey(bytes.clone());
    }

    private static @Nullable String problemOf(byte[] bytes) {
        if (bytes.length < LEAST_BYTES) {
            return "a key has at least 32 bytes, chosen at random; use AuthenticationKey.random():"
                    + " bytes="
                    + bytes.length;
        }
        for (byte each : bytes) {
            if (each != bytes[0]) {
                return null;
            }
        }
        return "a key is chosen at random, and the bytes of this one are all the same; use"
                + " AuthenticationKey.random()";
    }

    /**
     * Reads a key from a file, which has it as hexadecimal digits, as {@link #write} and {@code
     * openssl rand -hex 32} write it.
     *
     * @param file a regular file, not a link, that only its owner can read or write
     * @return the key
     * @throws IOException if it cannot be read, others can read or write it, or it has no key
     */
    public static AuthenticationKey read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("a key is read from a regular file, and not by a link: " + file);
        }
        requirePrivate(file);
        if (Files.size(file) > MOST_FILE_BYTES) {
            throw new IOException("this is no key, it is far too long: file=" + file);
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        try {
            return of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException malformed) {
            // Whose own message would show what is in the file.
            throw new IOException(
                    "this is no key, which is 64 hexadecimal digits or more, as AuthenticationKey"
                            + ".write and openssl rand -hex 32 write it: file="
                            + file);
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> found =
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        boolean isPrivate =
                found.stream().allMatch(PosixFilePermissions.fromString("rwx------")::contains);
        if (!isPrivate) {
            throw new IOException(
                    "a key that others can read or write is none; use chmod 600, or rather a new"
                            + " key: file="
                            + file
                            + ", mode="
                            + PosixFilePermissions.toString(found));
        }
    }

    /**
     * Writes the key to a new file, of mode 0600.
     *
     * @param file where nothing is yet
     * @throws FileAlreadyExistsException if something is there
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?>[] attributes =
                isPosix(file)
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString(FILE_MODE))
                        }
                        : new FileAttribute<?>[0];
        byte[] text = (HexFormat.of().formatHex(bytes) + "\n").getBytes(StandardCharsets.US_ASCII);
        try (var channel = Files.newByteChannel(file, options, attributes)) {
            channel.write(java.nio.ByteBuffer.wrap(text));
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** The bytes themselves. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Checks and copies what has arrived.
     *
     * @return a key of its own
     * @throws InvalidObjectException if it is none
     */
    @Serial
    private Object readResolve() throws InvalidObjectException {
        String problem = problemOf(bytes);
        if (problem != null) {
            throw new InvalidObjectException(problem);
        }
        return new AuthenticationKey(bytes.clone());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthenticationKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        // Of no use to anybody who sees it.
        return bytes.length;
    }

    @Override
    public String toString() {
        return "AuthenticationKey[" + bytes.length + " bytes]";
    }
}
