package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.Progress;
import dev.procession.pool.WorkerInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Results nothing = new Results(OutputStream.nullOutputStream(), problem -> {});

    private String written() {
        var text = err.toString(StandardCharsets.UTF_8);
        err.reset();
        return text.replace("\u001b[", "<");
    }

    private static Progress progress(OptionalLong total, long done, int seconds, boolean isLast) {
        var elapsed = Duration.ofSeconds(seconds);
        return new Progress(total, done, 0, done, 3, 2, elapsed, 25, isLast);
    }

    private static RunBlock block(OptionalLong total, WorkerInfo... workers) {
        var text = new ProgressText("inputs", progress(total, 250, 10, false));
        return new RunBlock(text, List.of(workers));
    }

    @Test
    void line_whereThereIsNoTerminal_isPassedOnAtOnce() {
        var screen = new Screen(err);
        screen.stream().println("a");
        assertThat(written()).isEqualTo("a" + System.lineSeparator());
    }

    @Test
    void block_drawnAgain_replacesTheOldOneBelowNewLines() {
        var screen = new Screen(err);
        screen.draw(List.of("one", "two"), 80, nothing);
        assertThat(written()).isEqualTo("one\ntwo\n");
        screen.stream().print("printed\n");
        assertThat(written()).isEmpty();
        screen.draw(List.of("three"), 80, nothing);
        assertThat(written()).isEqualTo("<2A\r<Jprinted\nthree\n");
        screen.clear(nothing);
        assertThat(written()).isEqualTo("<1A\r<J");
        screen.clear(nothing);
        assertThat(written()).isEmpty();
        screen.stream().print("last\n");
        assertThat(written()).isEqualTo("last\n");
    }

    @Test
    void block_afterAnUnfinishedLine_beginsOnALineOfItsOwn() {
        var screen = new Screen(err);
        screen.draw(List.of(), 80, nothing);
        screen.stream().print("half");
        screen.draw(List.of("block"), 80, nothing);
        assertThat(written()).isEqualTo("half\nblock\n");
    }

    @Test
    void block_onATerminalThatBecameNarrower_isErasedWithAllItsRows() {
        var screen = new Screen(err);
        screen.draw(List.of("0123456789"), 80, nothing);
        screen.draw(List.of(), 4, nothing);
        assertThat(written()).isEqualTo("0123456789\n<3A\r<J");
    }

    @Test
    void results_whereNobodyReads_areToldOnceAndDropped() {
        List<IOException> heard = new ArrayList<>();
        var closed =
                new OutputStream() {
                    @Override
                    public void write(int character) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        var results = new Results(closed, heard::add);
        results.line("a");
        results.flush();
        results.line("b");
        results.flush();
        assertThat(heard).hasSize(1);
        assertThat(results.hasGathered()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 20, 40, 60, 80, 200})
    void progress_onAnyWidth_fits(int columns) {
        var worker =
                new WorkerInfo(
                        "w", 4711, true, "\u65e5\u672c\n".repeat(90), Duration.ofSeconds(75), 1);
        var lines =
                block(OptionalLong.of(1000), worker).lines(new Terminal.Size(columns, 24), true);
        assertThat(lines).hasSize(2);
        assertThat(lines)
                .allSatisfy(each -> assertThat(Columns.width(each)).isLessThan(columns + 1));
    }

    @Test
    void progress_ofAKnownTotal_hasABarAndTheTimeLeft() {
        var lines = block(OptionalLong.of(1000)).lines(new Terminal.Size(80, 24), false);
        assertThat(lines)
                .containsExactly(
                        "[#####                 ]  250/1,000 inputs  3 failed  2 retried  25/s  ETA 0:30");
    }

    @Test
    void progress_ofAnUnknownTotal_hasTheTimeSoFar() {
        assertThat(block(OptionalLong.empty()).text().line())
                .isEqualTo("250 inputs, 3 failed, 2 retried, 25/s, 0:10");
    }

    @Test
    void progress_withMoreWorkersThanRows_countsTheRest() {
        var worker = new WorkerInfo("w", 0, false, null, Duration.ZERO, 1);
        var lines =
                block(OptionalLong.empty(), worker, worker, worker, worker)
                        .lines(new Terminal.Size(80, 7), false);
        assertThat(lines).hasSize(4);
        assertThat(lines.getLast()).isEqualTo("  and 2 more workers");
    }

    @Test
    void bar_onATerminal_isDrawnOverItself_andStays() {
        var bar = new ProgressBar("files", new PrintStream(err), true, false);
        bar.progress(progress(OptionalLong.of(1000), 250, 10, false));
        assertThat(written())
                .isEqualTo(
                        "\r[#####                  ]  250/1,000 files  3 failed  2 retried  25/s  ETA 0:30<K");
        bar.progress(progress(OptionalLong.of(1000), 1000, 40, true));
        assertThat(written())
                .isEqualTo(
                        "\r[########################]  1,000/1,000 files  3 failed  2 retried  25/s  0:40<K"
                                + System.lineSeparator());
    }

    @Test
    void bar_elsewhere_isALineNowAndThen_andOneAtTheEnd() {
        var bar = new ProgressBar("files", new PrintStream(err), false, false);
        for (int seconds = 1; seconds < 12; seconds++) {
            bar.progress(progress(OptionalLong.empty(), seconds * 25L, seconds, seconds == 11));
        }
        assertThat(written().lines())
                .containsExactly(
                        "125 files, 3 failed, 2 retried, 25/s, 0:05",
                        "250 files, 3 failed, 2 retried, 25/s, 0:10",
                        "275 files, 3 failed, 2 retried, 25/s, 0:11");
    }

    @Test
    void columns_ofAnyText_areKept() {
        assertThat(Columns.left("ab", 4)).isEqualTo("ab  ");
        assertThat(Columns.right("ab", 4)).isEqualTo("  ab");
        assertThat(Columns.fit("abcdef", 4)).isEqualTo("abc~");
        assertThat(Columns.fit("a\tb", 4)).isEqualTo("a?b");
        assertThat(Columns.bar(0.5, 4, true)).isEqualTo("\u2588\u2588  ");
        assertThat(Columns.bar(0.5, 1, true)).isEqualTo("\u258c");
        assertThat(Columns.bar(2, 3, false)).isEqualTo("###");
    }
}
