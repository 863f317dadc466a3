package dev.procession.subprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CommandFailedException;
import dev.procession.CommandOutputException;
import dev.procession.CommandResult;
import dev.procession.CommandTimeoutException;
import dev.procession.ExitStatus;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row X1: an outside command, to its end. */
class CommandIT {

    private static final Duration LONG = Duration.ofMinutes(10);

    /** It counts from the start, and the shells must have said what is below them. */
    private static final Duration TREE_LIMIT = Await.scaled(Duration.ofSeconds(4));

    @TempDir Path directory;

    static Command sh(String script) {
        return Command.of("sh", "-c", script);
    }

    // ---- the user's programs ----

    @Test
    void X1_ls_hasItsExitCodeAndItsOutput() throws Exception {
        Files.createFile(directory.resolve("a file"));
        CommandResult good = Command.of("ls", directory.toString()).run();
        assertThat(good.exitCode()).hasValue(0);
        assertThat(good.status()).isEqualTo(ExitStatus.exited(0));
        assertThat(good.out()).isEqualTo("a file\n");
        assertThat(good.err()).isEmpty();
        CommandResult bad = Command.of("ls", directory + "/nothing").run();
        assertThat(bad.exitCode()).hasValue(2);
        assertThat(bad.isSuccess()).isFalse();
        assertThat(bad.err()).contains("nothing");
    }

    @Test
    void X1_tenMegabytesBothWays_comeBackAsTheyWere() throws Exception {
        byte[] bytes = new byte[10 << 20];
        new Random(7).nextBytes(bytes);
        CommandResult result = Command.of("cat").input(bytes).run();
        assertThat(result.output().bytes()).isEqualTo(bytes);
        try (RunningCommand cat = Command.of("cat").start()) {
            assertThat(cat.communicate(bytes).output().bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void X1_muchOnBothOutputs_isAllCaptured() throws Exception {
        CommandResult result =
                sh("i=0; while [ $i -lt 20000 ]; do echo out$i; echo err$i >&2; i=$((i+1)); done")
                        .run();
        assertThat(result.output().lines()).hasSize(20000).endsWith("out19999");
        assertThat(result.err().lines()).hasSize(20000).endsWith("err19999");
    }

    @Test
    void X1_grandchildHoldingThePipe_costsTheGraceAndIsTold() throws Exception {
        CommandResult result = sh("sleep 1000 & echo $!").grace(Duration.ofMillis(50)).run();
        Pid sleeper = Pid.of(result.out().strip());
        try {
            assertThat(result.isHeldOpen()).isTrue();
            assertThat(result.isSuccess()).isTrue();
            assertThat(sleeper.isAlive()).as("nobody asked for its end").isTrue();
        } finally {
            sleeper.signal("KILL");
        }
    }

    @Test
    void X1_whatAGrandchildWritesWithinTheGrace_isCaptured() throws Exception {
        Path go = directory.resolve("go");
        CommandResult result =
                sh("mkfifo $0; (read x < $0; echo late) & echo early; (echo > $0) &"
                                .replace("$0", go.toString()))
                        .grace(LONG)
                        .run();
        assertThat(result.out()).isEqualTo("early\nlate\n");
        assertThat(result.isHeldOpen()).isFalse();
    }

    @Test
    void X1_timeout_killsTheTreeAndKeepsWhatWasCaptured() {
        AtomicReference<CommandResult> until = new AtomicReference<>();
        assertThatThrownBy(() ->
                        sh("sh -c 'echo $$; echo oh >&2; sleep 1000' ; sleep 1000")
                                .timeout(TREE_LIMIT)
                                .run())
                .isInstanceOfSatisfying(
                        CommandTimeoutException.class, late -> until.set(late.result()))
                .hasMessageContaining("exceeded its time limit")
                .hasMessageContaining("its last errors: oh");
        CommandResult result = until.get();
        assertThat(result.status()).isEqualTo(ExitStatus.signaled(9));
        assertThat(result.exitCode()).hasValue(-9);
        assertThat(result.err()).isEqualTo("oh\n");
        Pid.of(result.out().strip()).awaitDeath(Duration.ofSeconds(5));
    }

    @Test
    void X1_timeoutOfASession_killsWhatIsNoDescendantAnyMore() {
        AtomicReference<CommandResult> until = new AtomicReference<>();
        assertThatThrownBy(() ->
                        sh("sh -c 'sleep 1000 & echo $!'; sleep 1000")
                                .newSession()
                                .timeout(TREE_LIMIT)
                                .run())
                .isInstanceOfSatisfying(
                        CommandTimeoutException.class, late -> until.set(late.result()));
        assertThat(until.get().isHeldOpen()).isFalse();
        Pid.of(until.get().out().strip()).awaitDeath(Duration.ofSeconds(5));
    }

    // ---- pipelines ----

    @Test
    void X1_pipeline_handsOnWithoutUsAndHasEachStatus() throws Exception {
        CommandResult result =
                Command.of("printf", "b\\na\\nb\\n")
                        .pipe(Command.of("sort"))
                        .pipe(Command.of("uniq", "-c"))
                        .run();
        assertThat(result.output().lines().stream().map(String::strip))
                .containsExactly("1 a", "2 b");
        assertThat(result.statuses()).hasSize(3).allMatch(ExitStatus::isSuccess);
        CommandResult links =
                Command.of("readlink", "/proc/self/fd/1")
                        .pipe(sh("readlink /proc/self/fd/0; cat"))
                        .run();
        assertThat(links.output().lines()).hasSize(2);
        assertThat(links.output().lines().getFirst())
                .startsWith("pipe:[")
                .isEqualTo(links.output().lines().getLast());
    }

    @Test
    void X1_pipeline_hasTheStatusOfTheLastThatFailed() throws Exception {
        CommandResult result =
                sh("echo one >&2; exit 3").pipe(sh("echo two >&2; exit 4")).pipe(sh("cat")).run();
        assertThat(result.statuses())
                .containsExactly(ExitStatus.exited(3), ExitStatus.exited(4), ExitStatus.exited(0));
        assertThat(result.status()).isEqualTo(ExitStatus.exited(4));
        assertThat(result.err()).isEqualTo("one\ntwo\n");
        assertThatThrownBy(result::orThrow)
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("status=exited(3)|exited(4)|exited(0)");
    }

    @Test
    void X1_readerThatHasEnough_isNoFailureOfItsWriter() throws Exception {
        CommandResult result = Command.of("yes").pipe(Command.of("head", "-n", "2")).run();
        assertThat(result.out()).isEqualTo("y\ny\n");
        assertThat(result.statuses().getFirst()).isEqualTo(ExitStatus.signaled(13));
        assertThat(result.isSuccess()).isTrue();
    }

    @Test
    void X1_pipelineWithAMissingProgram_startsNone() {
        Path mark = directory.resolve("mark");
        assertThatThrownBy(() ->
                        Command.of("touch", mark.toString())
                                .pipe(Command.of("no-such-program"))
                                .run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-program");
        assertThat(mark).doesNotExist();
    }

    @Test
    void X1_pipelineOfCommandsWithWholesOfTheirOwn_isRefused() {
        Command cat = Command.of("cat");
        assertThatThrownBy(() -> cat.pipe(cat.input("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set them after pipe");
        assertThatThrownBy(() -> cat.output(Output.discarded()).pipe(cat))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after pipe");
    }

    // ---- input and output ----

    @Test
    void X1_input_comesFromTextBytesFileAndStream() throws Exception {
        Path file = Files.writeString(directory.resolve("in"), "grüße");
        byte[] bytes = "grüße".getBytes(StandardCharsets.UTF_8);
        Command cat = Command.of("cat");
        for (Command each :
                List.of(
                        cat.input("grüße"),
                        cat.input(bytes),
                        cat.input(file),
                        cat.input(new ByteArrayInputStream(bytes)))) {
            assertThat(each.run().out()).isEqualTo("grüße");
        }
        assertThat(cat.run().out()).as("nothing by default").isEmpty();
        assertThat(cat.charset(StandardCharsets.ISO_8859_1).input("grüße").run().output().bytes())
                .isEqualTo("grüße".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void X1_inputThatCannotBeRead_isTheCallersFailure() {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the disk is gone");
                    }
                };
        assertThatThrownBy(() -> Command.of("cat").input(broken).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the disk is gone");
    }

    @Test
    void X1_commandThatReadsNoInput_isNoFailure() throws Exception {
        byte[] much = new byte[1 << 20];
        assertThat(Command.of("true").input(much).run().exitCode()).hasValue(0);
        assertThat(sh("exec 0<&-; echo done").input(much).run().out()).isEqualTo("done\n");
        try (RunningCommand deaf = Command.of("true").start()) {
            assertThat(deaf.communicate(much).isSuccess()).isTrue();
        }
    }

    @Test
    void X1_commandThatHasEnded_isSentNothing_whichIsNoFailureOfADialogue() throws Exception {
        try (RunningCommand over = Command.of("true").start()) {
            over.join();
            assertThatThrownBy(() -> over.send("late"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("nothing can be sent: the command has ended: pid=" + over.pid());
            assertThat(over.communicate("late").isSuccess()).isTrue();
        }
    }

    @Test
    void X1_outputs_goToFilesOrNowhere() throws Exception {
        Path file = directory.resolve("out");
        Path errors = directory.resolve("err");
        Command both = sh("echo out; echo err >&2");
        CommandResult first = both.output(Output.to(file)).errors(Output.appendTo(errors)).run();
        assertThat(first.out() + first.err()).isEmpty();
        both.output(Output.appendTo(file)).errors(Output.appendTo(errors)).run();
        assertThat(file).content().isEqualTo("out\nout\n");
        assertThat(errors).content().isEqualTo("err\nerr\n");
        both.output(Output.to(file)).errors(Output.discarded()).run();
        assertThat(file).content().isEqualTo("out\n");
        assertThat(both.output(Output.discarded()).run().err()).isEqualTo("err\n");
    }

    @Test
    void X1_mergedErrors_keepTheirOrder() throws Exception {
        CommandResult result = sh("echo 1; echo 2 >&2; echo 3; echo 4 >&2").mergeErrors().run();
        assertThat(result.out()).isEqualTo("1\n2\n3\n4\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void X1_environmentAndDirectory_areAsAsked() throws Exception {
        assertThat(sh("echo $GREETING").environment("GREETING", "hello").run().out())
                .isEqualTo("hello\n");
        assertThat(Command.of("env").clearEnvironment().environment("A", "1").run().out())
                .isEqualTo("A=1\n");
        assertThat(sh("echo ${HOME-none}").withoutEnvironment("HOME").run().out())
                .isEqualTo("none\n");
        assertThat(sh("pwd -P").directory(directory).run().out().strip())
                .isEqualTo(directory.toRealPath().toString());
    }

    @Test
    void X1_program_isLookedForOnThePathItWillHave() throws Exception {
        Path tool = Files.writeString(directory.resolve("tool"), "#!/bin/sh\necho mine\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        assertThat(Command.of("tool").environment("PATH", directory.toString()).run().out())
                .isEqualTo("mine\n");
        assertThat(Command.of("./tool").directory(directory).run().out()).isEqualTo("mine\n");
        assertThat(Command.of("echo", "x").withoutEnvironment("PATH").run().out()).isEqualTo("x\n");
    }

    // ---- lines ----

    @Test
    void X1_lines_comeAsTheyAreWritten() throws Exception {
        List<String> seen = new ArrayList<>();
        Path go = directory.resolve("go");
        CommandResult result =
                sh("mkfifo $0; echo first; read x < $0; printf 'second\\r\\n\\nlast'"
                                .replace("$0", go.toString()))
                        .forEachLine(line -> {
                            seen.add(line);
                            if (seen.size() == 1) {
                                write(go);
                            }
                        });
        assertThat(seen).containsExactly("first", "second", "", "last");
        assertThat(result.isSuccess()).isTrue();
        assertThat(result.out()).isEmpty();
    }

    private static void write(Path fifo) {
        try {
            Files.writeString(fifo, "\n");
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void X1_endlessLines_waitForTheirReaderAndEndWithTheStream() throws Exception {
        try (Stream<String> lines = Command.of("yes", "line").lines()) {
            assertThat(lines.limit(100_000).filter(each -> each.equals("line")).count())
                    .isEqualTo(100_000);
        }
    }

    @Test
    void X1_linesOfACommandThatFails_endWithItsFailure() throws Exception {
        List<String> seen = new ArrayList<>();
        try (Stream<String> lines = sh("echo one; echo why >&2; exit 5").lines()) {
            assertThatThrownBy(() -> lines.forEach(seen::add))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageContaining("why");
        }
        assertThat(seen).containsExactly("one");
    }

    @Test
    void X1_callbackThatThrows_endsTheCommand() {
        assertThatThrownBy(() ->
                        Command.of("yes")
                                .forEachLine(line -> {
                                    throw new IllegalStateException("enough");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
    }

    @Test
    void X1_lineWithoutEnd_isStoppedAtTheLimit() {
        assertThatThrownBy(() ->
                        Command.of("cat", "/dev/zero")
                                .limit(1 << 20, Overflow.FAIL)
                                .forEachLine(line -> {}))
                .isInstanceOfSatisfying(
                        CommandOutputException.class,
                        much -> {
                            assertThat(much.result().isTruncated()).isTrue();
                            assertThat(much.result().isHeldOpen()).isFalse();
                        })
                .hasMessageContaining("more than was to be kept, and was killed; raise its limit")
                .hasMessageContaining("limit=1048576 bytes");
    }

    @Test
    void X1_linesClosedByAnotherThread_cannotBeReadOn() throws Exception {
        try (Stream<String> lines = sh("echo first; exec sleep 1000").lines()) {
            assertThatThrownBy(() -> lines.forEach(line -> Thread.ofPlatform().start(lines::close)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the lines of a command cannot be read on when their");
        }
    }

    @Test
    void X1_graceOfZero_losesNothingOfTheCommandsOwn() throws Exception {
        Command seq = Command.of("seq", "1", "10000").grace(Duration.ZERO);
        for (int i = 0; i < 20; i++) {
            CommandResult result = seq.run();
            assertThat(result.output().size()).isEqualTo(48_894);
            assertThat(result.out()).endsWith("\n10000\n");
        }
    }

    @Test
    void X1_slowReaderOfLines_getsAllThatWasWritten() throws Exception {
        List<String> seen = new ArrayList<>();
        sh("echo $$; exec seq 1 10000")
                .grace(Duration.ZERO)
                .forEachLine(line -> {
                    if (seen.isEmpty()) {
                        Pid.of(line).awaitDeath(Duration.ofSeconds(20));
                    }
                    seen.add(line);
                });
        assertThat(seen).hasSize(10_001).endsWith("10000");
    }

    // ---- limits ----

    @Test
    void X1_endlessOutput_isStoppedAtTheLimit() {
        assertThatThrownBy(() -> Command.of("yes").limit(1000, Overflow.FAIL).run())
                .isInstanceOfSatisfying(
                        CommandOutputException.class,
                        much -> {
                            assertThat(much.limit()).isEqualTo(1000);
                            assertThat(much.result().output().size()).isEqualTo(1000);
                            assertThat(much.result().isTruncated()).isTrue();
                        });
    }

    @Test
    void X1_truncatedOutput_isItsFirstOrItsLastBytes() throws Exception {
        Command count = Command.of("seq", "1", "100000");
        CommandResult first = count.limit(6, Overflow.KEEP_FIRST).run();
        assertThat(first.out()).isEqualTo("1\n2\n3\n");
        assertThat(first.isTruncated()).isTrue();
        CommandResult last = count.limit(14, Overflow.KEEP_LAST).run();
        assertThat(last.out()).isEqualTo("\n99999\n100000\n".substring(0, 14));
        assertThat(last.isTruncated()).isTrue();
        assertThat(count.limit(588_895, Overflow.KEEP_FIRST).run().isTruncated()).isFalse();
    }

    // ---- ends ----

    @Test
    void X1_endBySignal_isMinusItsNumber() throws Exception {
        CommandResult result = sh("kill -TERM $$").run();
        assertThat(result.exitCode()).hasValue(-15);
        assertThat(result.status()).isEqualTo(ExitStatus.signaled(15));
    }

    @Test
    void X1_orThrow_tellsWhatFailedAndItsLastErrors() throws Exception {
        CommandResult result = sh("echo no such thing >&2; exit 7").run();
        assertThatThrownBy(result::orThrow)
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        failed -> assertThat(failed.result()).isEqualTo(result))
                .hasMessage(
                        "[sh -c echo no such thing >&2; exit 7] the command has failed: pid="
                                + result.endings().getFirst().pid()
                                + ", status=exited(7); its last errors: no such thing");
        CommandResult good = Command.of("true").run();
        assertThat(good.orThrow()).isSameAs(good);
    }

    @Test
    void X1_interruptedRun_killsTheTree() throws Exception {
        Path pid = directory.resolve("pid");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread runner =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                sh("sleep 1000 & echo $! > " + pid + "; wait").run();
                            } catch (Throwable failure) {
                                thrown.set(failure);
                            }
                        });
        Await.until("it runs", () -> Files.exists(pid) && Files.size(pid) > 1);
        runner.interrupt();
        runner.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        Pid.of(Files.readString(pid).strip()).awaitDeath(Duration.ofSeconds(5));
    }

    @Test
    void X1_interruptedThread_startsACommandAndStaysInterrupted() throws Exception {
        Command cat = Command.of("cat");
        Thread.currentThread().interrupt();
        assertThatThrownBy(cat::run).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        try (RunningCommand running = cat.start()) {
            assertThat(Thread.interrupted()).isTrue();
            assertThat(running.communicate("x").out()).isEqualTo("x");
        }
    }

    @Test
    void X1_manyAtOnce_fromVirtualThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        String[] outs = new String[20];
        for (int i = 0; i < outs.length; i++) {
            int mine = i;
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    outs[mine] = Command.of("cat").input("" + mine).run().out();
                                } catch (IOException | InterruptedException failure) {
                                    outs[mine] = failure.toString();
                                }
                            }));
        }
        for (Thread each : threads) {
            each.join();
        }
        assertThat(outs)
                .isEqualTo(
                        IntStream.range(0, 20).mapToObj(Integer::toString).toArray(String[]::new));
    }

    @Test
    void X1_hundredsOfCommands_leaveNoDescriptor() throws Exception {
        Command.of("true").run();
        int before = Pid.of(ProcessHandle.current().pid()).descriptorNumbers().cardinality();
        for (int i = 0; i < 300; i++) {
            Command.of("cat").input("x").run();
        }
        Await.until(
                "the descriptors are back",
                () ->
                        Pid.of(ProcessHandle.current().pid()).descriptorNumbers().cardinality()
                                <= before);
    }

    // ---- bytes ----

    @Test
    void X1_binaryOutput_isKeptAsItIs() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(Command.of("cat").input(all).run().output().bytes()).isEqualTo(all);
    }

    @Test
    void X1_charactersInPieces_areWholeInLines() throws Exception {
        List<String> seen = new ArrayList<>();
        char[] many = new char[50_000];
        Arrays.fill(many, 'ü');
        String line = "x" + new String(many);
        Command.of("cat").input(line + "\n🎉").forEachLine(seen::add);
        assertThat(seen).containsExactly(line, "🎉");
    }
}
