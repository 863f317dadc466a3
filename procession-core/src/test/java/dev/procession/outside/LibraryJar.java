package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The library as users have it, in a jar. */
final class LibraryJar {

    private LibraryJar() {}

    /** Makes the jar, with a class of somebody else in it on request. */
    static Path make(Path folder, boolean withOther) throws IOException, URISyntaxException {
        Path jar = folder.resolve(withOther ? "all in one.jar" : "own.jar");
        Path classes = classes();
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
            }
            if (withOther) {
                zip.putNextEntry(new JarEntry("com/acme/Other.class"));
            }
        }
        return jar;
    }

    /** Returns the class path of this JVM with the jar in place of the folder. */
    static String classPathWith(Path jar) throws URISyntaxException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).equals(classes()) ? jar.toString() : entry);
        }
        assertThat(entries).contains(jar.toString());
        return String.join(File.pathSeparator, entries);
    }

    /** Returns the folder of the library's classes, from which the tests run. */
    static String folder() throws URISyntaxException {
        return classes().toString();
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(
                ProcessPool.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
