package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.memory.SharedLong;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Row P10: {@code procession daemon}, and a daemon that outlives the command that started it. */
@Timeout(120)
class DaemonCommandIT {

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
        assertThat(daemon("remove", "clock").status()).isEqualTo(1);

        assertThat(daemon("restart", "clock").out()).startsWith("clock: running, pid ");
        assertThat(Files.readAllLines(Path.of(daemon("log", "clock").out())))
                .containsExactly("tick --port 8", "tick --port 8");
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
        assertThat(daemon("start", "../x", Clock.class.getName()).err())
                .startsWith("procession daemon start: the name of a daemon has 1 to 40 letters");
        assertThat(daemon().err())
                .startsWith("procession daemon: say what to do: start, status, ping");
    }
}
