package dev.procession.internal.launch;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The jar that this library lies in, if it holds nothing else.
 *
 * <p>Children load it by the boot loader, which reads and links classes in a third of the time of
 * the application's: that is a fifth of the way to a child's first result. A jar that also holds
 * classes of the application is none of it, since the application's classes must keep their loader;
 * nor is a folder, where whoever builds it has classes of the library's packages elsewhere, too.
 */
final class OwnJar {

    private static final String[] OURS = {"dev/procession/", "META-INF/", "module-info.class"};

    private static final @Nullable Path PATH = find();

    private OwnJar() {}

    /** Returns the jar, or null if there is no such jar. */
    static @Nullable Path path() {
        return PATH;
    }

    private static @Nullable Path find() {
        URL self = OwnJar.class.getResource("OwnJar.class");
        return self == null ? null : ofResource(self.toString());
    }

    /** Returns the jar of a resource's address if it is one of ours alone. */
    static @Nullable Path ofResource(String address) {
        int end = address.lastIndexOf("!/");
        if (!address.startsWith("jar:file:") || end < 0) {
            return null;
        }
        Path jar = Path.of(URI.create(address.substring("jar:".length(), end)));
        return holdsNothingElse(jar.toFile()) ? jar : null;
    }

    private static boolean holdsNothingElse(File jar) {
        try (ZipFile zip = new ZipFile(jar)) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            boolean isOurs = true;
            while (isOurs && entries.hasMoreElements()) {
                isOurs = isOurs(entries.nextElement().getName());
            }
            return isOurs;
        } catch (IOException unreadable) {
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.DEBUG,
                            "reading " + jar + "; children start without the boot loader's help",
                            unreadable);
            return false;
        }
    }

    private static boolean isOurs(String name) {
        for (String ours : OURS) {
            if (name.startsWith(ours) || ours.startsWith(name)) {
                return true;
            }
        }
        return false;
    }
}
