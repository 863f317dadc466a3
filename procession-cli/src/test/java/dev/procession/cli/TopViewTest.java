package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.desk.DeskReport;
import dev.procession.internal.desk.ProcessSight;
import dev.procession.internal.ring.QueueGlance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row P11: what {@code procession top} shows, without a terminal. */
class TopViewTest {

    private final TopView view = new TopView(ProcessOrder.TREE);

    private static Seen.Row row(long pid, int depth, String name, DeskReport.State state, long mb) {
        var isWorker = state != DeskReport.State.UNKNOWN;
        var told =
                new DeskReport.Child(
                        pid,
                        name,
                        isWorker ? DeskReport.Role.WORKER : DeskReport.Role.PROCESS,
                        "",
                        state,
                        "",
                        state == DeskReport.State.BUSY ? 12_300_000_000L : 0,
                        isWorker ? pid : -1);
        var os =
                new ProcessSight(pid, 1, 'S', "java", Duration.ZERO, null, ProcessHandle.current());
        return new Seen.Row(
                os,
                Path.of("/s"),
                depth,
                told,
                name,
                isWorker ? "worker" : "main",
                mb << 20,
                state == DeskReport.State.BUSY ? "input 3: a/very/long/path/to/a/file.pdf" : "",
                "");
    }

    @BeforeEach
    void look() {
        List<Seen.Row> rows = new ArrayList<>();
        rows.add(row(4710, 0, "MainProcess", DeskReport.State.UNKNOWN, 120));
        for (var i = 1; i <= 20; i++) {
            rows.add(
                    row(
                            4710 + i,
                            1,
                            "render-" + i,
                            i == 3 ? DeskReport.State.BUSY : DeskReport.State.IDLE,
                            i == 7 ? 300 : 40));
        }
        var pool = new Seen.Pool(4710, new DeskReport.Pool("render", 20, 1, 5, 99, 0));
        view.show(
                new Seen(
                        List.of(
                                new Seen.Session(
                                        Path.of("/s"), 4710, rows, List.of(pool), List.of())),
                        0));
    }

    private List<String> draw(int width, int height) {
        return view.draw(width, height, line -> ">" + line.stripTrailing());
    }

    private TopView.Wish type(String text) {
        TopView.Wish last = null;
        for (var each : text.toCharArray()) {
            last = view.press(each == '\r' ? new Key.Enter() : new Key.Typed(each));
        }
        return last;
    }

    @Test
    void P11_narrowAndShortTerminals_areFilledAndNotOverrun() {
        assertThat(type("?")).isNull();
        assertThat(draw(60, 16)).noneMatch(line -> line.endsWith("~"));
        type("q");
        for (var width : List.of(20, 40, 60, 80, 200)) {
            for (var height : List.of(5, 12, 40)) {
                var lines = draw(width, height);
                assertThat(lines).hasSizeLessThanOrEqualTo(height);
                assertThat(lines).allMatch(line -> line.replace(">", "").length() <= width);
            }
        }
        assertThat(draw(60, 12))
                .contains(
                        "pool render: 1 of 20 busy, 5 wait, 99 done",
                        " PID NAME        STATE   AGE CPU%  MEM DONE WHAT",
                        ">4710 MainProcess runs           0 120M",
                        "4713   render-3  busy  12.3s    0  40M 4713 input 3: a/very~");
        assertThat(draw(80, 12))
                .anyMatch(line -> line.endsWith(" DONE WHAT"))
                .anyMatch(line -> line.endsWith(" input 3: a/very/long/path/to~"));
    }

    @Test
    void P11_narrow_hasNamesStatesAndNumbers() {
        assertThat(draw(30, 16))
                .contains(
                        "1 prog, 21 proc, 1 busy",
                        "pool re~: 1 of 20 busy, 5 wait",
                        " PID NAME        STATE CPU%",
                        ">4710 MainProcess runs     0",
                        "4713   render-3  busy     0");
        assertThat(draw(22, 16))
                .contains(
                        "21 proc, 1 busy",
                        "pool re~: 1 of 20 busy",
                        " PID NAME        STATE",
                        "4713   render-3  busy");
        assertThat(draw(17, 16))
                .contains("21 proc, 1 busy", " PID NAME   STATE", "4713   ren~ busy");
        assertThat(draw(12, 16)).contains(" PID NAME", "4713   ren~");
    }

    @Test
    void P11_queueOfALongName_isCutInItsName() {
        var queue = new QueueGlance(4710, 3, 10, true, false);
        var rows = List.of(row(4710, 0, "MainProcess", DeskReport.State.UNKNOWN, 120));
        var session = new Seen.Session(Path.of("/s"), 4710, rows, List.of(), List.of(queue));
        var seen = new Seen(List.of(session), 0);
        assertThat(SeenSummary.lines(seen, 60))
                .containsExactly("queue of MainProcess (pid 4710): 3 of 10 elements, completed");
        assertThat(SeenSummary.lines(seen, 42))
                .containsExactly("queue of Mai~: 3 of 10 elements, completed");
        assertThat(SeenSummary.lines(seen, 30)).containsExactly("queue of Ma~: 3 of 10 elements");
        assertThat(SeenSummary.lines(seen, 10)).allMatch(line -> line.length() <= 10);
    }

    @Test
    void P11_orders_areStepped_andTheSelectionStaysWithItsProcess() {
        type("s");
        assertThat(draw(60, 40).getFirst()).endsWith("by cpu");
        type("s");
        assertThat(draw(60, 40).get(3)).contains("render-7");
        type("s");
        assertThat(draw(60, 40).get(3)).contains("render-3");
    }

    @Test
    void P11_filter_leavesWhatHasTheText() {
        type("/render-1\r");
        assertThat(draw(60, 40)).filteredOn(line -> line.matches(">?47.*render-.*")).hasSize(11);
        type("/7\r");
        assertThat(draw(60, 40)).filteredOn(line -> line.matches(">?47.*render-.*")).hasSize(1);
        view.press(new Key.Typed('/'));
        view.press(new Key.Escape());
        assertThat(draw(60, 40)).filteredOn(line -> line.matches(">?47.*render-.*")).hasSize(20);
    }

    @Test
    void P11_kill_isAskedAboutFirst() {
        assertThat(type("x")).isNull();
        assertThat(draw(60, 12).getLast())
                .isEqualTo("end MainProcess (pid 4710)? y: yes, any other key: no");
        assertThat(type("q")).isNull();
        assertThat(draw(60, 12).getLast()).isEqualTo("nothing was done");
        type("x");
        assertThat(type("y"))
                .isInstanceOfSatisfying(
                        TopView.Wish.Kill.class,
                        wish -> assertThat(wish.row().pid()).isEqualTo(4710));
        assertThat(type("q")).isEqualTo(new TopView.Wish.Quit());
    }
}
