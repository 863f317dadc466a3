package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesAndTimesTest {

    @Test
    void nearestNames_mistyped_areTheNearestFirst() {
        var known = List.of("summarize", "summary", "render", "main");
        assertThat(NearestNames.of("sumarize", known)).containsExactly("summarize");
        assertThat(NearestNames.of("summari", known)).containsExactly("summary", "summarize");
        assertThat(NearestNames.of("mian", known)).containsExactly("main");
        assertThat(NearestNames.of("else", known)).isEmpty();
    }

    @Test
    void nearestNames_ofAClassInAnotherPackage_findsIt() {
        var known = List.of("com.acme.report.Summary", "com.acme.Render");
        assertThat(NearestNames.of("com.acme.Summary", known))
                .containsExactly("com.acme.report.Summary");
        assertThat(NearestNames.of("Summray", known)).containsExactly("com.acme.report.Summary");
    }

    @Test
    void distance_swapOfNeighbours_isOne() {
        assertThat(NearestNames.distance("ab", "ba")).isEqualTo(1);
        assertThat(NearestNames.distance("ab", "AB")).isZero();
        assertThat(NearestNames.distance("", "abc")).isEqualTo(3);
        assertThat(NearestNames.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void duration_wellFormed_isRead() {
        assertThat(Durations.parse("--timeout", "10s")).isEqualTo(Duration.ofSeconds(10));
        assertThat(Durations.parse("--timeout", "1.5m")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Durations.parse("--timeout", "250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(Durations.parse("--timeout", "2h")).isEqualTo(Duration.ofHours(2));
        assertThat(Durations.parse("--timeout", "1d")).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1 s", "1e3s", "ten", "PT10S", "10S"})
    void duration_malformed_isRefused(String text) {
        assertThatThrownBy(() -> Durations.parse("--timeout", text))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "--timeout takes a number with a unit, one of ms, s, m, h and d, such as 10s:"
                                + " --timeout="
                                + text);
    }

    @Test
    void duration_outOfRange_isRefused() {
        assertThatThrownBy(() -> Durations.parse("--timeout", "0s"))
                .hasMessage("--timeout must be positive: --timeout=0s");
        assertThatThrownBy(() -> Durations.parse("--timeout", "999999999999d"))
                .hasMessage("--timeout must be less than 292 years: --timeout=999999999999d");
    }

    @Test
    void duration_shown_isShort() {
        assertThat(Durations.brief(Duration.ofMillis(340))).isEqualTo("0.3 s");
        assertThat(Durations.brief(Duration.ofSeconds(245))).isEqualTo("4:05");
        assertThat(Durations.clock(Duration.ofSeconds(3))).isEqualTo("0:03");
        assertThat(Durations.clock(Duration.ofSeconds(3661))).isEqualTo("1:01:01");
    }

    @Test
    void taskName_anyForm_isTakenApart() {
        assertThat(TaskName.parse("a.B::c")).isEqualTo(new TaskName("a.B", "c", null));
        assertThat(TaskName.parse("a.B::c(int)")).isEqualTo(new TaskName("a.B", "c", "int"));
        assertThat(TaskName.parse("a.B")).isEqualTo(new TaskName("a.B", null, null));
        assertThat(TaskName.parse("d (1)/B.java::c"))
                .isEqualTo(new TaskName("d (1)/B.java", "c", null));
        assertThat(TaskName.parse("B.java").isSource()).isTrue();
        assertThat(TaskName.parse("a.B").isSource()).isFalse();
        assertThatThrownBy(() -> TaskName.parse("")).isInstanceOf(UsageException.class);
    }
}
