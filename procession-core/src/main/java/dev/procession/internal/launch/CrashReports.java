package dev.procession.internal.launch;

import dev.procession.internal.util.RandomBytes;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a crashing child JVM leaves its {@code hs_err} file: {@code procession-crashes-<user>} in
 * {@code java.io.tmpdir}, mode 0700; where somebody else has taken that name, one with a random end
 * to it.
 *
 * <p>These files are the only thing that outlives a run. The sixteen newest are kept.
 */
public final class CrashReports {

    private static final int KEPT = 16;

    private static final int RANDOM_BYTES = 6;

    /** The frame stands near the top of the file. */
    private static final int LINES_LOOKED_AT = 40;

    private static final int SIGABRT = 6;

    /** As in {@code # SIGSEGV (0xb) at pc=…}. */
    private static final Pattern SIGNAL = Pattern.compile("^#\\s+SIG[A-Z]+ \\(0x([0-9a-f]+)\\)");

    private CrashReports() {}

    /** What a report tells. */
    public record Report(
            Path path, String signal, int signalNumber, @Nullable String problematicFrame) {}

    /** Where this JVM's children leave theirs, once one was started. */
    private static @Nullable Path directory;

    /** Looked at before each start: who cleans up temporary files may have made room for others. */
    private static synchronized Path chosen() throws IOException {
        UserPrincipal self = Files.getOwner(Session.current().directory());
        if (directory == null || !isOurs(directory, self)) {
            directory = choose(self);
        }
        return directory;
    }

    /** Nobody's work is to fail for want of a place for reports. */
    private static Path choose(UserPrincipal self) throws IOException {
        try {
            return chooseTemporary(self);
        } catch (IOException unusable) {
            Path session = Session.current().directory();
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "there is no room for reports of crashes in java.io.tmpdir ("
                                    + Shortage.describe(unusable)
                                    + "): until this JVM ends they are in "
                                    + session);
            return session;
        }
    }

    /** The stated place, or another one if somebody has taken that. */
    private static Path chooseTemporary(UserPrincipal self) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        String user = System.getProperty("user.name");
        // A user whom the system does not know, as in many containers, has a number all the same.
        String name = "procession-crashes-" + ("?".equals(user) ? self.getName() : user);
        Path stated = temporary.resolve(name);
        if (isOurs(stated, self)) {
            return stated;
        }
        try {
            return PrivateDirectory.create(stated);
        } catch (FileAlreadyExistsException taken) {
            return isOurs(stated, self) ? stated : another(temporary, name, self);
        }
    }

    private static Path another(Path temporary, String name, UserPrincipal self)
            throws IOException {
        Path found = null;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(temporary, name + "-*")) {
            for (Path each : all) {
                found = found == null && isOurs(each, self) ? each : found;
            }
        }
        if (found == null) {
            byte[] random = new byte[RANDOM_BYTES];
            RandomBytes.fill(random);
            String hex = HexFormat.of().formatHex(random);
            found = PrivateDirectory.create(temporary.resolve(name + "-" + hex));
        }
        System.getLogger("dev.procession")
                .log(
                        System.Logger.Level.WARNING,
                        temporary.resolve(name)
                                + " is not a directory that only this user can enter:"
                                + " reports of crashes go to "
                                + found);
        return found;
    }

    private static boolean isOurs(Path path, UserPrincipal self) throws IOException {
        try {
            // A system may be read-only now that was not when the directory was made.
            return PrivateDirectory.isOurs(path, self) && Files.isWritable(path);
        } catch (NoSuchFileException nothingThere) {
            return false;
        }
    }

    /** Returns the JVM's pattern for the name of the file. */
    static String pattern() throws IOException {
        return chosen().resolve("hs_err_pid%p.log").toString();
    }

    /** Makes the directory if need be, and room in it. */
    static void prepare() throws IOException {
        List<Path> reports = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(chosen(), "hs_err_pid*")) {
            found.forEach(reports::add);
        }
        if (reports.size() > KEPT) {
            reports.sort(Comparator.comparing(CrashReports::age));
            for (Path old : reports.subList(0, reports.size() - KEPT)) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime age(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /** Removes the report of an earlier process that had the same pid. */
    static void forget(long pid) throws IOException {
        Path path = path(pid);
        if (path != null) {
            Files.deleteIfExists(path);
        }
    }

    private static synchronized @Nullable Path path(long pid) {
        return directory == null ? null : directory.resolve("hs_err_pid" + pid + ".log");
    }

    /** Finds the report that the process left, if any. */
    public static Optional<Report> find(long pid) {
        Path path = path(pid);
        return path == null ? Optional.empty() : read(path);
    }

    /** Reads the report at a place, if there is one. */
    public static Optional<Report> read(Path path) {
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(path)) {
            List<String> head = lines.limit(LINES_LOOKED_AT).toList();
            return Optional.of(new Report(path, signal(head), signalNumber(head), frame(head)));
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            return Optional.of(new Report(path, "a fatal error", SIGABRT, null));
        }
    }

    private static String signal(List<String> head) {
        for (String line : head) {
            if (line.contains("SIGSEGV")) {
                return "segmentation fault (SIGSEGV)";
            }
            if (line.contains("SIGBUS")) {
                return "bus error (SIGBUS)";
            }
            if (line.contains("Out of Memory Error") || line.contains("insufficient memory")) {
                return "the operating system gave the JVM no more memory";
            }
        }
        return "fatal error of the JVM";
    }

    /** A JVM that ends itself for another reason is said to abort. */
    private static int signalNumber(List<String> head) {
        for (String line : head) {
            Matcher signal = SIGNAL.matcher(line);
            if (signal.find()) {
                return Integer.parseInt(signal.group(1), 16);
            }
        }
        return SIGABRT;
    }

    private static @Nullable String frame(List<String> head) {
        int title = head.indexOf("# Problematic frame:");
        if (title < 0 || title + 1 >= head.size()) {
            return null;
        }
        return head.get(title + 1).replaceFirst("^#\\s*", "");
    }
}
