package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where children have this library from. */
class OwnCopyTest {

    @TempDir Path directory;

    @Test
    void aCopy_hasAllClassesOfTheLibrary() throws IOException {
        Path place = OwnPlace.of(OwnCopy.class).classPath();
        assertThat(place).as("the tests run from a folder of classes").isNotNull().isDirectory();
        Path jar = directory.resolve("own.jar");
        OwnCopy.write(jar);
        try (ZipFile copy = new ZipFile(jar.toFile());
                Stream<Path> files = Files.walk(place)) {
            Set<String> compiled =
                    files.map(file ->
                                    place.relativize(file).toString().replace(File.separator, "/"))
                            .filter(name -> name.endsWith(".class"))
                            .filter(name -> !name.endsWith("-info.class"))
                            .collect(Collectors.toSet());
            Set<String> copied = copy.stream().map(ZipEntry::getName).collect(Collectors.toSet());
            assertThat(copied).containsAll(compiled);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "file:/some/classes/, /some/classes",
        "file:/some%20place/classes/, /some place/classes",
        "jar:file:/some/fat.jar!/, /some/fat.jar",
        "jar:file:/some/app.jar!/lib/inner.jar!/,",
        "jar:nested:/some/app.jar/!BOOT-INF/lib/inner.jar!/,",
        "vfs:/content/app.war/WEB-INF/lib/inner.jar/,",
    })
    void thePlace_ofAnAddress(String address, String place) {
        String self = OwnPlace.class.getName().replace('.', '/') + ".class";
        Path expected = place == null ? null : Path.of(place);
        assertThat(OwnPlace.ofResource(address + self)).isEqualTo(expected);
    }
}
