package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathEntriesTest {

    @TempDir Path directory;

    private Path jar(String name, String entry) throws IOException {
        var path = directory.resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry(entry));
        }
        return path;
    }

    @Test
    void entries_jarsDirectoriesAndWildcards_areListed() throws Exception {
        var b = jar("b.jar", "x/B.class");
        var a = jar("a.JAR", "x/A$In.class");
        Files.createFile(directory.resolve("readme.txt"));
        var text = directory + File.pathSeparator + directory + "/*" + File.pathSeparator + b;
        assertThat(ClassPathEntries.parse(text)).containsExactly(directory, a, b, b);
        assertThat(ClassPathEntries.classNames(List.of(a, b))).containsExactly("x.A.In", "x.B");
    }

    @Test
    void entry_thatIsNotThere_isRefused() throws Exception {
        var missing = directory.resolve("missing");
        assertThatThrownBy(() -> ClassPathEntries.parse(missing.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessage("an entry of -cp does not exist: entry=" + missing);
        assertThatThrownBy(() -> ClassPathEntries.parse(missing + "/*"))
                .hasMessage("an entry of -cp is no readable directory: entry=" + missing + "/*");
        assertThatThrownBy(() -> ClassPathEntries.parse(directory + "/*"))
                .hasMessage("there are no jars in an entry of -cp: entry=" + directory + "/*");
        var text = Files.writeString(directory.resolve("text"), "no jar");
        assertThatThrownBy(() -> ClassPathEntries.parse(text.toString()))
                .hasMessage("an entry of -cp must be a jar or a directory: entry=" + text);
    }
}
