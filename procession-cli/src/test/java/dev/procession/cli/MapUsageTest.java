package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with the command line: one line, exit status 2, nothing started. */
class MapUsageTest {

    private static final String TASK = Tasks.class.getName() + "::upper";

    private static String mistake(List<String> arguments) {
        var err = new StringWriter();
        var status =
                Main.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute(arguments.toArray(String[]::new));
        assertThat(status).isEqualTo(2);
        return err.toString().strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-j 0|-j must be at least 1: -j=0",
                "-j -3|-j must be at least 1: -j=-3",
                "-j two|Invalid value for option '-j': 'two' is not an int",
                "--timeout 10|--timeout takes a number with a unit, one of ms, s, m, h and d, such as 10s:"
                        + " --timeout=10",
                "--max-heap 5q|a size is digits and then nothing, k, m or g, such as 512m: size=\"5q\"",
                "--max-rss 1m|the largest resident size must be 64m or more, a JVM alone needs a third of that:"
                        + " size=\"1m\"",
                "--max-heap 1k|max heap must be at least 2m, the least a JVM starts with: size=1k",
                "--retries -1|retries must be 0 to 100: retries=-1",
                "-cp no/such/folder|an entry of -cp does not exist: entry=no/such/folder",
                "--input-file no/such/file|--input-file is not a readable file: --input-file=no/such/file",
                "--null|--null says how --input-file is read, which is missing",
                "--josn|Unknown option: '--josn'",
            })
    void option_thatIsWrong_isOneLine(String options, String message) {
        List<String> arguments = new ArrayList<>(List.of("map", TASK, "x"));
        arguments.addAll(List.of(options.split(" ")));
        assertThat(mistake(arguments))
                .isEqualTo("procession map: " + message + " (see procession map --help)");
    }

    @Test
    void inputs_missing_isOneLine() {
        assertThat(mistake(List.of("map", TASK)))
                .isEqualTo(
                        "procession map: there are no inputs: give them as arguments or with --input-file,"
                                + " - is standard input (see procession map --help)");
    }

    @Test
    void task_missing_isOneLine() {
        assertThat(mistake(List.of("map"))).hasLineCount(1).contains("TASK");
    }

    @Test
    void demo_withoutTime_isOneLine() {
        assertThat(mistake(List.of("demo", "--seconds", "0")))
                .isEqualTo(
                        "procession demo: --seconds must be positive and below a billion: --seconds=0.0"
                                + " (see procession demo --help)");
    }
}
