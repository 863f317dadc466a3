package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private final Fakes fakes = new Fakes();

    @Test
    void line_bothThere_hasFiguresRatioAndTarget() throws Exception {
        assertThat(JsonReport.line(measured(fakes.entrant("cpython", 100))))
                .isEqualTo(
                        """
                        {"case":"apply","unit":"us",\
                        "procession":{"p50":4.25,"p99":4.25,"best":4.25,"samples":1},\
                        "cpython":{"p50":100,"p99":100,"best":100,"samples":1},\
                        "ratio":{"cpython":0.0425},\
                        "target":{"of":"ratio.cpython","atMost":0.125,"met":true}}\
                        """);
    }

    @Test
    void line_peerMissing_saysWhyAndHasNoVerdict() throws Exception {
        assertThat(JsonReport.line(measured(Fakes.missing("cpython", "no \"python3\""))))
                .isEqualTo(
                        """
                        {"case":"apply","unit":"us",\
                        "procession":{"p50":4.25,"p99":4.25,"best":4.25,"samples":1},\
                        "ratio":{},\
                        "target":{"of":"ratio.cpython","atMost":0.125},\
                        "absent":{"cpython":"no \\"python3\\""}}\
                        """);
    }

    @Test
    void line_failed_saysWhy() throws Exception {
        var result = Runner.run(Fakes.aCase(0, 1, null, fakes.entrant("procession")), () -> {});
        assertThat(JsonReport.line(result))
                .isEqualTo("{\"case\":\"apply\",\"unit\":\"us\",\"failure\":\"procession broke\"}");
    }

    @Test
    void text_control_isEscaped() {
        assertThat(JsonReport.text("a\"b\\c\n\t\u0001é"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\t\\u0001é\"");
    }

    @Test
    void table_bothThere_showsVerdictAndBars() throws Exception {
        assertThat(table(measured(fakes.entrant("cpython", 10))))
                .containsExactly(
                        "case             who                  median          p99 unit   ours/peer  target",
                        "",
                        "apply            procession             4.25         4.25 us"
                                + " ".repeat(33)
                                + "##########",
                        "                 cpython                  10           10 us        1/2.35  <= 1/8  MISSED  "
                                + " ########################",
                        "                 one task (less is better; samples: 1, 1)");
    }

    @Test
    void table_peerMissing_saysWhy() throws Exception {
        assertThat(table(measured(Fakes.missing("cpython", "python3 was not found"))))
                .anyMatch(row -> row.matches(" +cpython +- +- +python3 was not found"))
                .noneMatch(row -> row.contains("met") || row.contains("MISSED"));
    }

    private Result measured(Entrant peer) throws Exception {
        var target = Target.ratioAtMost("cpython", 0.125);
        return Runner.run(
                Fakes.aCase(0, 1, target, fakes.entrant("procession", 4.25), peer), () -> {});
    }

    private static String[] table(Result result) {
        var text = new StringWriter();
        new TableReport(new PrintWriter(text)).print(result);
        return text.toString().lines().toArray(String[]::new);
    }
}
