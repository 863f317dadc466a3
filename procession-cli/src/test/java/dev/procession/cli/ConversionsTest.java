package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConversionsTest {

    /** Made by a factory. */
    static final class Celsius {
        final double degrees;

        private Celsius(double degrees) {
            this.degrees = degrees;
        }

        public static Celsius of(String text) {
            return new Celsius(Double.parseDouble(text));
        }
    }

    /** Must not be initialized by a mere look. */
    static final class Untouchable {
        static {
            fail();
        }

        private static void fail() {
            throw new AssertionError("it was initialized");
        }

        public static Untouchable valueOf(String text) {
            return new Untouchable();
        }
    }

    @Test
    void text_forAnyKnownType_becomesIt() {
        assertThat(Conversions.convert("x", String.class)).isEqualTo("x");
        assertThat(Conversions.convert("x", Object.class)).isEqualTo("x");
        assertThat(Conversions.convert("x", CharSequence.class)).isEqualTo("x");
        assertThat(Conversions.convert("a/b", Path.class)).isEqualTo(Path.of("a/b"));
        assertThat(Conversions.convert("a/b", File.class)).isEqualTo(new File("a/b"));
        assertThat(Conversions.convert("a:b", URI.class)).isEqualTo(URI.create("a:b"));
        assertThat(Conversions.convert("-7", int.class)).isEqualTo(-7);
        assertThat(Conversions.convert("7", Long.class)).isEqualTo(7L);
        assertThat(Conversions.convert("7", short.class)).isEqualTo((short) 7);
        assertThat(Conversions.convert("7", byte.class)).isEqualTo((byte) 7);
        assertThat(Conversions.convert("0.5", double.class)).isEqualTo(0.5);
        assertThat(Conversions.convert("0.5", float.class)).isEqualTo(0.5f);
        assertThat(Conversions.convert("true", boolean.class)).isEqualTo(true);
        assertThat(Conversions.convert("c", char.class)).isEqualTo('c');
        assertThat(Conversions.convert("99", BigInteger.class)).isEqualTo(BigInteger.valueOf(99));
        assertThat(Conversions.convert("9.9", BigDecimal.class)).isEqualTo(new BigDecimal("9.9"));
        assertThat(Conversions.convert("DAYS", TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
        assertThat(Conversions.convert("2026-01-02", LocalDate.class))
                .isEqualTo(LocalDate.of(2026, 1, 2));
        assertThat(Conversions.convert("de", Locale.class)).isEqualTo(Locale.GERMAN);
        assertThat(Conversions.convert(new UUID(1, 2).toString(), UUID.class))
                .isEqualTo(new UUID(1, 2));
        assertThat(((Celsius) Conversions.convert("21.5", Celsius.class)).degrees).isEqualTo(21.5);
    }

    @Test
    void text_thatIsNoSuchValue_isRefusedWithTheReason() {
        assertThatThrownBy(() -> Conversions.convert("x", int.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the input is no int: input=\"x\"; java.lang.NumberFormatException: For input"
                                + " string: \"x\"");
        assertThatThrownBy(() -> Conversions.convert("yes", boolean.class))
                .hasMessageEndingWith("must be true or false");
        assertThatThrownBy(() -> Conversions.convert("WEEKS", TimeUnit.class))
                .hasMessageContaining("must be one of [NANOSECONDS, ");
        assertThatThrownBy(() -> Conversions.convert("x", Celsius.class))
                .hasMessageStartingWith("the input is no " + Celsius.class.getName())
                .hasCauseInstanceOf(NumberFormatException.class);
    }

    @Test
    void isConvertible_anyType_isToldWithoutInitializingIt() {
        assertThat(Conversions.isConvertible(Untouchable.class)).isTrue();
        assertThat(Conversions.isConvertible(InputStream.class)).isFalse();
        assertThat(Conversions.isConvertible(String[].class)).isFalse();
    }
}
