package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the sessions of this user, for who looks at them from outside. */
public final class Sessions {

    private static final Pattern NAME =
            Pattern.compile(Pattern.quote(Session.PREFIX) + "(\\d{1,18})-[0-9a-f]{12}");
    private static final Path SELF = Path.of("/proc/self");

    private Sessions() {}

    /**
     * A session, by its directory.
     *
     * @param directory where its files are
     * @param root the pid of the process that has founded it
     * @param isLeftBehind whether that has ended without removing it, as by SIGKILL; the next
     *     session does
     */
    public record Found(Path directory, long root, boolean isLeftBehind) {}

    /** Returns where they are looked for. */
    public static List<Path> places() {
        return Session.bases();
    }

    /**
     * Finds those of this user that are where sessions of a JVM with this one's properties would
     * be. Directories of others, or that others can enter, are not looked into.
     *
     * @return the sessions, those left behind included
     * @throws IOException if a place cannot be looked through, or the one that this JVM was told to
     *     use is none
     */
    public static List<Found> all() throws IOException {
        requireAsked();
        UserPrincipal self = self();
        List<Found> all = new ArrayList<>();
        for (Path place : places()) {
            if (Files.isDirectory(place)) {
                find(place, self, all);
            }
        }
        return all;
    }

    /** No program can have a session there: who mistypes the place must not hear that none runs. */
    private static void requireAsked() throws IOException {
        String asked = Session.asked();
        if (asked != null && !Files.isDirectory(Path.of(asked))) {
            throw new IOException(
                    "-Dprocession.directory must be a directory that is there, since programs have"
                            + " their sessions in it; name the one that they run with:"
                            + " procession.directory="
                            + asked);
        }
    }

    private static UserPrincipal self() throws IOException {
        if (Files.exists(SELF)) {
            return Files.getOwner(SELF);
        }
        return Path.of("")
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name"));
    }

    private static void find(Path place, UserPrincipal self, List<Found> all) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(place, Session.PREFIX + "*")) {
            for (Path each : found) {
                Matcher name = NAME.matcher(each.getFileName().toString());
                if (name.matches() && isOurs(each, self)) {
                    long root = Long.parseLong(name.group(1));
                    all.add(new Found(each, root, isLeftBehind(each, root)));
                }
            }
        } catch (AccessDeniedException refused) {
            throw new IOException(
                    "this user may not read a place where sessions may be: place=" + place,
                    refused);
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static boolean isOurs(Path directory, UserPrincipal self) {
        try {
            return PrivateDirectory.isOurs(directory, self);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    private static boolean isLeftBehind(Path directory, long root) {
        return root != ProcessHandle.current().pid()
                && Session.isAbandoned(directory.resolve(Session.LOCK));
    }
}
