package dev.procession.subprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row X1: what cannot be run is told in words, before anything runs. */
class CommandRefusalsTest {

    @TempDir Path directory;

    @Test
    void X1_wordsThatCannotBe_areRefused() {
        refused(() -> Command.of(List.of()), "a command must have the name of a program");
        refused(() -> Command.of("", "x"), "the name of a program must not be empty: words=[, x]");
        refused(
                () -> Command.of("echo", "a\0b"),
                "must not have the character NUL, which ends it for the system: word 1 of [echo,"
                        + " a\\0b]");
        refused(() -> Command.of("x").environment("A=B", "1"), "name=\"A=B\"");
        refused(() -> Command.of("x").environment("", "1"), "name=\"\"");
        refused(() -> Command.of("x").environment("A", "\0"), "name=A");
        refused(() -> Command.of("x").timeout(Duration.ZERO), "timeout=PT0S");
        refused(() -> Command.of("x").grace(Duration.ofSeconds(-1)), "grace=PT-1S");
        refused(() -> Command.of("x").limit(-1, Overflow.FAIL), "bytes=-1");
    }

    private static void refused(ThrowingCallable call, String words) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(words);
    }

    @Test
    void X1_missingProgram_isTold() {
        assertThatThrownBy(() -> Command.of("no-such-program").run())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageStartingWith("no-such-program: there is no program of this name on the")
                .hasMessageContaining("PATH=" + System.getenv("PATH"))
                .hasMessageEndingWith("install it, or give its path");
        assertThatThrownBy(() -> Command.of("./nothing").directory(directory).start())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("path=" + directory.resolve("./nothing"));
    }

    @Test
    void X1_whatIsNoProgram_isTold() throws IOException {
        Path file = Files.writeString(directory.resolve("text"), "echo x\n");
        assertThatThrownBy(() -> Command.of(file.toString()).run())
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("see chmod +x");
        assertThatThrownBy(() -> Command.of("text").environment("PATH", directory.toString()).run())
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> Command.of(directory.toString()).run())
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("a program must be a file");
    }

    @Test
    void X1_scriptWithoutInterpreter_isTold() throws IOException {
        Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\r\necho x\r\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> Command.of(script.toString()).run())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("interpreter=/bin/sh\\r");
    }

    @Test
    void X1_missingDirectoryOrFile_isTold() throws IOException {
        Path nothing = directory.resolve("nothing");
        assertThatThrownBy(() -> Command.of("ls").directory(nothing).run())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(nothing + ": the directory of a command must exist");
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> Command.of("ls").directory(file).run())
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": the directory of a command must be one");
        assertThatThrownBy(() -> Command.of("cat").input(nothing).run())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("the input of a command");
        assertThatThrownBy(() -> Command.of("ls").output(Output.to(nothing.resolve("out"))).run())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("directory=" + nothing);
    }

    @Test
    void X1_linesOfWhatGoesElsewhere_areRefused() {
        assertThatThrownBy(() -> Command.of("ls").output(Output.discarded()).lines())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("output=Output[DISCARDED]");
    }
}
