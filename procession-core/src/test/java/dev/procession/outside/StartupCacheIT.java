package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cache of start-up: made, used, not used where it must not be, and never for users' classes.
 */
class StartupCacheIT {

    private static final int MOST_DAMAGES = 20;

    @TempDir Path folder;

    @Test
    void isMadeOnce_andUsed_unlessAnOptionDoesNotGoWithIt() throws Exception {
        Path jar = LibraryJar.make(folder, false);
        compileQuestion("number * number");
        assertThat(run(jar, List.of(cache().toString())))
                .containsExactly(
                        "mapped: false",
                        "answer: 49",
                        "mapped with --add-opens: false",
                        "mapped with -Xmx: true");
        List<String> files = files();
        assertThat(files).hasSize(2).contains("lock").anyMatch(name -> name.endsWith(".aot"));

        compileQuestion("number + 100");
        assertThat(run(jar, List.of()))
                .describedAs("a user's class that has changed")
                .containsExactly(
                        "mapped: true",
                        "answer: 107",
                        "mapped with --add-opens: false",
                        "mapped with -Xmx: true");
        assertThat(files()).isEqualTo(files);

        Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(run(jar, List.of()))
                .describedAs("a directory that others can enter")
                .contains("mapped: false", "mapped with -Xmx: false");
        Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwx------"));

        assertThat(untilItCrashes(jar, cache().resolve(files.getFirst())))
                .describedAs("a file that crashes each JVM that uses it")
                .contains("mapped: false", "answer: 107", "mapped with -Xmx: false");
        assertThat(files()).containsExactly(files.getFirst() + ".failed", "lock");
    }

    /**
     * Damages the file here and there until a JVM that uses it crashes: others find out by
     * themselves that it is none, and go on without it.
     */
    private List<String> untilItCrashes(Path jar, Path file) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        List<String> output = List.of();
        for (int i = 0; i < MOST_DAMAGES && Files.exists(file); i++) {
            Files.write(file, whole);
            damage(file, 2_000_000 + i * 60_000L);
            output = run(jar, List.of());
            assertThat(output).contains("answer: 107");
        }
        return output;
    }

    private static void damage(Path file, long from) throws IOException {
        byte[] garbage = new byte[4096];
        new Random(1).nextBytes(garbage);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = from; at < bytes.length() - 1_000_000; at += 500_000) {
                bytes.seek(at);
                bytes.write(garbage);
            }
        }
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(cache())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void compileQuestion(String answer) throws IOException {
        Path source = folder.resolve("Question.java");
        Files.writeString(
                source,
                """
                public class Question implements java.util.function.UnaryOperator<Integer> {
                    public Integer apply(Integer number) {
                        java.util.function.UnaryOperator<Integer> answer = n -> %s;
                        return answer.apply(number);
                    }
                }
                """
                        .formatted(answer.replace("number", "n")));
        int status =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(System.out, System.err, "-d", folder.toString(), source.toString());
        assertThat(status).isZero();
    }

    private List<String> run(Path jar, List<String> arguments) throws Exception {
        List<String> options = new ArrayList<>();
        options.add("-Dprocession.cache=" + cache());
        options.add("-Djava.io.tmpdir=" + folder);
        options.add("-cp");
        options.add(LibraryJar.classPathWith(jar) + File.pathSeparator + folder);
        try (Victim program = Victim.start(CachedStart.class, arguments, options)) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            return program.output();
        }
    }
}
