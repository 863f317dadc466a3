package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Directories of mode 0700, made where everybody may write.
 *
 * <p>What already has the name may be a trap: a link to a place that somebody wants us to write to
 * or to empty, or a directory that somebody else can enter. It is told from ours by its owner and
 * its mode, and no link is followed. That holds for as long as it is ours, since where everybody
 * may write only the owner can replace it: the system's <i>sticky</i> bit, without which a place is
 * refused.
 */
public final class PrivateDirectory {

    private static final String OWNER_ONLY = "rwx------";
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_ALL = 0002;

    private PrivateDirectory() {}

    /**
     * Makes a directory that only this user can enter, whatever the umask.
     *
     * @param path where; nothing may be there, not even a link that leads nowhere
     * @return the path
     * @throws IOException if it cannot be made, or others could replace it
     */
    static Path create(Path path) throws IOException {
        if (!isPosix(path)) {
            return Files.createDirectory(path);
        }
        requireSticky(path.toAbsolutePath().getParent());
        return Files.createDirectory(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    }

    /**
     * Returns a directory that only this user can enter and that all his programs have in common,
     * and makes it if it is not there. It is never removed.
     *
     * @param above where
     * @param what it is for, part of its name
     * @return {@code procession-<what>-<user>} there
     * @throws IOException if it cannot be made, or somebody else has taken its name
     */
    public static Path common(Path above, String what) throws IOException {
        UserPrincipal self = Files.getOwner(Session.current().directory());
        String user = self.getName().replaceAll("[^A-Za-z0-9._-]", "_");
        return ours(above.resolve("procession-" + what + "-" + user), self);
    }

    /**
     * Returns a directory that only this user can enter, and makes it if it is not there.
     *
     * @param path where
     * @return the path
     * @throws IOException if it cannot be made, or somebody else has taken its name
     */
    public static Path ours(Path path) throws IOException {
        return ours(path, Files.getOwner(Session.current().directory()));
    }

    /**
     * As {@link #ours(Path)}, for a process without a session.
     *
     * @param path where
     * @param self this user
     * @return the path
     * @throws IOException if it cannot be made, or somebody else has taken its name
     */
    public static Path ours(Path path, UserPrincipal self) throws IOException {
        try {
            return create(path);
        } catch (FileAlreadyExistsException there) {
            if (isOurs(path, self)) {
                return path;
            }
            throw new IOException(
                    "this has to be a directory of this user's that nobody else can enter: path="
                            + path
                            + "; remove it, or name another place by -Dprocession.directory=...",
                    there);
        }
    }

    private static void requireSticky(@Nullable Path above) throws IOException {
        if (above != null && above.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            int mode = (Integer) Files.getAttribute(above, "unix:mode");
            if ((mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0) {
                throw new IOException(
                        "all users may write to "
                                + above
                                + ", which has no sticky bit: they could replace what is there");
            }
        }
    }

    /**
     * Tells whether the path is a directory, itself and not by a link, that this user has and that
     * nobody else can enter.
     *
     * @param path where
     * @param self this user, as the owner of something that was just made
     * @return whether it is
     * @throws IOException if nothing is there
     */
    public static boolean isOurs(Path path, UserPrincipal self) throws IOException {
        if (!isPosix(path)) {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory();
        }
        PosixFileAttributes found =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isDirectory()
                && found.owner().equals(self)
                && PosixFilePermissions.toString(found.permissions()).equals(OWNER_ONLY);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
