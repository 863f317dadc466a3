package dev.procession.subprocess;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a command as a whole, however many programs it has.
 *
 * @param input of its first program
 * @param output of its last program
 * @param timeout how long it may run, or null
 * @param limit how many bytes are kept of each stream
 * @param overflow what happens to more
 * @param grace how long its output is read on after its end
 * @param charset of all text
 * @param screen its terminal, or null
 */
record Plan(
        Input input,
        Output output,
        @Nullable Duration timeout,
        int limit,
        Overflow overflow,
        Duration grace,
        Charset charset,
        @Nullable Screen screen) {

    static final Plan DEFAULT =
            new Plan(
                    new Input.None(),
                    Output.captured(),
                    null,
                    64 << 20,
                    Overflow.FAIL,
                    Duration.ofSeconds(1),
                    StandardCharsets.UTF_8,
                    null);

    /** The size of a terminal. */
    record Screen(int columns, int rows) {}

    /**
     * Tells whether a thread of ours hands the input over. At a terminal all input is typed, its
     * end included.
     *
     * @param isOpen whether without any the input stays open for what is sent
     */
    boolean isInputFed(boolean isOpen) {
        return screen == null ? input.isFed() : !(isOpen && input instanceof Input.None);
    }

    Plan withInput(Input input) {
        return new Plan(input, output, timeout, limit, overflow, grace, charset, screen);
    }

    Plan withOutput(Output output) {
        return new Plan(input, output, timeout, limit, overflow, grace, charset, screen);
    }

    Plan withTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "the time limit of a command must be > 0: timeout=" + timeout);
        }
        return new Plan(input, output, timeout, limit, overflow, grace, charset, screen);
    }

    Plan withLimit(int limit, Overflow overflow) {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "the limit of what is kept must be >= 0: bytes=" + limit);
        }
        return new Plan(input, output, timeout, limit, overflow, grace, charset, screen);
    }

    Plan withGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException(
                    "the grace for output after the end must be >= 0: grace=" + grace);
        }
        return new Plan(input, output, timeout, limit, overflow, grace, charset, screen);
    }

    Plan withCharset(Charset charset) {
        return new Plan(input, output, timeout, limit, overflow, grace, charset, screen);
    }

    Plan withScreen(Screen screen) {
        boolean fits =
                screen.columns() >= 1
                        && screen.columns() <= Short.MAX_VALUE
                        && screen.rows() >= 1
                        && screen.rows() <= Short.MAX_VALUE;
        if (!fits) {
            throw new IllegalArgumentException(
                    "columns and rows of a terminal must be 1 to 32767: columns="
                            + screen.columns()
                            + ", rows="
                            + screen.rows());
        }
        return new Plan(input, output, timeout, limit, overflow, grace, charset, screen);
    }
}
