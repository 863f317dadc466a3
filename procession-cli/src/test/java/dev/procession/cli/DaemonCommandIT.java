package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.memory.SharedLong;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row P10: {@code procession daemon}, and a daemon that outlives the command that started it. */
@Timeout(120)
class DaemonCommandIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path directory;

    private String before = "";

    /** What the daemon runs. */
    static final class Clock {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("tick " + String.join(" ", arguments));
            new CountDownLatch(1).await();
        }
    }

    /** Throws at once. */
    static final class Broken {
        public static void main(String[] arguments) {
            throw new IllegalStateException("no spring");
        }
    }

    /** Throws what has several lines. */
    static final class Talkative {
        public static void main(String[] arguments) {
            throw new IllegalStateException("one\n\ttwo\033[2J\nthree");
        }
    }

    private record Told(int status, String out, String err) {}

    /** Later tests of this JVM have this one, which therefore must not be in our directory. */
    @BeforeAll
    static void foundTheSession() {
        SharedLong.create(0).close();
    }

    @BeforeEach
    void nameTheSession() {
        before = System.getProperty("procession.directory", "");
        System.setProperty("procession.directory", directory.resolve("session").toString());
    }

    @AfterEach
    void stopIt() {
        daemon("stop", "clock", "--grace", "500ms");
        if (before.isEmpty()) {
            System.clearProperty("procession.directory");
        } else {
            System.setProperty("procession.directory", before);
        }
    }

    private static Told daemon(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> words = new ArrayList<>(List.of("daemon"));
        words.addAll(List.of(arguments));
        var status = line.execute(words.toArray(String[]::new));
        return new Told(status, out.toString().strip(), err.toString().strip());
    }

    /** A daemon runs a while after its start, and may not have said yet what it says. */
    private static void awaitLog(String... expected) {
        var log = Path.of(daemon("log", "clock").out());
        assertThat(CommandProcess.holdsWithin(SOON, () -> lines(log).equals(List.of(expected))))
                .as(() -> log + ": " + lines(log))
                .isTrue();
    }

    private static List<String> lines(Path log) {
        try {
            return Files.readAllLines(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void P10_start_ping_status_restart_stop_remove() throws Exception {
        var started =
                CommandProcess.run(
                        directory,
                        "daemon",
                        "start",
                        "clock",
                        Clock.class.getName(),
                        "--port",
                        "8");
        assertThat(started.err()).isEmpty();
        assertThat(started.status()).isZero();
        assertThat(started.out()).singleElement().asString().startsWith("clock: running, pid ");

        awaitLog("tick --port 8");
        var answered = daemon("ping", "clock");
        assertThat(answered.err()).isEmpty();
        assertThat(answered.out()).matches("clock answered in \\d+\\.\\d{3} ms");
        var status = daemon("status", "clock");
        assertThat(status.status()).isZero();
        assertThat(status.out()).startsWith("clock: running, pid ").endsWith("\n  tick --port 8");
        assertThat(daemon("list").out()).startsWith("clock: running, pid ").hasLineCount(1);
        assertThat(daemon("status", "clock", "--json").out())
                .startsWith("{\"name\":\"clock\",\"state\":\"RUNNING\",\"pid\":");

        var second = daemon("start", "clock", Clock.class.getName());
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err())
                .startsWith("procession: [daemon clock] it is running already: pid=");
        var kept = daemon("remove", "clock");
        assertThat(kept.status()).isEqualTo(1);
        assertThat(kept.err())
                .startsWith("procession: [daemon clock] it runs, and is not removed: pid=")
                .endsWith("; end it first, by Daemons.stop or procession daemon stop clock");

        assertThat(daemon("restart", "clock").out()).startsWith("clock: running, pid ");
        awaitLog("tick --port 8", "tick --port 8");
        assertThat(daemon("stop", "clock").out()).isEqualTo("clock: stopped: it was asked to stop");
        assertThat(daemon("status", "clock").status()).isEqualTo(3);
        assertThat(daemon("ping", "clock").status()).isEqualTo(1);
        assertThat(daemon("remove", "clock").out()).isEqualTo("clock is removed");
        assertThat(daemon("status", "clock").status()).isEqualTo(4);
        assertThat(daemon("list").out()).isEmpty();
    }

    @Test
    void P10_whatIsWrong_isOneLine() throws Exception {
        Files.createDirectory(directory.resolve("session"));
        var broken = daemon("start", "clock", Broken.class.getName());
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.err())
                .startsWith(
                        "procession: [daemon clock] it could not be started: its body threw"
                                + " java.lang.IllegalStateException: no spring; last lines: ")
                .hasLineCount(1);
        assertThat(daemon("status", "clock").status()).isEqualTo(1);
        assertThat(daemon("start", "clock", "com.acme.Nowhere").err())
                .startsWith(
                        "procession: [daemon clock] it could not be started: its body threw"
                                + " java.lang.ClassNotFoundException: com.acme.Nowhere, which -cp has to"
                                + " say the place of; last lines: ")
                .doesNotContain(" at ", "... ")
                .hasLineCount(1);
        assertThat(daemon("start", "clock", "clock.jar").err())
                .startsWith(
                        "procession daemon start: a daemon runs the main of a class, such as -cp"
                                + " clock.jar clock com.acme.Clock");
        assertThat(daemon("start", "--directory", "/nowhere", "clock", "X").err())
                .startsWith("procession daemon start: --directory must be a directory");
        assertThat(daemon("start", "../x", Clock.class.getName()).err())
                .startsWith("procession daemon start: the name of a daemon has 1 to 40 letters");
        assertThat(daemon().err())
                .startsWith("procession daemon: say what to do: start, status, ping");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "ping", "stop", "restart", "log", "remove"})
    void P10_unknownName_isTold_byItsOwnExitStatus(String command) throws Exception {
        var place = Files.createDirectory(directory.resolve("session"));
        var unknown = daemon(command, "clock");
        assertThat(unknown.status()).isEqualTo(4);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err())
                .isEqualTo(
                        "procession: [daemon clock] there is none of this name; procession daemon"
                                + " list shows those that there are");
        assertThat(daemon("start", "clok", Broken.class.getName()).status()).isEqualTo(1);
        assertThat(daemon(command, "clock").err()).endsWith("; did you mean clok?");
        assertThat(place).isNotEmptyDirectory();
    }

    @Test
    void P10_list_hasALineForEach_whateverItSays_andOneThatCannotBeRead() throws Exception {
        var place = Files.createDirectory(directory.resolve("session"));
        daemon("start", "talk", Talkative.class.getName());
        var list = daemon("list");
        assertThat(list.status()).isZero();
        assertThat(list.out())
                .isEqualTo(
                        "talk: crashed: its body threw java.lang.IllegalStateException: one | two?[2J"
                                + " | three");

        try (var common = Files.list(place)) {
            var all = common.filter(each -> each.getFileName().toString().contains("-daemons-"));
            Files.createDirectories(all.findFirst().orElseThrow().resolve("bad/pid"));
        }
        var withBad = daemon("list");
        assertThat(withBad.status()).isEqualTo(1);
        assertThat(withBad.out().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("bad: unknown: its files cannot be used: ");
        var bad = daemon("status", "bad");
        assertThat(bad.status()).isEqualTo(5);
        assertThat(bad.err()).startsWith("procession: [daemon bad] its files cannot be used: ");
        assertThat(daemon("remove", "bad").status()).isZero();
    }

    @Test
    void P10_suspended_isShown_andStops() throws Exception {
        Files.createDirectory(directory.resolve("session"));
        assertThat(daemon("start", "clock", Clock.class.getName()).err()).isEmpty();
        var json = daemon("status", "clock", "--json").out();
        var pid = json.replaceFirst(".*\"pid\":(\\d+).*", "$1");
        assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
        assertThat(
                        CommandProcess.holdsWithin(
                                SOON,
                                () -> daemon("list").out().startsWith("clock: suspended, pid ")))
                .isTrue();
        assertThat(daemon("status", "clock").out())
                .contains(": it stands still, since a signal has stopped it; kill -CONT " + pid);
        assertThat(daemon("stop", "clock").out()).isEqualTo("clock: stopped: it was asked to stop");
    }
}
