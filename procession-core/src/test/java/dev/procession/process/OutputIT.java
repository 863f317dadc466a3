package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the children's output; SEC18. */
class OutputIT {

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void catchOutput() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseOutput() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static ProcessOptions with(OutputMode mode, String name) {
        return ProcessOptions.defaults().withOutput(mode).withName(name);
    }

    /** Writes lines in many small pieces. */
    static void chatter(String word, int lines) {
        for (int i = 0; i < lines; i++) {
            for (int piece = 0; piece < 5; piece++) {
                System.out.print(word);
                System.out.flush();
            }
            System.out.println();
        }
    }

    @Test
    void forwarded_linesOfManyWriters_neverMix() throws Exception {
        List<JavaProcess> all = new ArrayList<>();
        List<String> words = List.of("aaaa", "bbbb", "cccc");
        for (String word : words) {
            all.add(
                    JavaProcess.start(
                            with(OutputMode.FORWARDED, word), w -> chatter(w, 300), word));
        }
        for (JavaProcess each : all) {
            each.join();
            each.close();
        }
        List<String> lines = out().lines().toList();
        assertThat(lines).hasSize(900);
        for (String word : words) {
            assertThat(lines.stream().filter(line -> line.equals(word.repeat(5)))).hasSize(300);
        }
    }

    static void bothStreams() {
        System.out.println("to out");
        System.err.println("to err");
        System.out.print("no line end");
        System.out.flush();
    }

    @Test
    void forwarded_streams_stayApartAndTheLastUnfinishedLineComes() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(with(OutputMode.FORWARDED, "p"), OutputIT::bothStreams)) {
            p.join();
            assertThat(out()).isEqualTo("to out\nno line end");
            assertThat(err()).isEqualTo("to err\n");
            assertThat(p.capturedOutput()).isEmpty();
        }
    }

    @Test
    void prefixed_everyLine_beginsWithTheName() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(with(OutputMode.PREFIXED, "p"), OutputIT::bothStreams)) {
            p.join();
            assertThat(out()).isEqualTo("[p] to out\n[p] no line end");
            assertThat(err()).isEqualTo("[p] to err\n");
        }
    }

    static void muchOutput() {
        byte[] line = ("0123456789abcde\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 3 << 16; i++) {
            System.out.write(line, 0, line.length);
        }
        System.out.println("the end");
    }

    @Test
    void captured_moreThanAMebibyte_keepsTheNewest() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(with(OutputMode.CAPTURED, "p"), OutputIT::muchOutput)) {
            p.join();
            String kept = p.capturedOutput();
            assertThat(kept).hasSize(1 << 20).endsWith("abcde\nthe end\n");
            assertThat(kept.substring(kept.indexOf('\n') + 1).lines().limit(60_000))
                    .allMatch("0123456789abcde"::equals);
            assertThat(out()).isEmpty();
        }
    }

    @Test
    void captured_bothStreams_stayApart() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(with(OutputMode.CAPTURED, "p"), OutputIT::bothStreams)) {
            p.join();
            assertThat(p.capturedOutput()).isEqualTo("to out\nno line end");
            assertThat(p.capturedErrors()).isEqualTo("to err\n");
            assertThat(out()).isEmpty();
            assertThat(err()).isEmpty();
        }
    }

    @Test
    void discarded_output_isNowhere() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(with(OutputMode.DISCARDED, "p"), OutputIT::bothStreams)) {
            p.join();
            assertThat(p.exitCode()).hasValue(0);
            assertThat(out()).isEmpty();
            assertThat(err()).isEmpty();
            assertThat(p.capturedOutput()).isEmpty();
        }
    }

    /** A parent whose child has the parent's own streams. */
    static final class Inheriting {
        public static void main(String[] arguments) throws Exception {
            try (JavaProcess p =
                    JavaProcess.start(with(OutputMode.INHERITED, "p"), OutputIT::bothStreams)) {
                p.join();
            }
        }
    }

    @Test
    void inherited_output_isTheParentsOwn() {
        try (Victim parent = Victim.start(Inheriting.class)) {
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output()).containsExactly("to out", "no line end");
            assertThat(parent.errors()).containsExactly("to err");
        }
    }

    static void leaveTheStreamsOpen(String seconds) throws Exception {
        new ProcessBuilder("setsid", "--fork", "sleep", seconds).inheritIO().start().waitFor();
        System.out.println("left");
    }

    @Test
    void outsideCommandHoldsTheStreams_joinIsBounded() throws Exception {
        // Told by its argument from what others have left asleep, other JVMs of tests among them.
        String seconds = "1000." + ProcessHandle.current().pid();
        ProcessOptions options = with(OutputMode.CAPTURED, "p");
        try (JavaProcess p = JavaProcess.start(options, OutputIT::leaveTheStreamsOpen, seconds)) {
            assertThat(p.join(Await.scaled(Duration.ofSeconds(5)))).isTrue();
            assertThat(p.capturedOutput()).isEqualTo("left\n");
            // Until then it is setsid, or between two programs.
            Await.until("it sleeps", () -> sleepers(seconds).size() == 1);
        } finally {
            // It has left the child's group by setsid, and nothing else ends it.
            sleepers(seconds).forEach(each -> each.signal("KILL"));
        }
    }

    private static List<Pid> sleepers(String seconds) {
        return Pid.having(seconds).stream()
                .filter(each -> each.commandLine().equals("sleep " + seconds))
                .toList();
    }

    /** What the first message of a parent begins with, and the shape of a handshake. */
    static void forge() {
        byte[] frame = new byte[4096];
        frame[0] = 0x50;
        frame[1] = 0x52;
        frame[2] = 0x4f;
        frame[3] = 0x43;
        for (int i = 0; i < 64; i++) {
            System.out.write(frame, 0, frame.length);
            System.err.write(frame, 0, frame.length);
        }
        System.out.flush();
        System.err.flush();
    }

    @Test
    void SEC18_framesWrittenToTheOutput_areOnlyOutput() throws Exception {
        try (JavaProcess p = JavaProcess.start(with(OutputMode.FORWARDED, "p"), OutputIT::forge)) {
            p.join();
            assertThat(p.exitCode()).hasValue(0);
        }
        assertThat(out.size()).isEqualTo(64 * 4096);
        assertThat(err.size()).isEqualTo(64 * 4096);
    }
}
