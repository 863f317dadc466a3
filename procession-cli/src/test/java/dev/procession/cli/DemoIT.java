package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DemoIT {

    @TempDir Path directory;

    @Test
    void demo_shortened_hasFiveFailuresAndTheRestRight() throws Exception {
        var ended = CommandProcess.run(directory, "demo", "--seconds", "1", "-q");
        assertThat(ended.out())
                .anySatisfy(line ->
                        assertThat(line).matches("  writes to address 0 +died +segmentation .*"))
                .anySatisfy(line ->
                        assertThat(line)
                                .matches(
                                        "  calls System.exit\\(0\\) +died +process \\d+ exited\\(0\\)"))
                .anySatisfy(line ->
                        assertThat(line).matches("  fills the heap +memory +Java heap space"))
                .anySatisfy(line -> assertThat(line).matches("  loops for ever +timeout +at .*"))
                .anySatisfy(line ->
                        assertThat(line)
                                .matches(
                                        "  returns a running thread +exception +result.thread: java.lang.Thread.*"))
                .anySatisfy(line ->
                        assertThat(line).matches("  right: ([\\d,]+) of \\1 classes read, .*"))
                .anySatisfy(line -> assertThat(line).startsWith("  stopped early, as asked"));
        assertThat(ended.out()).allSatisfy(line -> assertThat(Columns.width(line)).isLessThan(80));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    @Test
    void demo_asJson_isALineForEachHostileInputTheResultAndTheSummary() throws Exception {
        var ended = CommandProcess.run(directory, "demo", "--seconds", "1", "--json", "-q");
        assertThat(ended.out()).hasSize(7);
        assertThat(ended.out().getFirst())
                .startsWith("{\"index\":10,\"input\":\"writes to address 0\",\"status\":\"died\",");
        assertThat(ended.out().get(5))
                .startsWith("{\"result\":{\"classes\":")
                .endsWith("\"wrongs\":[]}}");
        assertThat(ended.out().getLast())
                .startsWith("{\"summary\":{\"inputs\":")
                .contains(
                        ",\"exception\":1,\"timeout\":1,\"memory\":1,\"died\":2,\"cancelled\":0,");
        assertThat(ended.status()).isZero();
    }
}
