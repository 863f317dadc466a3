package dev.procession.connection;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file of a socket at which nobody listens any longer. */
final class DeadSocket {

    private DeadSocket() {}

    /**
     * Takes it away. Only one at a time may do so, see {@link PlaceLock}.
     *
     * @param path of the socket
     * @param taken why binding has failed
     * @throws IOException if it is no socket, or somebody listens there
     */
    static void remove(Path path, BindException taken) throws IOException {
        if (isDead(path, taken)) {
            Files.deleteIfExists(path);
        }
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
