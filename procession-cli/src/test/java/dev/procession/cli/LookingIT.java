package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.desk.ProcessSight;
import dev.procession.internal.launch.Sessions;
import dev.procession.subprocess.Command;
import dev.procession.subprocess.RunningCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Row P11: a program is looked at, dumped and killed, by commands in this JVM, and in processes of
 * their own where that makes a difference. All tests look at one program, which the last ones hurt.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LookingIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String LEAVES_SCREEN = "\u001b[?1049l";

    private static Path directory = Path.of("");
    private static @Nullable String placeBefore;
    private static @Nullable Process program;

    /** What a command said. */
    private record Said(int status, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        var ours = PosixFilePermissions.fromString("rwx------");
        directory =
                Files.createTempDirectory(
                        Path.of("/tmp"), "plook", PosixFilePermissions.asFileAttribute(ours));
        // Has a session where it has always been: what is below the directory goes with this class.
        Command.of("true").run();
        placeBefore = System.setProperty("procession.directory", directory.toString());
        program = new ProcessBuilder(java(Watched.class)).redirectErrorStream(true).start();
        assertThat(program.inputReader().readLine()).startsWith("up ");
        assertThat(CommandProcess.holdsWithin(LONG, LookingIT::isUp)).isTrue();
    }

    @AfterAll
    static void end() throws Exception {
        if (placeBefore == null) {
            System.clearProperty("procession.directory");
        } else {
            System.setProperty("procession.directory", placeBefore);
        }
        var started = program;
        if (started != null) {
            started.destroyForcibly().waitFor();
        }
        try (var left = Files.walk(directory)) {
            for (var each : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Dprocession.directory=" + directory);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private static Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var status =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Said(status, out.toString(), err.toString());
    }

    private static Said runAlone(String... arguments) throws Exception {
        var result = Command.of(java(Main.class, arguments)).timeout(LONG).run();
        return new Said(result.exitCode().orElseThrow(), result.out(), result.err());
    }

    /** Tells whether its desk is open and all of it is there. */
    private static boolean isUp() {
        var rows = look().rows();
        return rows.stream().anyMatch(row -> row.state().equals("busy"))
                && rows.stream().filter(row -> row.name().equals("sleep")).count() == 2;
    }

    private static Seen look() {
        try {
            return Looking.look();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static Seen.Row row(String name) {
        return look().rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + look().rows()));
    }

    @Test
    @Order(0)
    void P11_processThatMakesACache_isNoProgramOfTheUser() throws Exception {
        var command = java(Watched.class);
        command.add(1, "-Dprocession.cache.maker=true");
        var maker = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            assertThat(maker.inputReader().readLine()).startsWith("up ");
            assertThat(Sessions.all()).anyMatch(each -> each.root() == maker.pid());
            assertThat(Looking.look().sessions())
                    .hasSize(1)
                    .noneMatch(each -> each.root() == maker.pid());
        } finally {
            maker.destroyForcibly().waitFor();
        }
    }

    @Test
    @Order(1)
    void P11_ps_showsProcessesPoolsAndQueues() throws Exception {
        var said = runAlone("ps", "--tree");
        assertThat(said.status()).isZero();
        assertThat(said.err()).isEmpty();
        var lines = said.lines();
        assertThat(lines.getFirst())
                .matches(" *PID +PPID +NAME +ROLE +STATE +AGE +CPU +MEM +DONE +WHAT");
        assertThat(lines).anyMatch(line -> line.matches(".* MainProcess +main +runs .*Watched"));
        assertThat(lines)
                .anyMatch(line ->
                        line.matches(
                                ".*   render-[12] +worker +busy +[0-9.:]+s? +0:[0-9]{2} +[0-9]+M"
                                        + " +[0-2] task [0-9]+: chapter 7"));
        assertThat(lines).anyMatch(line -> line.matches(".*   render-[12] +worker +idle .*"));
        assertThat(lines).anyMatch(line -> line.matches(".*   Manager-1 +manager +runs .*"));
        assertThat(lines).anyMatch(line -> line.matches(".*   holder +process +runs .*"));
        assertThat(lines)
                .anyMatch(line -> line.matches(".*     sleep +command +runs .* sleep 1000"));
        assertThat(lines).contains("pool render: 1 of 2 busy, 0 wait, 2 done");
        assertThat(lines)
                .anyMatch(line -> line.matches("queue of MainProcess .*: 3 of 10 elements"));
    }

    @Test
    @Order(2)
    void P11_psAsJson_hasTheSame() {
        var holder = row("holder");
        var said = run("ps", "--json");
        assertThat(said.status()).isZero();
        assertThat(said.lines()).hasSize(1);
        assertThat(said.out())
                .startsWith("{\"sessions\":[{\"root\":" + holder.os().parent() + ",")
                .contains(
                        "{\"pid\":"
                                + holder.pid()
                                + ",\"parent\":"
                                + holder.os().parent()
                                + ",\"name\":\"holder\",\"role\":\"process\",\"pool\":\"\","
                                + "\"state\":\"runs\",\"what\":\"\",\"ageSeconds\":null,")
                .containsPattern("\"state\":\"busy\",\"what\":\"[^\"]+\",\"ageSeconds\":[0-9.]+,")
                .contains(
                        "\"pools\":[{\"name\":\"render\",\"owner\":"
                                + holder.os().parent()
                                + ",\"workers\":2,\"busy\":1,\"waitingTasks\":0,\"tasksDone\":2,"
                                + "\"workersLost\":0}]")
                .contains(
                        "\"queues\":[{\"kind\":\"queue\",\"madeBy\":"
                                + holder.os().parent()
                                + ",\"length\":3,\"capacity\":10,\"completed\":false}]");
    }

    @Test
    @Order(3)
    void P11_dump_showsStacksAndLocks() throws Exception {
        var said = runAlone("dump", "holder");
        assertThat(said.err()).isEmpty();
        assertThat(said.status()).isZero();
        assertThat(said.out())
                .containsSubsequence(
                        "locks between processes:",
                        "\"main\" has ledger",
                        "deadlocks of its session: none",
                        "stacks, by jcmd:",
                        "Watched.holdAndSleep(Watched.java");
    }

    @Test
    @Order(4)
    void P11_top_atATerminal_isSteeredByKeys_andRestoresIt() throws Exception {
        try (var top = top()) {
            top.expect("render-1", LONG);
            top.send("s");
            top.expect("by cpu", LONG);
            top.send("/holder\r");
            top.expect("only: holder", LONG);
            top.send("d");
            top.expect("locks between processes:", LONG);
            top.send("qq");
            assertThat(top.expectEnd(LONG)).contains(LEAVES_SCREEN, "restored 0");
        }
    }

    @Test
    @Order(5)
    void P11_top_stoppedByCtrlC_restoresTheTerminal() throws Exception {
        try (var top = top()) {
            top.expect("render-1", LONG);
            top.send("\003");
            assertThat(top.expectEnd(LONG)).contains(LEAVES_SCREEN, "restored 130");
        }
    }

    /** At a terminal of 60 columns; says in the end whether that echoes and edits lines again. */
    private static RunningCommand top() throws IOException {
        var words = String.join(" ", java(Main.class, "top", "--interval", "300ms"));
        var script =
                "trap : INT; before=$(stty -g); "
                        + words
                        + "; status=$?; [ \"$(stty -g)\" = \"$before\" ] && echo restored $status";
        return Command.of("/bin/sh", "-c", script)
                .environment("TERM", "xterm")
                .terminal(60, 16)
                .start();
    }

    @Test
    @Order(6)
    void P11_top_withoutATerminal_printsLists() {
        var said = run("top", "--count", "1", "--interval", "200ms", "--sort", "name");
        assertThat(said.status()).isZero();
        assertThat(said.lines().get(1))
                .matches(" *PID +NAME +ROLE +STATE +AGE +CPU% +MEM +DONE +WHAT");
        assertThat(said.lines())
                .anyMatch(line -> line.matches(".*busy .*task [0-9]+: chapter 7"))
                .contains("pool render: 1 of 2 busy, 0 wait, 2 done");
    }

    @Test
    @Order(7)
    void P11_doctor_saysWhatFollows() {
        var said = run("doctor");
        assertThat(said.status()).isZero();
        assertThat(said.lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("(ok|limited|missing) +.*"))
                .anyMatch(line -> line.matches("limited +session place .*: not in memory.*"));
        assertThat(run("doctor", "--json").out()).startsWith("{\"checks\":[{\"what\":\"java\",");
    }

    /** Who mistypes the place of the sessions does not hear that nothing runs. */
    @ParameterizedTest
    @Order(7)
    @CsvSource({"ps,none", "ps --json,none", "top -n 1,a-file", "kill x,none", "dump x,a-file"})
    void P11_placeThatIsNone_isOneLine(String words, String name) throws Exception {
        var place = directory.resolve(name);
        if (name.equals("a-file")) {
            Files.write(place, new byte[0]);
        }
        System.setProperty("procession.directory", place.toString());
        try {
            var said = run(words.split(" "));
            assertThat(said.status()).isEqualTo(1);
            assertThat(said.out()).isEmpty();
            assertThat(said.err())
                    .isEqualToIgnoringNewLines(
                            "procession "
                                    + words.split(" ")[0]
                                    + ": -Dprocession.directory must be a directory that is there,"
                                    + " since programs have their sessions in it; name the one that"
                                    + " they run with: procession.directory="
                                    + place);
        } finally {
            System.setProperty("procession.directory", directory.toString());
        }
    }

    @Test
    @Order(8)
    void P11_kill_refusesWhatIsNotOneProcess() {
        var several = run("kill", "sleep");
        assertThat(several.status()).isEqualTo(2);
        assertThat(several.err())
                .startsWith(
                        "procession kill: several processes have this name, so nothing was done;"
                                + " name one by its pid: ")
                .contains("(command, sleep 1000)");
        var nobody = run("kill", "holdr");
        assertThat(nobody.status()).isEqualTo(2);
        assertThat(nobody.err()).contains("no process of your programs has this name: holdr");
        var other = run("kill", Long.toString(ProcessHandle.current().pid()));
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("no process of your programs has this pid");
        assertThat(look().rows()).filteredOn(row -> row.name().equals("sleep")).hasSize(2);
    }

    @Test
    @Order(9)
    void P11_stoppedProgram_isShown_andHoldsNobodyUp() {
        var root = row("MainProcess");
        assertThat(run("kill", "--signal", "STOP", "MainProcess").out())
                .isEqualTo(root.describe() + ": signal sent\n");
        try {
            assertThat(CommandProcess.holdsWithin(LONG, () -> isStopped(root.pid()))).isTrue();
            var said = run("ps");
            assertThat(said.status()).isZero();
            assertThat(said.lines())
                    .anyMatch(line -> line.matches(".* main +stopped .*does not answer; .*Watched"))
                    .anyMatch(line ->
                            line.matches(".* render-[12] +child +runs .*not told of by its parent"))
                    .anyMatch(line ->
                            line.matches(".* holder +child +runs .*not told of by its parent"))
                    .anyMatch(line -> line.endsWith(": 3 of 10 elements"));
        } finally {
            assertThat(run("kill", "--signal", "CONT", Long.toString(root.pid())).status())
                    .isZero();
        }
        assertThat(CommandProcess.holdsWithin(LONG, () -> row("MainProcess").note().isEmpty()))
                .isTrue();
    }

    private static boolean isStopped(long pid) {
        return ProcessSight.of(pid).orElseThrow().isStopped();
    }

    @Test
    @Order(10)
    void P11_kill_endsATree_andSaysSo() {
        var holder = row("holder");
        var said = run("kill", "--tree", "holder");
        assertThat(said.status()).isZero();
        assertThat(said.lines())
                .hasSize(3)
                .allMatch(line -> line.matches(".*: (ended by SIGTERM|had ended)"))
                .anyMatch(line -> line.startsWith(holder.describe() + ": ended by SIGTERM"));
        assertThat(look().rows()).noneMatch(row -> row.name().equals("sleep"));
    }

    @Test
    @Order(11)
    void P11_kill_ofAStuckWorker_costsItsTask_andThePoolGoesOn() {
        var stuck =
                look().rows().stream()
                        .filter(row -> row.state().equals("busy"))
                        .findFirst()
                        .orElseThrow();
        assertThat(run("kill", "--grace", "100ms", stuck.name()).status()).isZero();
        var isReplaced =
                CommandProcess.holdsWithin(
                        LONG,
                        () -> look().sessions().getFirst().pools().getFirst().told().lost() == 1);
        assertThat(isReplaced).isTrue();
    }
}
