package dev.procession.subprocess;

import static dev.procession.subprocess.CommandIT.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row X2: what is typed at a terminal, by lines and byte by byte. */
class TypingIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(20));
    private static final String LONGEST = "x".repeat(4095);
    private static final String TOO_LONG =
            "a line that is typed at a terminal must be <= 4095 bytes, as the system drops the"
                    + " rest: bytes=5000; send shorter lines, or do without terminal(), or send it"
                    + " when the program has set the terminal to read byte by byte";

    private static Command cat() {
        return Command.of("cat").terminal().timeout(LONG);
    }

    @Test
    void X2_inputThatDoesNotEndALine_endsNevertheless() throws Exception {
        assertThat(cat().input("hello\nworld").run().out()).isEqualTo("hello\nworld");
        assertThat(cat().input("ends\u0004").run().out()).isEqualTo("ends");
        try (RunningCommand cat = cat().start()) {
            assertThat(cat.communicate("hello").out()).isEqualTo("hello");
        }
        try (RunningCommand cat = cat().start()) {
            cat.send("in ");
            cat.send("pieces");
            cat.send("");
            cat.closeInput();
            assertThat(cat.expectEnd(LONG)).isEqualTo("in pieces");
        }
    }

    @Test
    void X2_endByteByByte_isTypedOnce() throws Exception {
        String script =
                "stty raw; echo go; head -c 2 | od -An -c;"
                        + " stty min 0 time 0; head -c 1 | od -An -c; echo end";
        try (RunningCommand raw = sh(script).terminal().start()) {
            raw.expect("go\n", LONG);
            raw.send("a");
            raw.closeInput();
            assertThat(raw.readLine(LONG).strip()).isEqualTo("a 004");
            assertThat(raw.readLine(LONG)).as("there is no third byte").isEqualTo("end");
        }
    }

    @Test
    void X2_longestLine_getsThroughWhole() throws Exception {
        String lines = (LONGEST + "\n").repeat(3);
        assertThat(cat().input(lines + LONGEST).run().out()).isEqualTo(lines + LONGEST);
        assertThat(cat().input("x".repeat(3000) + "\u0015" + LONGEST).run().out())
                .as("Ctrl-U has erased the first ones")
                .isEqualTo(LONGEST);
    }

    @Test
    void X2_longerLine_isRefusedBeforeAnythingRuns() {
        String text = "short\n" + "x".repeat(5000) + "\nnext\n";
        assertThatThrownBy(() -> cat().input(text).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(TOO_LONG);
        assertThatThrownBy(() -> cat().input(text.getBytes(StandardCharsets.UTF_8)).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(TOO_LONG);
        assertThatThrownBy(() -> cat().input("ü".repeat(2500)).run())
                .as("bytes count")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(TOO_LONG);
    }

    @Test
    void X2_longerLineOfAStream_endsTheCommand() {
        byte[] bytes = "x".repeat(5000).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> cat().input(new ByteArrayInputStream(bytes)).run())
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(TOO_LONG)
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void X2_longerLineThatIsSent_isRefusedAndNothingOfItSent() throws Exception {
        try (RunningCommand cat = cat().start()) {
            cat.send("begin ");
            assertThatThrownBy(() -> cat.send("x".repeat(4994) + "\n"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(TOO_LONG);
            assertThatThrownBy(() -> cat.communicate("x".repeat(4994)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(TOO_LONG);
            cat.sendLine("end");
            assertThat(cat.communicate("").out()).isEqualTo("begin end\n");
        }
    }

    @Test
    void X2_longLineByteByByte_isSent() throws Exception {
        try (RunningCommand raw =
                sh("stty raw -echo; echo go; head -c 100000 | wc -c").terminal().start()) {
            raw.expect("go\n", LONG);
            raw.send("x".repeat(50_000));
            raw.send("x".repeat(50_000));
            assertThat(raw.readLine(LONG).strip()).isEqualTo("100000");
        }
    }
}
