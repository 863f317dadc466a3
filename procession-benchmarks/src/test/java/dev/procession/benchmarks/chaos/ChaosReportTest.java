package dev.procession.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.Paint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChaosReportTest {

    private static final Verdict GOOD =
            new Verdict(2013, Map.of("tasks", 71234L), 0, 0, 0, 0, 0, List.of());

    @Test
    void json_verdict_isOneObject() {
        assertThat(ChaosReport.json(GOOD))
                .isEqualTo(
                        "{\"kills\":2013,\"tasks\":71234,\"lost\":0,\"duplicated\":0,\"orphans\":0,"
                                + "\"leaked\":0,\"wrong\":0}");
    }

    @Test
    void table_verdict_isARowForEachCount() {
        assertThat(ChaosReport.table(GOOD, new Paint(false)))
                .containsExactly(
                        "kills               2,013",
                        "tasks              71,234",
                        "lost                    0",
                        "duplicated              0",
                        "orphans                 0",
                        "leaked                  0",
                        "wrong                   0");
    }

    @Test
    void table_coloured_tellsGoodFromBad() {
        List<String> lines =
                ChaosReport.table(
                        new Verdict(1, Map.of("tasks", 1L), 0, 0, 0, 0, 3, List.of("wrong: x")),
                        new Paint(true));
        assertThat(lines.get(2)).startsWith("\u001b[32mlost");
        assertThat(lines.get(6)).startsWith("\u001b[31mwrong");
    }
}
