package dev.procession.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleCommandTest {

    @TempDir private Path directory;

    private record Run(int status, List<String> out, List<String> err) {}

    private Run run(String... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "example"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        return new Run(process.waitFor(), Files.readAllLines(out), Files.readAllLines(err));
    }

    @Test
    void listsAllInChapters() throws Exception {
        Run run = run();
        assertThat(run.status()).isZero();
        assertThat(run.out()).hasSize(Catalogue.CHAPTERS.size() + Catalogue.all().size());
        assertThat(run.out())
                .contains("Pools")
                .anyMatch(line -> line.startsWith("  balance ") && line.endsWith("none with it"));
    }

    @Test
    void runsOne() throws Exception {
        Run run = run("balance");
        assertThat(run.status()).isZero();
        assertThat(run.out()).last().isEqualTo("with a lock: 0");
    }

    @Test
    void givesItsArguments_andTellsItsStatus() throws Exception {
        Run run = run("chat-client", "1");
        assertThat(run.out()).containsExactly("nobody listens at port 1");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void unknownName_isRefused() throws Exception {
        Run run = run("nosuch");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "procession example: there is no example of this name: nosuch; without a"
                                + " name, all are listed");
    }

    @Test
    void wordsForAnExampleWithoutInput_areRefused() throws Exception {
        Run run = run("balance", "100", "twice");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .containsExactly("procession example: balance takes no input: leave out 100 twice");
    }

    @Test
    void allAndOne_isRefused() throws Exception {
        Run run = run("--all", "balance");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .containsExactly("procession example: --all runs all of them: leave out balance");
    }
}
