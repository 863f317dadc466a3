package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Await;
import dev.procession.testing.Ending;
import dev.procession.testing.Lifelines;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row P8, faults F10 and F12: however a parent ends, none of its children survives. */
class OrphanIT {

    private static final Duration BOUND = Duration.ofSeconds(1);

    /** A child that starts must still boot, a whole JVM, and look for its parent by itself. */
    private static final Duration BOUND_OF_A_START = Duration.ofSeconds(10);

    @TempDir Path folder;

    /** A parent with one daemon child, that ends the way it is told to. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            ProcessOptions options =
                    ProcessOptions.defaults().withDaemon(true).withOutput(OutputMode.INHERITED);
            for (String each : arguments) {
                JavaProcess child = JavaProcess.start(options, Child::run, each);
                System.out.println("child " + child.pid());
            }
            Ending.awaitOrder();
        }
    }

    /** What the child does. */
    static final class Child {
        static volatile long count;

        private Child() {}

        static void run(String what) throws Exception {
            switch (what) {
                case "idle" -> Children.hang();
                case "busy" -> {
                    while (true) {
                        count++;
                    }
                }
                case "command" -> command("sleep", "1000").waitFor();
                case "commands" -> {
                    while (true) {
                        command("sleep", "1000").waitFor();
                    }
                }
                case "ending" -> {
                    Runtime.getRuntime()
                            .addShutdownHook(
                                    new Thread(() -> {
                                        System.out.println("ending");
                                        Children.hang();
                                    }));
                    System.exit(0);
                }
                case "interrupter" -> {
                    Thread.getAllStackTraces().keySet().forEach(Thread::interrupt);
                    Children.hang();
                }
                case "deaf" -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(Children::hang));
                    System.out.println("deaf");
                    Children.hang();
                }
                case "setsid" -> {
                    command("setsid", "--fork", "sleep", "1000");
                    Children.hang();
                }
                case String other -> throw new IllegalArgumentException(other);
            }
        }

        static Process command(String... words) throws IOException {
            Process process = new ProcessBuilder(words).start();
            System.out.println("command " + process.pid());
            return process;
        }
    }

    /** Starts a parent with a child for each way to be busy; returns when all are armed. */
    private static Victim parent(String... children) {
        return parent(List.of(Lifelines.SOON), children);
    }

    private static Victim parent(List<String> jvmOptions, String... children) {
        Victim parent = Victim.start(Parent.class, List.of(children), jvmOptions);
        try {
            for (Pid child : parent.awaitPids("child ", children.length)) {
                Await.until(child + " is armed", child::isArmed);
            }
            return parent;
        } catch (Throwable failure) {
            parent.close();
            throw failure;
        }
    }

    @ParameterizedTest
    @EnumSource
    void P8_F10_parentEnds_noChildSurvives(Ending ending) {
        try (Victim parent = parent("idle", "busy", "command")) {
            List<Pid> all = new ArrayList<>(parent.awaitPids("child ", 3));
            all.addAll(parent.awaitPids("command ", 1));
            assertThat(all).allMatch(Pid::isAlive);
            ending.of(parent);
            parent.awaitNoSurvivors(BOUND);
            all.forEach(each -> each.awaitDeath(BOUND));
        }
    }

    /** Each would take the whole grace, one after the other far more than {@link Ending} allows. */
    @Test
    void F10_parentOfManyThatIgnoreSigterm_endsWithinOneGrace() {
        try (Victim parent = parent("deaf", "deaf", "deaf", "deaf")) {
            Await.until(
                    "all are deaf",
                    () -> parent.output().stream().filter("deaf"::equals).count() == 4);
            Ending.EXIT.of(parent);
            parent.awaitNoSurvivors(BOUND);
        }
    }

    /**
     * A parent whose memory takes the kernel a while to release, with children that run commands.
     */
    static final class LargeParent {
        private static byte @Nullable [][] memory;

        public static void main(String[] arguments) throws Exception {
            memory = new byte[300][];
            for (int i = 0; i < memory.length; i++) {
                memory[i] = new byte[1 << 20];
                Arrays.fill(memory[i], (byte) i);
            }
            try (var pool = ProcessPool.of(2)) {
                for (int i = 0; i < 2; i++) {
                    pool.run(() -> Child.run("command"));
                }
                System.in.read();
                Runtime.getRuntime().halt(memory.length);
            }
        }
    }

    /**
     * The parent's threads die before its descriptors are closed. A child that the kernel killed
     * for the former could not be killed with its whole group for the latter: its commands
     * survived.
     */
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "halt"})
    void F10_F12_largeParentEnds_noCommandSurvives(String end) {
        for (int round = 0; round < 3; round++) {
            try (Victim parent =
                    Victim.start(
                            LargeParent.class,
                            List.of(),
                            List.of(
                                    "-Xms512m",
                                    Lifelines.SOON,
                                    "-Dprocession.fault=child.armed:mark="
                                            + folder.resolve("armed-" + round)))) {
                Pid first = Pid.of(parent.line("command "));
                Pid second = Pid.of(parent.line("command "));
                Path mark = folder.resolve("armed-" + round + ".reached");
                Await.until("a lifeline is armed", () -> Files.exists(mark));
                if (end.equals("KILL")) {
                    parent.pid().signal("KILL");
                } else {
                    parent.send("end");
                }
                parent.pid().awaitDeath(Duration.ofSeconds(5));
                parent.awaitNoSurvivors(BOUND);
                first.awaitDeath(BOUND);
                second.awaitDeath(BOUND);
            }
        }
    }

    @Test
    void F10_parentKilledBeforeItsFirstMessage_noChildSurvives() {
        try (Victim parent =
                Victim.start(
                        Parent.class,
                        List.of("busy"),
                        List.of("-Dprocession.fault=parent.started:kill"))) {
            parent.pid().awaitDeath(Duration.ofSeconds(10));
            parent.awaitNoSurvivors(BOUND_OF_A_START);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"child.boot", "child.told", "child.arm"})
    void F10_parentKilledBetweenForkAndArming_noChildSurvives(String place) throws Exception {
        Path go = folder.resolve("go");
        try (Victim parent =
                Victim.start(
                        Parent.class,
                        List.of("busy"),
                        List.of("-Dprocession.fault=" + place + ":wait=" + go))) {
            Pid child = Pid.of(parent.line("child "));
            Await.until(
                    "the child is at " + place, () -> Files.exists(folder.resolve("go.reached")));
            parent.pid().signal("KILL");
            parent.pid().awaitDeath(Duration.ofSeconds(5));
            assertThat(child.isAlive()).isTrue();
            Files.createFile(go);
            parent.awaitNoSurvivors(BOUND_OF_A_START);
        }
    }

    @Test
    void F12_commandOfAYoungChild_diesWithTheParentBeforeArming() throws Exception {
        Path go = folder.resolve("go");
        try (Victim parent =
                Victim.start(
                        Parent.class,
                        List.of("command"),
                        List.of("-Dprocession.fault=child.arm:wait=" + go))) {
            Pid child = Pid.of(parent.line("child "));
            Pid command = Pid.of(parent.line("command "));
            Await.until("the child is not armed", () -> Files.exists(folder.resolve("go.reached")));
            assertThat(command.group()).isEqualTo(child.number());
            Files.createFile(go);
            parent.pid().signal("KILL");
            parent.awaitNoSurvivors(BOUND);
            command.awaitDeath(BOUND);
        }
    }

    /** The kernel does not watch yet, or cannot: the child does. */
    @ParameterizedTest
    @ValueSource(strings = {"young", "not Linux"})
    void F10_F12_parentKilledWhileAThreadWatches_noChildSurvives_norItsCommands(String why) {
        String option =
                why.equals("young")
                        ? "-Dprocession.fault=child.later:wait=" + folder.resolve("never")
                        : "-Dos.arch=unknown";
        try (Victim parent =
                Victim.start(Parent.class, List.of("command", "busy", "idle"), List.of(option))) {
            List<Pid> children = parent.awaitPids("child ", 3);
            Pid command = Pid.of(parent.line("command "));
            assertThat(command.group()).isEqualTo(children.getFirst().number());
            assertThat(children).noneMatch(Pid::isArmed);
            parent.pid().signal("KILL");
            parent.awaitNoSurvivors(BOUND);
            command.awaitDeath(BOUND);
        }
    }

    /** Whether it runs or shuts down: a task sees the end of its command, and starts the next. */
    @ParameterizedTest
    @CsvSource({"commands, command", "ending, ending"})
    void F10_F12_parentKilledWhileAThreadWatches_nothingBegunMeanwhileSurvives(
            String child, String said) {
        try (Victim parent =
                Victim.start(
                        Parent.class,
                        List.of(child),
                        List.of(
                                "-Dprocession.fault=child.later:wait="
                                        + folder.resolve("never")))) {
            parent.line(said);
            parent.pid().signal("KILL");
            parent.awaitNoSurvivors(BOUND);
        }
    }

    @Test
    void F10_taskThatInterruptsAllThreads_keepsTheKernelFromNothing() {
        try (Victim parent = parent(List.of(), "interrupter")) {
            parent.pid().signal("KILL");
            parent.awaitNoSurvivors(BOUND);
        }
    }

    /** A thread in a system call would hold up the end of its JVM. */
    @Test
    void P8_threadThatWatches_leavesWhenItsProcessExits() throws Exception {
        String out =
                Children.outputOf(() -> {
                    Thread watch = lifelineThread();
                    Runtime.getRuntime()
                            .addShutdownHook(
                                    new Thread(() -> {
                                        Await.until("it has left", () -> !watch.isAlive());
                                        System.out.println("left");
                                    }));
                });
        assertThat(out).contains("left");
    }

    private static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static Thread lifelineThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("procession-lifeline"))
                .findAny()
                .get();
    }

    @Test
    void F12_commandOfItsOwnSession_escapesAsDocumented() {
        try (Victim parent = parent("setsid")) {
            Pid child = parent.awaitPids("child ", 1).getFirst();
            Await.until(
                    "setsid has left",
                    () -> parent.family().stream().anyMatch(each -> isSleep(each)));
            Pid escaped = parent.family().stream().filter(OrphanIT::isSleep).findAny().get();
            assertThat(escaped.group()).isNotEqualTo(child.number());
            parent.pid().signal("KILL");
            child.awaitDeath(BOUND);
            assertThat(escaped.isAlive()).isTrue();
        }
    }

    private static boolean isSleep(Pid pid) {
        return pid.commandLine().equals("sleep 1000");
    }

    @Test
    void F12_childKilledFromOutside_itsCommandsDieWithIt() throws Exception {
        try (JavaProcess p = JavaProcess.start(Children.CAPTURED, Child::run, "command")) {
            Pid command = Pid.of(Children.printed(p, "command "));
            assertThat(command.isAlive()).isTrue();
            Pid.of(p.pid()).signal("KILL");
            p.join();
            command.awaitDeath(BOUND);
        }
    }

    static void leaveACommand() throws Exception {
        Child.command("sleep", "1000");
    }

    @Test
    void F12_childReturns_itsCommandsDieWithIt() throws Exception {
        try (JavaProcess p = JavaProcess.start(Children.CAPTURED, OrphanIT::leaveACommand)) {
            Pid command = Pid.of(Children.printed(p, "command "));
            p.join();
            assertThat(p.exitCode()).hasValue(0);
            command.awaitDeath(BOUND);
        }
    }
}
