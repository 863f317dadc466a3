package dev.procession.subprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
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

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void X1_nullWord_isRefusedWithARemedy() {
        assertThatNullPointerException()
                .isThrownBy(() -> Command.of("ls", "-l", (String) null))
                .withMessage(
                        "a word of a command must not be null: word 2 of [ls, -l, null]; leave it"
                                + " out, or give \"\" for an empty one");
        assertThatNullPointerException()
                .isThrownBy(() -> Command.of("ls").environment("A", null))
                .withMessage(
                        "the value of an environment variable must not be null: name=A;"
                                + " withoutEnvironment(name) removes it");
        assertThatNullPointerException()
                .isThrownBy(() -> Command.of("ls").environment(null, "a"))
                .withMessage("name");
    }

    /** The JDK and setpriv both do as shells do. */
    @Test
    void X1_scriptWithoutFirstLine_isReadByTheShell() throws Exception {
        Path script = Files.writeString(directory.resolve("script"), "echo read $1\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        assertThat(Command.of(script.toString(), "it").run().out()).isEqualTo("read it\n");
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

    /** It would hold up every start of a process in this JVM. */
    @Test
    void X1_namedPipeWithoutAPeer_isRefused() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Path link = Files.createSymbolicLink(directory.resolve("link"), pipe);
        refusedFile(
                Command.of("cat").input(link),
                link
                        + ": the input of a command must not be a named pipe, since to open one may"
                        + " wait for ever; have a shell open it, as in sh -c '… < pipe'");
        String written =
                pipe
                        + ": the output of a command must not be a named pipe, since to open one may"
                        + " wait for ever; have a shell open it, as in sh -c '… > pipe'";
        refusedFile(Command.of("ls").output(Output.to(pipe)), written);
        refusedFile(Command.of("ls").output(Output.appendTo(pipe)), written);
        refusedFile(Command.of("ls").errors(Output.to(pipe)), written);
        refusedFile(
                Command.of("cat").terminal().input(pipe),
                pipe
                        + ": the input of a command must not be a named pipe, since to open one may"
                        + " wait for ever; have a shell open it, as in sh -c '… < pipe'");
        assertThat(Command.of("true").run().isSuccess()).isTrue();
    }

    private static void refusedFile(Command command, String message) {
        assertThatThrownBy(command::run)
                .isInstanceOf(FileSystemException.class)
                .hasMessage(message);
    }

    /** As a shell hands one over by {@code <(...)}. */
    @Test
    void X1_pipeWithoutAName_isRead() throws Exception {
        Process holder = new ProcessBuilder("sleep", "1000").start();
        try {
            Path pipe = Path.of("/proc/" + holder.pid() + "/fd/0");
            try (OutputStream end = holder.getOutputStream()) {
                end.write("through a pipe".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(Command.of("cat").input(pipe).run().out()).isEqualTo("through a pipe");
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void X1_redirectToWhatIsNoFile_isTold() throws IOException {
        refusedFile(
                Command.of("cat").input(directory),
                directory + ": the input of a command must be a file, and this is a directory");
        String written =
                directory + ": the output of a command must be a file, and this is a directory";
        refusedFile(Command.of("ls").output(Output.to(directory)), written);
        refusedFile(Command.of("ls").errors(Output.appendTo(directory)), written);
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            refusedFile(
                    Command.of("cat").input(socket),
                    socket + ": the input of a command must be a file, and this is a socket");
        }
    }

    @Test
    void X1_deviceAsFile_isReadAndWritten() throws Exception {
        Path nothing = Path.of("/dev/null");
        Command cat = Command.of("cat").input(nothing).output(Output.to(nothing));
        assertThat(cat.run().isSuccess()).isTrue();
    }

    @Test
    void X1_wordsThatAreTooLong_areTold() {
        Command echo = Command.of("echo", "x".repeat(200_000));
        assertThatThrownBy(echo::run)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the system has not started the command: programs=[echo], ")
                .hasMessageContaining("longest=200000 bytes")
                .hasMessageEndingWith("; hand long data over as input or in a file")
                .hasMessageNotContaining("setpriv");
    }

    @Test
    void X1_linesOfWhatGoesElsewhere_areRefused() {
        assertThatThrownBy(() -> Command.of("ls").output(Output.discarded()).lines())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("output=Output[DISCARDED]");
    }
}
