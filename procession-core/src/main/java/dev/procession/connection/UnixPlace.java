package dev.procession.connection;

import dev.procession.internal.launch.PrivateDirectory;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** Where a Unix-domain socket may lie, and how it gets there when there is an old one. */
final class UnixPlace {

    /** The JDK's limit, one less than the kernel's. */
    private static final int MOST_PATH_BYTES = 106;

    private final Path path;
    private final ServerSocketChannel listener;
    private final UserPrincipal owner;

    /** The file itself, by which it is told from one that somebody else has put in its place. */
    private final @Nullable Object file;

    private UnixPlace(Path path, ServerSocketChannel listener) throws IOException {
        this.path = path;
        this.listener = listener;
        this.owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        this.file = DeadSocket.key(path);
    }

    /**
     * Returns the path of a socket, with all links resolved but the last name.
     *
     * @throws IllegalArgumentException if it is none that a socket can have
     * @throws IOException if its directory is not there
     */
    static Path resolve(UnixDomainSocketAddress address) throws IOException {
        Path asked = address.getPath();
        Path name = asked.getFileName();
        Path directory = asked.toAbsolutePath().getParent();
        if (name == null || directory == null || name.toString().isEmpty()) {
            throw new IllegalArgumentException(
                    "a Unix-domain socket is a file with a path; one without, unnamed or abstract,"
                            + " has no owner: address=\""
                            + asked
                            + "\"");
        }
        try {
            return directory.toRealPath().resolve(name);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no such directory: " + directory, missing);
        }
    }

    /**
     * Has a socket listen that is not there yet, or whose listener has ended.
     *
     * @param path as {@link #resolve} returns it
     * @throws IOException if another one listens there, or others could come there
     */
    static UnixPlace listen(Path path) throws IOException {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_PATH_BYTES) {
            throw new IllegalArgumentException(
                    "the path of a socket has at most "
                            + MOST_PATH_BYTES
                            + " bytes; choose a shorter one: path="
                            + path
                            + ", bytes="
                            + bytes);
        }
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        UnixPlace place = null;
        try {
            bind(listener, path);
            place = new UnixPlace(path, listener);
            place.requirePrivate();
            return place;
        } catch (IOException | RuntimeException refused) {
            listener.close();
            if (place != null) {
                place.delete();
            }
            throw refused;
        }
    }

    private void requirePrivate() throws IOException {
        Path directory = path.getParent();
        if (directory == null || !PrivateDirectory.isOurs(directory, owner)) {
            throw new IOException(
                    "the socket has to lie in a directory of this user's that nobody else can enter;"
                            + " make one by mkdir -m 700: directory="
                            + directory);
        }
    }

    private static void bind(ServerSocketChannel listener, Path path) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        PlaceLock.alone(
                path,
                () -> {
                    try {
                        listener.bind(address);
                    } catch (BindException taken) {
                        DeadSocket.remove(path, taken);
                        listener.bind(address);
                    }
                });
    }

    ServerSocketChannel listener() {
        return listener;
    }

    /** The user of this process, whom the socket belongs to. */
    UserPrincipal owner() {
        return owner;
    }

    /** Removes the socket, if it is still this one. */
    void delete() throws IOException {
        if (file != null && file.equals(DeadSocket.key(path))) {
            Files.deleteIfExists(path);
        }
    }
}
