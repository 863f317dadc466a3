package dev.procession.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.History.Effect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A number that is read and raised. */
class HistoryTest {

    private final History<Integer> history = new History<>();

    private static Effect<Integer> raised() {
        return number -> number + 1;
    }

    private static Effect<Integer> read(int value) {
        return new Effect<>() {
            @Override
            public @Nullable Integer on(Integer number) {
                return number == value ? number : null;
            }
        };
    }

    private void raise() {
        history.begin("raise", raised()).end("", raised());
    }

    private void see(int value) {
        history.begin("read", read(value)).end(": " + value, read(value));
    }

    @Test
    void isLinearizable_nothing_yes() {
        assertThat(history.isLinearizable(0)).isTrue();
    }

    @Test
    void isLinearizable_oneAfterTheOther_asTheyWere() {
        see(0);
        raise();
        see(1);
        assertThat(history.isLinearizable(0)).isTrue();
        see(0);
        assertThat(history.isLinearizable(0)).isFalse();
    }

    @Test
    void isLinearizable_atTheSameTime_inAnyOrder() {
        var raise = history.begin("raise", raised());
        see(0);
        see(1);
        raise.end("", raised());
        assertThat(history.isLinearizable(0)).isTrue();
    }

    @Test
    void isLinearizable_atTheSameTime_notBackAgain() {
        var raise = history.begin("raise", raised());
        see(1);
        see(0);
        raise.end("", raised());
        assertThat(history.isLinearizable(0)).isFalse();
    }

    @Test
    void isLinearizable_neverEnded_doneOrNot() {
        history.begin("raise", raised());
        see(0);
        assertThat(history.isLinearizable(0)).isTrue();
        see(1);
        assertThat(history.isLinearizable(0)).isTrue();
        see(2);
        assertThat(history.isLinearizable(0)).isFalse();
    }

    @Test
    void isLinearizable_endedBefore_isNotSeenLater() {
        raise();
        var read = history.begin("read", read(0));
        read.end(": 0", read(0));
        assertThat(history.isLinearizable(0)).isFalse();
    }

    @Test
    void toString_isOneOperationALine() {
        raise();
        history.begin("raise", raised());
        assertThat(history).hasToString("\n  0-1 raise\n  2- raise");
    }
}
