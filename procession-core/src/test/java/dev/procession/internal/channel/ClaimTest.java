package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two counters that wrap around share a word without touching each other. */
class ClaimTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "0, 1",
        "-1, 0",
        "0, -1",
        "-1, -1",
        "2147483647, -2147483648",
        "-2147483648, 2147483647",
        "123456789, -987654321"
    })
    void bothHalves_areKept(int begun, int tail) {
        long claim = Claim.of(begun, tail);
        assertThat(Claim.begun(claim)).isEqualTo(begun);
        assertThat(Claim.tail(claim)).isEqualTo(tail);
    }
}
