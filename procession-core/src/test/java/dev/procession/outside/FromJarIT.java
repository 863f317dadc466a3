package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.Victim;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As users have it: the library in a jar, which children load by the boot loader. All other tests
 * have it in a folder, which children load as their parent does.
 */
class FromJarIT {

    @TempDir Path folder;

    @Test
    void aJarOfOurs_isForTheBootLoader_andBehavesTheSame() throws Exception {
        List<String> inFolder = run(System.getProperty("java.class.path"));
        assertThat(inFolder).contains("boot: false", "nested: 42", "outcome of 2: exited(4)");
        List<String> inJar = run(classPathWith(jar(false)));
        assertThat(inJar).contains("boot: true");
        assertThat(withoutLoader(inJar)).isEqualTo(withoutLoader(inFolder));
    }

    @Test
    void aJarWithOtherClasses_isNot() throws Exception {
        assertThat(run(classPathWith(jar(true)))).contains("boot: false", "nested: 42");
    }

    private static List<String> withoutLoader(List<String> lines) {
        return lines.stream().filter(each -> !each.startsWith("boot: ")).toList();
    }

    private static List<String> run(String classPath) {
        try (Victim program = Victim.start(FromJar.class, "-cp", classPath)) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            assertThat(program.errors()).isEmpty();
            return program.output();
        }
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(
                ProcessPool.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String classPathWith(Path jar) throws URISyntaxException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).equals(classes()) ? jar.toString() : entry);
        }
        assertThat(entries).contains(jar.toString());
        return String.join(File.pathSeparator, entries);
    }

    private Path jar(boolean withOther) throws IOException, URISyntaxException {
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
}
