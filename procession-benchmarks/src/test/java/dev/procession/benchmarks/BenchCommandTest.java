package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void names_unknown_areRefusedInOneLine() {
        assertThat(execute("apply", "foo", "bar")).isEqualTo(2);
        assertThat(err)
                .hasToString(
                        "procession bench: no such case: foo, bar; known are apply, apply-2, map-1,"
                                + " map-auto, start, start-fresh, memory, idle, fault, close,"
                                + " recycle, elastic, lock, lock-2, pingpong, queue-1, queue-4, queue-1m, pipe, pipe-1m, array, array-shared,"
                                + " manager-map, manager-list, manager-lock, manager-queue,"
                                + " manager-batch, manager-32, thread-start, thread-memory,"
                                + " thread-share, thread-cpu, thread-io, process-per-task"
                                + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void help_asked_namesAllCases() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains(
                        "Cases: apply, apply-2, map-1, map-auto, start, start-fresh, memory, idle,"
                                + " fault, close, recycle, elastic, lock, lock-2, pingpong, queue-1, queue-4, queue-1m, pipe, pipe-1m,"
                                + " array, array-shared, manager-map, manager-list, manager-lock,"
                                + " manager-queue, manager-batch, manager-32, thread-start,"
                                + " thread-memory, thread-share, thread-cpu, thread-io,"
                                + " process-per-task. What names no case names all those that begin"
                                + " with it and a dash: queue, manager, thread, process.");
    }

    @Test
    void svg_inNoFolder_isRefusedBeforeAnythingRuns() {
        assertThat(execute("--svg", "no-such-folder/a.svg", "apply")).isEqualTo(2);
        assertThat(err)
                .hasToString(
                        "procession bench: --svg is in no folder that is there:"
                                + " --svg=no-such-folder/a.svg"
                                + System.lineSeparator());
    }

    private int execute(String... arguments) {
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
