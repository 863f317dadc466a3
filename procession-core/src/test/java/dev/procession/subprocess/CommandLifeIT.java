package dev.procession.subprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.CommandResult;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows X1 and P8: outside commands do not outlive who has started them, and need little. */
class CommandLifeIT {

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir Path directory;

    /** A program whose first argument says what it does. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "starts" -> start(Command.of("sleep", "1000"));
                case "starts-tree" ->
                        start(Command.of("sh", "-c", "trap '' TERM; sleep 1000; sleep 1000"));
                case "starts-terminal" -> start(Command.of("sleep", "1000").terminal());
                case "starts-session" -> startSession();
                case "worker" -> JavaProcess.start(Program::work).join();
                case "worker-terminal" -> JavaProcess.start(Program::workAtTerminals).join();
                case "cat" -> cat(arguments[1]);
                case "terminal" -> terminal();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }

        private static void start(Command command) throws IOException {
            RunningCommand running = command.start();
            System.out.println("command " + running.pid());
            if (System.in.read() == 'x') {
                System.exit(3);
            }
        }

        /** Its session has one whose own parent has gone, so that it is no descendant. */
        private static void startSession() throws Exception {
            Command session =
                    Command.of("sh", "-c", "sh -c 'sleep 1000 & echo $!'; exec sleep 1000");
            RunningCommand running = session.newSession().start();
            System.out.println("orphan " + running.readLine(Duration.ofSeconds(20)));
            System.out.println("command " + running.pid());
            if (System.in.read() == 'x') {
                System.exit(3);
            }
        }

        private static void work() throws IOException, InterruptedException {
            RunningCommand running = Command.of("sleep", "1000").start();
            System.out.println("worker " + ProcessHandle.current().pid());
            System.out.println("command " + running.pid());
            running.join();
        }

        private static void workAtTerminals() throws IOException, InterruptedException {
            Command command = Command.of("sh", "-c", "echo mine > /dev/tty").terminal();
            for (int i = 0; i < 3; i++) {
                System.out.println("wrote " + command.run().orThrow().out().strip());
            }
            CommandResult own = Command.of("sh", "-c", ": < /dev/tty").run();
            System.out.println("own terminal " + own.isSuccess());
        }

        private static void cat(String program) throws Exception {
            CommandResult result = Command.of(program).input("a\nb\n").run();
            System.out.println("status " + result.status() + " " + result.out().length());
            List<String> lines = new ArrayList<>();
            Command.of(program).input("1\n2\n").forEachLine(lines::add);
            System.out.println("lines " + lines);
            try (RunningCommand talk = Command.of(program).start()) {
                talk.sendLine("hello");
                System.out.println("said " + talk.readLine(Duration.ofSeconds(20)));
            }
        }

        private static void terminal() throws IOException, InterruptedException {
            try {
                Command.of("true").terminal().run();
            } catch (UnsupportedOperationException refused) {
                System.out.println("refused " + refused.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"starts", "starts-tree", "starts-terminal"})
    void X1_shutdownOfTheJvm_endsItsCommands(String what) {
        try (Victim program = Victim.start(Program.class, List.of(what), List.of())) {
            Pid command = Pid.of(program.line("command "));
            program.send("x");
            assertThat(program.awaitEnd()).isEqualTo(3);
            assertThat(command.isAlive()).isFalse();
            program.awaitNoSurvivors(SOON);
        }
    }

    @Test
    void X1_shutdownOfTheJvm_endsTheWholeSessionOfACommand() {
        try (Victim program = Victim.start(Program.class, List.of("starts-session"), List.of())) {
            Pid orphan = Pid.of(program.line("orphan "));
            Pid command = Pid.of(program.line("command "));
            assertThat(orphan.group()).isEqualTo(command.group());
            program.send("x");
            assertThat(program.awaitEnd()).isEqualTo(3);
            assertThat(command.isAlive()).isFalse();
            orphan.awaitDeath(SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"starts", "starts-terminal"})
    void X1_killedJvm_takesItsCommandsAlong(String what) {
        try (Victim program = Victim.start(Program.class, List.of(what), List.of())) {
            Pid command = Pid.of(program.line("command "));
            Await.until("it is what was asked for", () -> command.commandLine().startsWith("sl"));
            program.pid().signal("KILL");
            command.awaitDeath(SOON);
        }
    }

    @Test
    void X1_killedWorker_takesItsCommandsAlong() {
        try (Victim program = Victim.start(Program.class, List.of("worker"), List.of())) {
            Pid worker = Pid.of(program.line("worker "));
            Pid command = Pid.of(program.line("command "));
            assertThat(command.group()).isEqualTo(worker.group());
            worker.signal("KILL");
            command.awaitDeath(SOON);
        }
    }

    @Test
    void X2_workerThatGivesTerminals_getsNoneItself() {
        try (Victim program = Victim.start(Program.class, List.of("worker-terminal"), List.of())) {
            for (int i = 0; i < 3; i++) {
                assertThat(program.line("wrote ")).isEqualTo("mine");
            }
            assertThat(program.line("own terminal ")).isEqualTo("false");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void X1_systemWithoutNamedPipes_runsCommandsAllTheSame() throws Exception {
        Path cat = Files.writeString(directory.resolve("cat"), "#!/bin/sh\nexec /bin/cat\n");
        assertThat(cat.toFile().setExecutable(true)).isTrue();
        try (Victim program =
                Victim.startWith(Map.of("PATH", directory.toString()), CatProgram.class)) {
            assertThat(program.line("status ")).isEqualTo("exited(0) 4");
            assertThat(program.line("lines ")).isEqualTo("[1, 2]");
            assertThat(program.line("said ")).isEqualTo("hello");
            for (int i = 0; i < CatProgram.TIMES; i++) {
                assertThat(program.line("without grace ")).isEqualTo("" + CatProgram.MUCH);
            }
            assertThat(program.awaitEnd()).isZero();
            assertThat(String.join("\n", program.errors())).contains("no named pipes can be made");
        }
    }

    /** {@link Program} with the arguments for this. */
    static final class CatProgram {
        static final int TIMES = 20;
        static final int MUCH = 200_000;

        private CatProgram() {}

        public static void main(String[] none) throws Exception {
            Program.main(new String[] {"cat", "cat"});
            for (int i = 0; i < TIMES; i++) {
                CommandResult all =
                        Command.of("cat").input(new byte[MUCH]).grace(Duration.ZERO).run();
                System.out.println("without grace " + all.output().size());
            }
        }
    }

    /** Runs out of descriptors, and has them again. */
    static final class FewProgram {
        private static final int LEFT = 4;

        public static void main(String[] none) throws Exception {
            Command.of("true").run();
            List<FileInputStream> all = new ArrayList<>();
            try {
                while (true) {
                    all.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException noneLeft) {
                for (int i = 0; i < LEFT; i++) {
                    all.removeLast().close();
                }
            }
            try {
                System.out.println("few " + Command.of("true").run());
            } catch (IOException refused) {
                System.out.println("few " + refused.getMessage());
            }
            for (FileInputStream each : all) {
                each.close();
            }
            System.out.println("enough " + Command.of("true").run().status());
        }
    }

    @Test
    void X1_tooFewDescriptors_areNamed_andNotTakenForAnotherReason() {
        List<String> limited = List.of("sh", "-c", "ulimit -n 128; exec \"$@\"", "sh");
        try (Victim program = Victim.startBehind(limited, FewProgram.class, List.of(), List.of())) {
            assertThat(program.line("few "))
                    .contains("the limit of open files of this process is reached: limit=128")
                    .endsWith("raise it by ulimit -n");
            assertThat(program.line("enough ")).isEqualTo("exited(0)");
            program.awaitEnd();
            assertThat(program.errors()).noneMatch(line -> line.contains("named pipes"));
        }
    }

    @Test
    void X1_jvmWithoutNativeAccess_runsCommandsWithoutAWarning() {
        try (Victim program = denied("cat", "cat")) {
            assertThat(program.line("said ")).isEqualTo("hello");
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void X2_terminalWithoutNativeAccess_isRefused() {
        try (Victim program = denied("terminal")) {
            assertThat(program.line("refused "))
                    .startsWith("a terminal needs Linux on x86-64 or aarch64, and native access:")
                    .contains("--enable-native-access=ALL-UNNAMED, or do without terminal()");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    private static Victim denied(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--illegal-native-access=deny");
        command.add("-Dprocession.directory=" + Victim.BASE);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Program.class.getName());
        command.addAll(List.of(arguments));
        return Victim.startCommand(command);
    }
}
