package dev.procession.subprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is kept of a stream, and at which place. */
class IntakeTest {

    private static Intake.Put put(Intake intake, String text) throws InterruptedException {
        return intake.put(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String all(Intake intake) {
        byte[] bytes = intake.look(0, Integer.MAX_VALUE).bytes();
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void put_upToTheLimit_isKeptAndNotTruncated() throws InterruptedException {
        for (Overflow overflow : Overflow.values()) {
            Intake intake = new Intake(6, overflow);
            assertThat(put(intake, "abc")).isEqualTo(Intake.Put.KEPT);
            assertThat(put(intake, "def")).isEqualTo(Intake.Put.KEPT);
            assertThat(all(intake)).isEqualTo("abcdef");
            assertThat(intake.isTruncated()).isFalse();
        }
    }

    @Test
    void put_pastTheLimit_doesAsAsked() throws InterruptedException {
        Intake failing = new Intake(4, Overflow.FAIL);
        assertThat(put(failing, "abcdef")).isEqualTo(Intake.Put.TOO_MANY);
        assertThat(all(failing)).isEqualTo("abcd");
        Intake first = new Intake(4, Overflow.KEEP_FIRST);
        assertThat(put(first, "abc")).isEqualTo(Intake.Put.KEPT);
        assertThat(put(first, "def")).isEqualTo(Intake.Put.KEPT);
        assertThat(all(first)).isEqualTo("abcd");
        assertThat(first.isTruncated()).isTrue();
        Intake last = new Intake(4, Overflow.KEEP_LAST);
        assertThat(put(last, "abc")).isEqualTo(Intake.Put.KEPT);
        assertThat(put(last, "def")).isEqualTo(Intake.Put.KEPT);
        assertThat(all(last)).isEqualTo("cdef");
        assertThat(put(last, "0123456789")).isEqualTo(Intake.Put.KEPT);
        assertThat(all(last)).isEqualTo("6789");
        assertThat(last.look(0, 1).from()).isEqualTo(12);
        assertThat(put(new Intake(0, Overflow.KEEP_LAST), "x")).isEqualTo(Intake.Put.KEPT);
    }

    @Test
    void put_whenAbandoned_isUnwanted() throws InterruptedException {
        Intake intake = new Intake(1, null);
        intake.abandon();
        assertThat(put(intake, "abc")).isEqualTo(Intake.Put.UNWANTED);
    }

    @Test
    void look_countsFromTheBeginningOfTheStream() throws InterruptedException {
        Intake intake = new Intake(100, Overflow.FAIL);
        put(intake, "abcdef");
        intake.takeBefore(2);
        Intake.Found found = intake.look(3, 2);
        assertThat(found.from()).isEqualTo(3);
        assertThat(found.bytes()).asString().isEqualTo("de");
        assertThat(found.isLast()).isFalse();
        intake.end();
        assertThat(intake.look(3, 2).isLast()).as("there is one more").isFalse();
        assertThat(intake.look(3, 3).isLast()).isTrue();
        assertThat(intake.look(0, 9).from()).isEqualTo(2);
        intake.takeBefore(100);
        assertThat(intake.look(6, 9).bytes()).isEmpty();
    }

    @Test
    void keepLast_holdsTheNewestWhateverTheSizesOfPieces() throws InterruptedException {
        Random random = new Random(42);
        for (int limit = 1; limit < 40; limit += 3) {
            Intake intake = new Intake(limit, Overflow.KEEP_LAST);
            StringBuilder model = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                String piece = Integer.toString(i).repeat(random.nextInt(8));
                model.append(piece);
                put(intake, piece);
                String newest = model.substring(Math.max(0, model.length() - limit));
                assertThat(all(intake)).isEqualTo(newest);
            }
        }
    }

    @Test
    void decoding_ofPiecesOfOneByte_isThatOfTheWhole() {
        byte[] bytes = "aü€🎉\n".getBytes(StandardCharsets.UTF_8);
        Decoding decoding = new Decoding(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            decoding.decode(new byte[] {each}, false, text);
        }
        assertThat(text).hasToString("aü€🎉\n");
        decoding.decode(new byte[] {(byte) 0xe2, (byte) 0x82}, false, text);
        assertThat(text).hasToString("aü€🎉\n");
        decoding.decode(new byte[0], true, text);
        assertThat(text).hasToString("aü€🎉\n\ufffd");
    }

    @Test
    void decoding_tellsOfHowManyBytesCharactersWereMade() {
        byte[] bytes = "aü€🎉\nx".getBytes(StandardCharsets.UTF_8);
        int[] lengths = {0, 1, 3, 6};
        for (int i = 0; i < lengths.length; i++) {
            assertThat(Decoding.lengthOf(bytes, i, StandardCharsets.UTF_8)).isEqualTo(lengths[i]);
        }
        assertThat(Decoding.lengthOf(bytes, 5, StandardCharsets.UTF_8)).isEqualTo(10);
        assertThat(Decoding.lengthOf(new byte[] {-1, 'b'}, 1, StandardCharsets.UTF_8)).isEqualTo(1);
    }
}
