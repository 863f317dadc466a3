package dev.procession.process;

import static dev.procession.process.Children.CAPTURED;
import static dev.procession.process.Children.outputOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ExitStatus;
import dev.procession.ProcessOptions;
import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the options do to a real child; what comes of wrong ones. */
class OptionsIT {

    /** All that an argument file could trip over. */
    private static final String NASTY =
            "a b\t\"c\" 'd' \\e\\\\ #f $g *h\u00e9\u4e2d\ud83c\udf89 @i";

    @TempDir Path folder;

    static void printProperty(String name) {
        System.out.print(System.getProperty(name));
    }

    @Test
    void environment_isSetAndOverrides() throws Exception {
        String out =
                outputOf(
                        CAPTURED.withEnvironment("PROCESSION_IT", "grüße").withEnvironment("A", ""),
                        () ->
                                System.out.print(
                                        System.getenv("PROCESSION_IT") + System.getenv("A")));
        assertThat(out).isEqualTo("grüße");
    }

    @Test
    void directory_isTheChilds() throws Exception {
        Path place = Files.createDirectory(folder.resolve("a place"));
        String out =
                outputOf(
                        CAPTURED.withDirectory(place),
                        () -> System.out.print(Path.of("").toAbsolutePath()));
        assertThat(out).isEqualTo(place.toString());
    }

    @Test
    void missingDirectory_isNamed() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() ->
                        JavaProcess.start(CAPTURED.withName("p").withDirectory(missing), () -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "[p] the process could not be started: the child's directory must be an"
                                + " existing directory: directory="
                                + missing);
    }

    @Test
    void jvmOption_withAllThatAnArgumentFileCouldTripOver_arrives() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(
                        CAPTURED.withJvmOptions("-Dnasty=" + NASTY, "-Dlines=a\nb\rc"),
                        () -> {
                            printProperty("nasty");
                            printProperty("lines");
                        })) {
            p.join();
            assertThat(p.exitStatus()).as(p.capturedErrors()).isEqualTo(ExitStatus.exited(0));
            assertThat(p.capturedOutput()).isEqualTo(NASTY + "a\nb\rc");
        }
    }

    @Test
    void badJvmOption_isTheStartersExitCodeAndMessage() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(CAPTURED.withJvmOptions("-XX:+NoSuchThing"), () -> {})) {
            p.join();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.exited(1));
            assertThat(p.capturedErrors() + p.capturedOutput()).contains("NoSuchThing");
        }
    }

    @Test
    void maxHeap_isTheChilds() throws Exception {
        String out =
                outputOf(
                        CAPTURED.withMaxHeap("24m"),
                        () -> System.out.print(Runtime.getRuntime().maxMemory() >> 20));
        assertThat(Integer.parseInt(out)).isBetween(20, 24);
    }

    @Test
    void classPath_isAddedAfterTheParents() throws Exception {
        Path extra = Files.createDirectory(folder.resolve("more classes"));
        Files.writeString(extra.resolve("found.txt"), "found");
        String out =
                outputOf(
                        CAPTURED.withClassPath(List.of(extra)),
                        () -> {
                            try (var in = ClassLoader.getSystemResourceAsStream("found.txt")) {
                                System.out.write(in.readAllBytes());
                                System.out.flush();
                            }
                        });
        assertThat(out).isEqualTo("found");
    }

    @Test
    void startTimeout_childThatHangsWhileBooting_isKilled() throws Exception {
        try (JavaProcess p = JavaProcess.start(hangingAtBoot(), () -> System.out.print("ran"))) {
            assertThat(p.join(Await.scaled(Duration.ofSeconds(4)))).isTrue();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.signaled(9));
            assertThat(p.capturedOutput()).isEmpty();
        }
    }

    @Test
    void startTimeout_holdsAlsoForAFirstMessageThatFillsThePipe() throws Exception {
        byte[] large = new byte[1 << 20];
        try (JavaProcess p =
                JavaProcess.start(hangingAtBoot(), bytes -> System.out.print("ran"), large)) {
            assertThat(p.join(Await.scaled(Duration.ofSeconds(4)))).isTrue();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.signaled(9));
        }
    }

    private ProcessOptions hangingAtBoot() {
        return CAPTURED.withStartTimeout(Duration.ofMillis(300))
                .withJvmOptions("-Dprocession.fault=child.boot:wait=" + folder.resolve("never"));
    }

    @Test
    void startTimeout_ofAllTime_isNoTimeout() throws Exception {
        ProcessOptions patient = CAPTURED.withStartTimeout(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(outputOf(patient, () -> System.out.print("ran"))).isEqualTo("ran");
    }

    @Test
    void largeArgument_arrives() throws Exception {
        byte[] large = new byte[5 << 20];
        large[large.length - 1] = 42;
        try (JavaProcess p =
                JavaProcess.start(
                        CAPTURED, bytes -> System.out.print(bytes[bytes.length - 1]), large)) {
            p.join();
            assertThat(p.capturedOutput()).isEqualTo("42");
        }
    }

    /** Prints what its child has of its JVM's options. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            try (JavaProcess p =
                    JavaProcess.start(() -> {
                        printProperty("inherited");
                        System.out.println();
                        System.out.println(Runtime.getRuntime().maxMemory() >> 20);
                        boolean assertions = false;
                        assert assertions = true;
                        System.out.println(assertions);
                    })) {
                p.join();
            }
        }
    }

    @Test
    void parentsOptions_areInheritedByTheRule() {
        try (Victim parent = Victim.start(Parent.class, "-Dinherited=" + NASTY, "-ea", "-Xmx33m")) {
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output()).hasSize(3);
            assertThat(parent.output().get(0)).isEqualTo(NASTY);
            assertThat(Integer.parseInt(parent.output().get(1))).isGreaterThan(33);
            assertThat(parent.output().get(2)).isEqualTo("true");
        }
    }

    @Test
    void parentWithArgumentFile_isReadThroughTheManagementInterface() throws Exception {
        Path file = Files.writeString(folder.resolve("args"), "-Dinherited=by-file -ea\n");
        try (Victim parent = Victim.start(Parent.class, "@" + file)) {
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output().get(0)).isEqualTo("by-file");
            assertThat(parent.output().get(2)).isEqualTo("true");
        }
    }

    /** A main that is started by hand, like a child, but not by a parent. */
    @Test
    void childMain_startedByHand_saysSo() throws Exception {
        Process byHand =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                JavaProcessMain.class.getName())
                        .redirectErrorStream(true)
                        .start();
        byHand.getOutputStream().write("hello, are you there?".getBytes());
        byHand.getOutputStream().close();
        String said = new String(byHand.getInputStream().readAllBytes());
        assertThat(byHand.waitFor()).isEqualTo(1);
        assertThat(said).contains("this program is started by Procession, not by hand");
    }

    @Test
    void startDuringShutdown_isRefused() {
        try (Victim parent = Victim.start(LateStarter.class)) {
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output()).contains("refused");
        }
    }

    /** Starts its first process in a shutdown hook. */
    static final class LateStarter {
        public static void main(String[] arguments) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() ->
                                    assertThatIllegalStateException()
                                            .isThrownBy(() -> JavaProcess.start(() -> {}))
                                            .satisfies(e -> System.out.println("refused"))));
        }
    }
}
