package dev.procession.internal.launch;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where children have this library from, wherever this JVM has it from: its class path, JShell's,
 * the loader of an application server, a jar within a jar.
 *
 * @param bootJar a jar for their boot loader, see {@link OwnJar}; or null
 * @param classPath an entry for their class path; or null
 * @param isCopy whether the jar was made for this session
 */
record OwnPlace(@Nullable Path bootJar, @Nullable Path classPath, boolean isCopy) {

    private static final String SELF = "OwnPlace.class";

    /** For a class of ours that is going to be the main class of a child. */
    static OwnPlace of(Class<?> main) throws IOException {
        if (main.getModule().isNamed()) {
            return new OwnPlace(null, null, false);
        }
        Path jar = OwnJar.path();
        if (jar != null) {
            return new OwnPlace(jar, null, false);
        }
        URL self = OwnPlace.class.getResource(SELF);
        Path place = self == null ? null : ofResource(self.toString());
        return place == null
                ? new OwnPlace(OwnCopy.path(), null, true)
                : new OwnPlace(null, place, false);
    }

    /** The file or folder of a resource's address; null if it is in none. */
    static @Nullable Path ofResource(String address) {
        String file = address.startsWith("jar:") ? address.substring("jar:".length()) : address;
        String inside = OwnPlace.class.getName().replace('.', '/') + ".class";
        String outside = file.substring(0, file.length() - inside.length());
        String place =
                outside.endsWith("!/") ? outside.substring(0, outside.length() - 2) : outside;
        return place.startsWith("file:") && !place.contains("!/")
                ? Path.of(URI.create(place))
                : null;
    }
}
