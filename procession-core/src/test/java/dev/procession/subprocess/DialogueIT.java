package dev.procession.subprocess;

import static dev.procession.subprocess.CommandIT.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CommandOutputException;
import dev.procession.CommandResult;
import dev.procession.CommandTimeoutException;
import dev.procession.ExitStatus;
import dev.procession.connection.Connections;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Row X2: talking with a program. */
class DialogueIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(20));

    /** Asks for a name and a number until it is told to stop; by prompts without line ends. */
    private static final String ASKING =
            "while printf 'name? ' && read name && [ $name != q ]; do"
                    + " printf 'age? '; read age; echo \"$name is $age\"; done; echo bye";

    @Test
    void X2_promptsByText_areAnsweredOneByOne() throws Exception {
        try (RunningCommand talk = sh(ASKING).start()) {
            talk.expect("name? ", LONG);
            talk.sendLine("Zoë");
            assertThat(talk.expect("age? ", LONG).before()).isEmpty();
            talk.sendLine("7");
            Reply reply =
                    talk.expect(
                            Pattern.compile(
                                    "(\\w+) is ([0-9]+)\n", Pattern.UNICODE_CHARACTER_CLASS),
                            LONG);
            assertThat(reply.groups()).containsExactly("Zoë", "7");
            assertThat(reply.before()).isEmpty();
            talk.sendLine("q");
            CommandResult result = talk.communicate("");
            assertThat(result.out()).as("what was not taken").isEqualTo("name? bye\n");
            assertThat(talk.exitCode()).hasValue(0);
        }
    }

    @Test
    void X2_calculator_answersLineByLine() throws Exception {
        try (RunningCommand sum = sh("while read a b; do echo $((a + b)); done").start()) {
            for (int i = 0; i < 100; i++) {
                sum.sendLine(i + " " + i);
                assertThat(sum.readLine(LONG)).isEqualTo(Integer.toString(2 * i));
            }
            sum.closeInput();
            assertThat(sum.expectEnd(LONG)).isEmpty();
            assertThatThrownBy(() -> sum.sendLine("1 1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nothing can be sent");
        }
    }

    @Test
    void X2_promptThatDoesNotCome_takesNothing() throws Exception {
        try (RunningCommand talk = sh("printf 'login: '; read x; echo $x").start()) {
            talk.expect("log", LONG);
            assertThatThrownBy(() -> talk.expect("password", Duration.ofMillis(50)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("timeout=50 ms, expected=password, unread=\"");
            talk.expect("in: ", LONG);
            talk.sendLine("me");
            assertThat(talk.readLine(LONG)).isEqualTo("me");
        }
    }

    @Test
    void X2_endInsteadOfAPrompt_isTold() throws Exception {
        try (RunningCommand talk = sh("printf 'sorry'").start()) {
            assertThatThrownBy(() -> talk.expect("password", LONG))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("expected=password, unread=\"sorry\"");
            assertThat(talk.readLine(LONG)).isEqualTo("sorry");
            assertThatThrownBy(() -> talk.readLine(LONG)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void X2_readingManyLines_afterMuchHasCome() throws Exception {
        try (RunningCommand much = Command.of("seq", "1", "100000").start()) {
            much.join();
            for (int i = 1; i <= 50_000; i++) {
                assertThat(much.readLine(LONG)).isEqualTo(Integer.toString(i));
            }
            assertThat(much.result().out()).startsWith("50001\n").endsWith("\n100000\n");
        }
    }

    @Test
    void X2_wideCharactersInPieces_areTakenWhole() throws Exception {
        try (RunningCommand cat = Command.of("cat").start()) {
            byte[] bytes = "prü🎉 > x".getBytes(StandardCharsets.UTF_8);
            for (byte each : bytes) {
                cat.send(new byte[] {each});
                assertThat(cat.isAlive()).isTrue();
            }
            assertThat(cat.expect(Pattern.compile(". > "), LONG).before()).isEqualTo("prü");
            assertThat(cat.communicate("y").out()).isEqualTo("xy");
        }
    }

    @Test
    void X2_close_killsAndReaps() throws Exception {
        RunningCommand sleeper = sh("sleep 1000 & echo $!; wait").start();
        Pid below = Pid.of(sleeper.readLine(LONG));
        Pid self = Pid.of(sleeper.pid());
        sleeper.close();
        self.awaitDeath(Duration.ZERO);
        below.awaitDeath(Duration.ofSeconds(5));
        assertThat(sleeper.exitStatus()).isEqualTo(ExitStatus.signaled(9));
        assertThat(sleeper.exitCode()).hasValue(-9);
        assertThat(sleeper.result().exitCode()).hasValue(-9);
        sleeper.close();
    }

    @Test
    void X2_close_doesNotWaitForWhoHoldsThePipe() throws Exception {
        RunningCommand shell = sh("sleep 1000 & echo $!").grace(Duration.ofHours(1)).start();
        Pid sleeper = Pid.of(shell.readLine(LONG));
        try {
            Await.until("the shell has ended", () -> !shell.isAlive());
            assertThat(shell.isReady()).isFalse();
            shell.close();
            assertThat(shell.isReady()).isTrue();
        } finally {
            sleeper.signal("KILL");
        }
    }

    @Test
    void X2_signals_reachTheProgramOrItsTree() throws Exception {
        try (RunningCommand polite = sh("trap 'echo bye; exit 3' TERM; echo up; read x").start()) {
            polite.expect("up\n", LONG);
            polite.terminate();
            polite.join();
            assertThat(polite.result().out()).isEqualTo("bye\n");
            assertThat(polite.exitCode()).hasValue(3);
        }
        try (RunningCommand killed = Command.of("cat").start()) {
            assertThat(killed.exitCode()).isEmpty();
            assertThat(killed.exitStatus()).isEqualTo(ExitStatus.running());
            assertThatThrownBy(killed::result).isInstanceOf(IllegalStateException.class);
            killed.kill();
            killed.join();
            assertThat(killed.exitCode()).hasValue(-9);
        }
        try (RunningCommand tree = sh("cat; echo never").start()) {
            tree.terminateTree();
            tree.join();
            assertThat(tree.exitCode()).hasValue(-15);
        }
    }

    @Test
    void X2_timeLimitDuringADialogue_isTold() throws Exception {
        try (RunningCommand mute =
                Command.of("cat").timeout(Await.scaled(Duration.ofMillis(300))).start()) {
            assertThatThrownBy(() -> mute.expect("hello", LONG))
                    .isInstanceOf(CommandTimeoutException.class);
            assertThatThrownBy(mute::result).isInstanceOf(CommandTimeoutException.class);
        }
    }

    @Test
    void X2_floodInsteadOfAPrompt_isStopped() throws Exception {
        try (RunningCommand flood = Command.of("yes").limit(10_000, Overflow.FAIL).start()) {
            assertThatThrownBy(() -> flood.expect("prompt", LONG))
                    .isInstanceOf(CommandOutputException.class);
        }
        try (RunningCommand flood = Command.of("yes").limit(10_000, Overflow.KEEP_LAST).start()) {
            assertThatThrownBy(() -> flood.expect("prompt", Duration.ofMillis(300)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(flood.expect("y\ny", LONG).match()).isEqualTo("y\ny");
        }
    }

    @Test
    void X2_runningCommand_isWaitedForTogetherWithOthers() throws Exception {
        try (RunningCommand one = Command.of("cat").start();
                RunningCommand other = Command.of("cat").start()) {
            other.closeInput();
            assertThat(Connections.await(LONG, List.of(one, other))).containsExactly(other);
        }
    }

    @Test
    void X2_givenInput_leavesNothingToSend() throws Exception {
        try (RunningCommand cat = Command.of("cat").input("x").start()) {
            assertThatThrownBy(() -> cat.send("y"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("whose input was given");
            cat.join();
            assertThat(cat.result().out()).isEqualTo("x");
        }
    }

    @Test
    void X2_senderToWhoDoesNotRead_isFreedByTheEnd() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (RunningCommand deaf = Command.of("sleep", "1000").start()) {
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    deaf.send(new byte[1 << 20]);
                                } catch (Throwable failure) {
                                    thrown.set(failure);
                                }
                            });
            Await.until("it has begun to write", () -> isWriting(sender));
            deaf.kill();
            sender.join();
            assertThat(thrown.get()).isInstanceOf(IOException.class);
        }
    }

    private static boolean isWriting(Thread sender) {
        return Arrays.stream(sender.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("write"));
    }

    // ---- a terminal ----

    @Test
    void X2_terminal_isOneForTheProgram() throws Exception {
        CommandResult size =
                sh("tty -s && stty size; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo all")
                        .terminal(132, 50)
                        .run();
        assertThat(size.out()).isEqualTo("50 132\nall\n");
        assertThat(sh("tty -s").run().isSuccess()).isFalse();
        assertThat(sh("echo x > /dev/tty").terminal().run().out()).isEqualTo("x\n");
    }

    @Test
    void X2_promptAtTheTerminal_isAnswered() throws Exception {
        String script =
                "stty -echo; printf 'password: ' > /dev/tty; read x < /dev/tty; echo got $x";
        try (RunningCommand login = sh(script).terminal().start()) {
            login.expect("password: ", LONG);
            login.sendLine("geheim");
            assertThat(login.readLine(LONG)).isEqualTo("got geheim");
            login.join();
            assertThat(login.exitCode()).hasValue(0);
        }
    }

    @Test
    void X2_endOfInputAtTheTerminal_isTyped() throws Exception {
        assertThat(Command.of("cat").terminal().input("a\nb\n").run().out()).isEqualTo("a\nb\n");
        assertThat(Command.of("cat").terminal().run().out()).isEmpty();
        try (RunningCommand cat = Command.of("cat").terminal().start()) {
            cat.sendLine("typed");
            assertThat(cat.readLine(LONG)).isEqualTo("typed");
            cat.closeInput();
            cat.join();
            assertThat(cat.exitCode()).hasValue(0);
        }
    }

    @Test
    void X2_interactiveShell_promptsOnlyAtATerminal() throws Exception {
        Command shell = Command.of("sh", "-i").environment("PS1", "ready> ");
        try (RunningCommand talk = shell.terminal().start()) {
            talk.expect("ready> ", LONG);
            talk.sendLine("echo $((6 * 7))");
            assertThat(talk.expect("ready> ", LONG).before()).contains("42");
            talk.sendLine("exit 5");
            talk.join();
            assertThat(talk.exitCode()).hasValue(5);
        }
    }

    @Test
    void X2_terminalThatIsClosed_hangsUp() throws Exception {
        RunningCommand sleeper = sh("sleep 1000 & echo $!; wait").terminal().start();
        Pid below = Pid.of(sleeper.readLine(LONG));
        sleeper.close();
        below.awaitDeath(Duration.ofSeconds(5));
    }

    @Test
    void X2_muchAtTheTerminalBothWays_getsThrough() throws Exception {
        String script = "stty raw -echo; echo go; head -c 1000000 | cksum";
        byte[] much = new byte[1_000_000];
        Arrays.fill(much, (byte) 'x');
        String sum = Command.of("cksum").input(much).run().out();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (RunningCommand raw = sh(script).terminal().start()) {
            raw.expect("go\n", LONG);
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    raw.send(much);
                                } catch (Throwable failure) {
                                    thrown.set(failure);
                                }
                            });
            assertThat(raw.readLine(LONG)).isEqualTo(sum.strip());
            sender.join();
            assertThat(thrown.get()).isNull();
        }
    }

    @Test
    void X2_terminalAndRedirection_excludeEachOther() {
        assertThatThrownBy(() -> Command.of("cat").output(Output.discarded()).terminal().run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("redirect none of them");
        assertThatThrownBy(() -> Command.of("cat").terminal(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns=0, rows=1");
    }
}
