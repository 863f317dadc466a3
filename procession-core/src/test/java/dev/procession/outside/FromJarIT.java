package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Victim;
import java.nio.file.Path;
import java.util.List;
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
        List<String> inJar = run(LibraryJar.classPathWith(LibraryJar.make(folder, false)));
        assertThat(inJar).contains("boot: true");
        assertThat(withoutLoader(inJar)).isEqualTo(withoutLoader(inFolder));
    }

    @Test
    void aJarWithOtherClasses_isNot() throws Exception {
        assertThat(run(LibraryJar.classPathWith(LibraryJar.make(folder, true))))
                .contains("boot: false", "nested: 42");
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
}
