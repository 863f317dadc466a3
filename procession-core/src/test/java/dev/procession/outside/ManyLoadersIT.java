package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Victim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker has loaded for one application stays, however many others there are. */
class ManyLoadersIT {

    @TempDir Path folder;

    private void compilePlugin() throws Exception {
        Path source = folder.resolve("Plugin.java");
        Files.writeString(
                source,
                """
                public class Plugin implements dev.procession.TaskCallable<Integer> {
                    private static int calls;
                    public Integer call() {
                        return ++calls;
                    }
                }
                """);
        Process javac =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                                "-cp",
                                LibraryJar.folder(),
                                "-d",
                                folder.toString(),
                                source.toString())
                        .inheritIO()
                        .start();
        assertThat(javac.waitFor()).isZero();
    }

    @Test
    void eachHasItsOwnStatics_whichStay() throws Exception {
        compilePlugin();
        List<String> arguments = List.of(folder.toString());
        try (Victim program = Victim.start(ManyLoaders.class, arguments, List.of())) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            assertThat(program.output())
                    .containsExactly(
                            Collections.nCopies(12, 1).toString(),
                            Collections.nCopies(12, 2).toString());
        }
    }
}
