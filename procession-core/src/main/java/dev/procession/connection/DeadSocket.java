package dev.procession.connection;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes away the file of a socket at which nobody listens.
 *
 * <p>Whoever takes away what he has found dead a moment ago could meet a socket that another
 * process has put there since, having done the same. So one at a time does it, by a lock on a file
 * beside: as long as the dead one is there, nobody can put another one in its place.
 */
final class DeadSocket {

    private DeadSocket() {}

    /**
     * Takes it away, unless somebody else is about to; in any case binding may be tried again.
     *
     * @param path of the socket
     * @param taken why binding has failed
     * @throws IOException if it is no socket, or somebody listens there
     */
    static synchronized void remove(Path path, BindException taken) throws IOException {
        Path beside = path.resolveSibling(path.getFileName() + ".lock");
        Object before = createdKey(beside);
        if (before == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            // The one before us has removed it: then what was locked excludes nobody.
            if (!before.equals(key(beside))) {
                return;
            }
            try {
                if (isDead(path, taken)) {
                    Files.deleteIfExists(path);
                }
            } finally {
                Files.delete(beside);
            }
        } catch (NoSuchFileException byAnother) {
            return;
        }
    }

    private static @Nullable Object createdKey(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException byAnother) {
            return key(file);
        }
        return key(file);
    }

    /** Tells a file from one that gets its name later; null if there is none. */
    static @Nullable Object key(Path file) throws IOException {
        BasicFileAttributes found = attributes(file);
        return found == null ? null : Objects.requireNonNullElse(found.fileKey(), found);
    }

    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static boolean isDead(Path path, BindException taken) throws IOException {
        BasicFileAttributes found = attributes(path);
        if (found == null) {
            return false;
        }
        if (!found.isOther()) {
            throw new IOException("there is a file that is no socket: path=" + path, taken);
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // It must not wait for one that is busy.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobody) {
            return true;
        } catch (SocketException busy) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        throw new IOException("somebody listens there already: path=" + path, taken);
    }
}
