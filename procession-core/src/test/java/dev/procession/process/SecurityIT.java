package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.launch.Secrets;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows SEC4 and SEC17: where the key is not, and what a child does not inherit. */
class SecurityIT {

    @TempDir Path folder;

    static void listDescriptors() {
        Pid.descriptors().forEach(System.out::println);
        System.out.println("ready");
        Children.hang();
    }

    @Test
    void SEC4_key_isInNoPlaceThatOthersSee() throws Exception {
        try (JavaProcess p = JavaProcess.start(Children.CAPTURED, SecurityIT::listDescriptors)) {
            Children.awaitOutput(p, "ready");
            byte[] key = Secrets.of(p.pid());
            assertThat(key).hasSize(32).isNotEqualTo(new byte[32]);
            assertThat(Files.readAllBytes(proc(p, "cmdline"))).is(without(key));
            assertThat(Files.readAllBytes(proc(p, "environ"))).is(without(key));
            for (Path file : sessionFiles()) {
                assertThat(Files.readAllBytes(file)).as(file.toString()).is(without(key));
            }
            assertThat(
                            (p + p.capturedOutput() + p.capturedErrors())
                                    .getBytes(StandardCharsets.UTF_8))
                    .is(without(key));
        }
    }

    @Test
    void SEC4_argumentFile_holdsNoKeyWhileTheChildBoots() throws Exception {
        Path go = folder.resolve("go");
        try (JavaProcess p =
                JavaProcess.start(
                        Children.CAPTURED.withJvmOptions(
                                "-Dprocession.fault=child.told:wait=" + go),
                        () -> {})) {
            dev.procession.testing.Await.until(
                    "the child has the key", () -> Files.exists(folder.resolve("go.reached")));
            byte[] key = Secrets.of(p.pid());
            assertThat(key).isNotEqualTo(new byte[32]);
            List<Path> files = sessionFiles();
            assertThat(files).anyMatch(each -> each.toString().endsWith(".args"));
            for (Path file : files) {
                assertThat(Files.readAllBytes(file)).as(file.toString()).is(without(key));
            }
            Files.createFile(go);
            p.join();
        }
    }

    @Test
    void SEC4_keys_differFromChildToChild() throws Exception {
        try (JavaProcess p = JavaProcess.start(Children.CAPTURED, SecurityIT::listDescriptors);
                JavaProcess q = JavaProcess.start(Children.CAPTURED, SecurityIT::listDescriptors)) {
            Children.awaitOutput(p, "ready");
            Children.awaitOutput(q, "ready");
            assertThat(Secrets.of(p.pid())).isNotEqualTo(Secrets.of(q.pid()));
        }
    }

    private static Path proc(JavaProcess p, String name) {
        return Path.of("/proc/" + p.pid() + "/" + name);
    }

    private static List<Path> sessionFiles() {
        try (Stream<Path> all = Files.walk(Leftovers.base())) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static org.assertj.core.api.Condition<byte[]> without(byte[] key) {
        return new org.assertj.core.api.Condition<>(
                bytes -> !Secrets.isIn(bytes, key), "without the key");
    }

    @Test
    void SEC17_descriptors_areOnlyTheChildsOwn() throws Exception {
        Path secret = Files.writeString(folder.resolve("open-in-the-parent"), "x");
        try (var open = Files.newInputStream(secret);
                JavaProcess p = JavaProcess.start(Children.CAPTURED, SecurityIT::listDescriptors)) {
            assertThat(open).isNotNull();
            Children.awaitOutput(p, "ready");
            String lifeline =
                    p.capturedOutput()
                            .lines()
                            .filter(line -> line.matches("(0|9|1\\d) -> pipe:.*"))
                            .map(line -> line.substring(line.indexOf("pipe:")))
                            .findFirst()
                            .orElseThrow();
            assertThat(
                            p.capturedOutput()
                                    .lines()
                                    .filter(line -> line.contains(" -> "))
                                    .filter(line -> !line.matches("[012] -> .*"))
                                    .filter(line -> !line.matches("\\d+ -> .*(\\.jar|/modules)"))
                                    .filter(line -> !line.matches("\\d+ -> /dev/u?random"))
                                    // A reserve, which a child that is up has a little later.
                                    .filter(line -> !line.endsWith(" -> /dev/null"))
                                    // The list itself, and the lifeline once it was moved.
                                    .filter(line -> !line.matches("\\d+ -> /proc/\\d+/fd"))
                                    .filter(line -> !line.endsWith(lifeline)))
                    .isEmpty();
            assertThat(p.capturedOutput()).doesNotContain("open-in-the-parent");
        }
    }

    /** Prints those variables that would steer a JVM or a loader, as its child has them. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            try (JavaProcess p = JavaProcess.start(Parent::print)) {
                p.join();
            }
        }

        static void print() {
            for (String name :
                    List.of(
                            "JAVA_TOOL_OPTIONS",
                            "JDK_JAVA_OPTIONS",
                            "_JAVA_OPTIONS",
                            "LD_PRELOAD",
                            "LD_AUDIT",
                            "CLASSPATH",
                            "ORDINARY")) {
                System.out.println(name + "=" + System.getenv(name));
            }
            System.out.println("steered=" + System.getProperty("steered"));
        }
    }

    @Test
    void SEC17_variablesThatSteerTheJvm_areNotInherited() {
        try (Victim parent =
                Victim.startWith(
                        java.util.Map.of(
                                "JAVA_TOOL_OPTIONS", "-Dsteered=tool",
                                "_JAVA_OPTIONS", "-Dsteered=underscore",
                                "LD_PRELOAD", "/nonexistent/procession-test.so",
                                "LD_AUDIT", "/nonexistent/procession-test.so",
                                "CLASSPATH", "/nonexistent/procession-test.jar",
                                "ORDINARY", "kept"),
                        Parent.class)) {
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output())
                    .containsExactly(
                            "JAVA_TOOL_OPTIONS=null",
                            "JDK_JAVA_OPTIONS=null",
                            "_JAVA_OPTIONS=null",
                            "LD_PRELOAD=null",
                            "LD_AUDIT=null",
                            "CLASSPATH=null",
                            "ORDINARY=kept",
                            "steered=null");
        }
    }

    @Test
    void SEC17_variableThatIsAskedFor_isPassed() throws Exception {
        String out =
                Children.outputOf(
                        Children.CAPTURED.withEnvironment("JDK_JAVA_OPTIONS", "-Dasked=for"),
                        () -> System.out.print(System.getProperty("asked")));
        assertThat(out).isEqualTo("for");
    }
}
