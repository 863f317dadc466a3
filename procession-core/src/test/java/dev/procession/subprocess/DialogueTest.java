package dev.procession.subprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Await;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Looking for something in what has come, which may be much, and in what comes meanwhile. */
class DialogueTest {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(20));
    private static final Duration SHORT = Duration.ofMillis(50);

    /**
     * A search for this in a row of x takes time that doubles with each of them: the JDK remembers
     * where a loop has failed, but not where a group is referred to.
     */
    private static final Pattern ENDLESS = Pattern.compile("(x+x+)+\\1y");

    private final Intake intake = new Intake(16 << 20, Overflow.KEEP_LAST);
    private final Dialogue dialogue = new Dialogue(intake, StandardCharsets.UTF_8);

    private void put(String text) {
        put(intake, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(Intake intake, byte[] bytes) {
        try {
            intake.put(ByteBuffer.wrap(bytes));
        } catch (InterruptedException never) {
            throw new AssertionError("who drops bytes does not wait", never);
        }
    }

    /**
     * Counts what is decoded, and has more come whenever some is: as from a program that floods.
     */
    private static final class Counting extends Charset {
        private final Runnable onDecode;
        private long decoded;

        Counting(Runnable onDecode) {
            super("x-counting", null);
            this.onDecode = onDecode;
        }

        @Override
        public boolean contains(Charset other) {
            return false;
        }

        @Override
        public CharsetDecoder newDecoder() {
            return new CharsetDecoder(this, 1, 1) {
                @Override
                protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
                    onDecode.run();
                    while (in.hasRemaining() && out.hasRemaining()) {
                        out.put((char) in.get());
                        decoded++;
                    }
                    return in.hasRemaining() ? CoderResult.OVERFLOW : CoderResult.UNDERFLOW;
                }
            };
        }

        @Override
        public CharsetEncoder newEncoder() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void X2_programThatIsAlwaysAhead_doesNotOutlastTheTime() {
        Intake flood = new Intake(1 << 20, Overflow.KEEP_LAST);
        byte[] more = "y\n".repeat(32 << 10).getBytes(StandardCharsets.US_ASCII);
        Dialogue flooded = new Dialogue(flood, new Counting(() -> put(flood, more)));
        put(flood, more);
        assertThatThrownBy(() -> flooded.expect("nope", SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessage(
                        "the program has not written in time what was expected: timeout=50 ms,"
                                + " expected=nope, unread=\"…"
                                + "y\\n".repeat(100)
                                + "\"");
        assertThatThrownBy(() -> flooded.expect(Pattern.compile("nope"), SHORT))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> flooded.rest(SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("expected=the end of its output");
    }

    @Test
    void X2_timeIsOver_whatHadComeIsLookedAtNevertheless() throws Exception {
        put("x".repeat(1_000_000) + "prompt\nline\nanother: ");
        assertThat(dialogue.expect("prompt\n", Duration.ZERO).before()).hasSize(1_000_000);
        assertThat(dialogue.line(Duration.ofSeconds(-1))).isEqualTo("line");
        assertThatThrownBy(() -> dialogue.line(Duration.ZERO))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("expected=the end of a line, unread=\"another: \"");
        assertThat(dialogue.expect(Pattern.compile(": "), Duration.ZERO).before())
                .isEqualTo("another");
    }

    @Test
    void X2_interruption_isSeenThoughThereIsUnreadOutput() throws Exception {
        put("x".repeat(1_000_000) + "prompt\n");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> dialogue.expect("prompt", LONG))
                .isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> dialogue.expect(Pattern.compile("prompt"), LONG))
                .isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> dialogue.line(LONG)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(dialogue.line(LONG)).as("nothing was taken").hasSize(1_000_006);
    }

    @Test
    void X2_patternThatTakesForEver_endsWithTheTimeOrAnInterruption() throws Exception {
        put("x".repeat(200));
        assertThatThrownBy(() -> dialogue.expect(ENDLESS, SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessageStartingWith(
                        "the time was over before all was searched that the program wrote:"
                                + " timeout=50 ms, expected=(x+x+)+\\1y, unread=\"xxx");
        Thread searcher = Thread.currentThread();
        Thread.ofVirtual().start(searcher::interrupt);
        assertThatThrownBy(() -> dialogue.expect(ENDLESS, Duration.ZERO))
                .isInstanceOf(InterruptedException.class);
        intake.end();
        assertThat(dialogue.rest(LONG)).as("nothing was taken").hasSize(200);
    }

    @Test
    void X2_pattern_matchesAllThatHasComeAndNotPartOfANumber() throws Exception {
        put("=" + "7".repeat(100_000));
        Reply reply = dialogue.expect(Pattern.compile("=(\\d+)"), LONG);
        assertThat(reply.groups().getFirst()).hasSize(100_000);
        put("ab");
        assertThatThrownBy(() -> dialogue.expect(Pattern.compile("(?<=a)x|^b"), Duration.ZERO))
                .as("b is at the start of no line")
                .isInstanceOf(TimeoutException.class);
        assertThat(dialogue.expect(Pattern.compile("(?<=a)b$"), LONG).before()).isEqualTo("a");
    }

    @Test
    void X2_textInPieces_isFoundAcrossThemAndAfterOtherSearches() throws Exception {
        put("one tw");
        assertThatThrownBy(() -> dialogue.expect("two", Duration.ZERO))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> dialogue.expect("absent", Duration.ZERO))
                .isInstanceOf(TimeoutException.class);
        put("o three two\r\nfour\r");
        assertThat(dialogue.expect("two", LONG).before()).isEqualTo("one ");
        assertThat(dialogue.expect("two", LONG).before()).isEqualTo(" three ");
        assertThat(dialogue.line(LONG)).isEmpty();
        assertThatThrownBy(() -> dialogue.line(Duration.ZERO)).isInstanceOf(TimeoutException.class);
        put("\n");
        assertThat(dialogue.line(LONG)).isEqualTo("four");
        intake.end();
        assertThat(dialogue.rest(LONG)).isEmpty();
    }

    @Test
    void X2_lines_areNotDecodedBeforeTheyAreNeededNorOftenAgain() throws Exception {
        Counting counting = new Counting(() -> {});
        Dialogue counted = new Dialogue(intake, counting);
        put("a line\n".repeat(1_000_000));
        for (int i = 0; i < 100; i++) {
            assertThat(counted.line(LONG)).isEqualTo("a line");
        }
        assertThat(counting.decoded).isLessThan(100_000);
    }

    @Test
    void X2_whatIsLost_isNotKeptAsText() {
        Intake small = new Intake(1000, Overflow.KEEP_LAST);
        Unread unread = new Unread(small, StandardCharsets.UTF_8);
        for (int i = 0; i < 1000; i++) {
            put(small, "0123456789".repeat(10).getBytes(StandardCharsets.US_ASCII));
            unread.readMore();
            assertThat(unread.indexOf("x")).isNegative();
            assertThat(unread.length()).isLessThanOrEqualTo(2100);
        }
        put(small, new byte[] {'x'});
        unread.readMore();
        assertThat(unread.take(unread.indexOf("x"))).endsWith("789");
        small.end();
        unread.readMore();
        assertThat(List.of(unread.substring(0, unread.length()), unread.isAtEnd()))
                .isEqualTo(List.of("x", true));
    }

    @Test
    void X2_takingWhatIsPartlyLost_leavesTheRest() {
        Intake small = new Intake(1000, Overflow.KEEP_LAST);
        Unread unread = new Unread(small, StandardCharsets.UTF_8);
        put(small, ("ü".repeat(150) + "a".repeat(700)).getBytes(StandardCharsets.UTF_8));
        unread.readMore();
        put(small, "7".repeat(300).getBytes(StandardCharsets.UTF_8));
        assertThat(small.first()).as("all ü are lost").isEqualTo(300);
        assertThat(unread.take(100)).isEqualTo("ü".repeat(100));
        assertThat(small.first()).as("nothing that is kept was taken").isEqualTo(300);
        assertThat(unread.take(100)).isEqualTo("ü".repeat(50) + "a".repeat(50));
        assertThat(small.first()).isEqualTo(350);
        unread.readMore();
        assertThat(unread.take(950)).isEqualTo("a".repeat(650) + "7".repeat(300));
        assertThat(small.first()).isEqualTo(1300);
    }

    @Test
    void X2_anotherReader_isWaitedForNoLongerThanTheTime() throws Exception {
        Thread reader =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                dialogue.rest(Duration.ofDays(1));
                            } catch (InterruptedException | TimeoutException stopped) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Await.until("the other one reads", () -> reader.getState() == Thread.State.TIMED_WAITING);
        assertThatThrownBy(() -> dialogue.line(SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessage(
                        "another thread reads what the program writes: timeout=50 ms,"
                                + " expected=the end of a line; have one thread read at a time");
        intake.end();
        reader.join();
    }
}
