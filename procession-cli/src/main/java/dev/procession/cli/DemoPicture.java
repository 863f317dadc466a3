package dev.procession.cli;

import dev.procession.CodecException;
import dev.procession.MemoryLimitException;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.pool.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the result of the demo, 79 columns wide at most. */
final class DemoPicture {

    private static final int WIDTH = 79;
    private static final int NAME = 22;
    private static final int NUMBER = 11;
    private static final int BAR = 30;
    private static final int MODULES = 10;
    private static final int INSTRUCTIONS = 10;
    private static final int MOST_WRONGS = 10;

    private final DemoTotals totals;
    private final Paint paint;
    private final boolean isUnicode;
    private final List<String> lines = new ArrayList<>();

    /**
     * Creates a picture.
     *
     * @param totals what was found
     * @param paint the colours
     * @param isUnicode whether block characters can be shown
     */
    DemoPicture(DemoTotals totals, Paint paint, boolean isUnicode) {
        this.totals = totals;
        this.paint = paint;
        this.isUnicode = isUnicode;
    }

    /**
     * Returns the lines.
     *
     * @param expected how many classes were to be read
     * @param ofAll how many there are
     * @param run how it went
     */
    List<String> lines(long expected, long ofAll, PoolRun<?, ?> run) {
        var modules = totals.modules();
        title("The largest modules of this JDK, by the size of their classes");
        var largest = modules.isEmpty() ? 1 : modules.getFirst().bytes();
        modules.stream()
                .limit(MODULES)
                .forEach(each -> bar(each.name(), each.bytes(), largest, moduleNote(each)));
        title("The most-used instructions of " + Tally.grouped(totals.instructions()));
        var used = totals.mostUsed(INSTRUCTIONS);
        var most = used.values().stream().findFirst().orElse(1L);
        used.forEach((name, count) -> bar(name, count, most, Tally.grouped(count)));
        title("The largest methods of " + Tally.grouped(totals.methods()) + ", in bytes of code");
        totals.largest()
                .forEach(each ->
                        lines.add(
                                "  "
                                        + Columns.right(Tally.grouped(each.bytes()), NUMBER - 2)
                                        + "  "
                                        + shortened(each.name())));
        title("Five hostile inputs, five outcomes");
        totals.hostile().forEach(this::hostile);
        title("And all the rest");
        rest(expected, ofAll, run);
        return lines;
    }

    private void title(String text) {
        lines.add("");
        lines.add(paint.bold(text));
    }

    private void bar(String name, long value, long largest, String note) {
        lines.add(
                "  "
                        + Columns.left(name, NAME)
                        + " "
                        + paint.blue(Columns.bar((double) value / largest, BAR, isUnicode))
                        + " "
                        + note);
    }

    private static String moduleNote(DemoTotals.ModuleSize module) {
        return String.format(
                Locale.ROOT, "%5.1f MB %7s", module.bytes() / 1e6, Tally.grouped(module.classes()));
    }

    /** Keeps the end of a name, which says more than its beginning. */
    private static String shortened(String name) {
        var room = WIDTH - NUMBER - 2;
        return name.length() <= room ? name : "~" + name.substring(name.length() - room + 1);
    }

    private void hostile(DemoInput.Hostile input, Outcome.Failed<DemoInput, DemoFinding> outcome) {
        var status = Status.of(outcome.cause());
        var word = Columns.left(status.word(), 10);
        var coloured = status == input.expected() ? paint.green(word) : paint.red(word);
        var room = WIDTH - 26 - 10 - 3;
        lines.add(
                "  "
                        + Columns.left(input.toString(), 25)
                        + coloured
                        + " "
                        + Columns.fit(what(outcome), room));
    }

    private static String what(Outcome.Failed<DemoInput, DemoFinding> outcome) {
        return switch (outcome.cause()) {
            case WorkerDiedException died -> what(died.death());
            case TaskTimeoutException timeout when !timeout.workerStack().isEmpty() ->
                    "at " + shortFrame(timeout.workerStack().getFirst());
            case MemoryLimitException memory when memory.getCause() instanceof Error error ->
                    String.valueOf(error.getMessage());
            case CodecException unencodable -> String.valueOf(unencodable.getMessage());
            case Throwable other -> Failure.of(other).line();
        };
    }

    private static String what(WorkerDiedException.Death death) {
        return death.crashReport() != null
                ? death.likelyCause()
                : "process " + death.pid() + " " + death.exitStatus();
    }

    private static String shortFrame(StackTraceElement frame) {
        return frame.getMethodName()
                + " ("
                + frame.getFileName()
                + ":"
                + frame.getLineNumber()
                + ")";
    }

    private void rest(long expected, long ofAll, PoolRun<?, ?> run) {
        var isRight = totals.wrongs().isEmpty();
        var verdict = isRight ? paint.green("right") : paint.red("WRONG");
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  %s: %s of %s classes read, each exactly once, in %s tasks",
                        verdict,
                        Tally.grouped(totals.classes()),
                        Tally.grouped(expected),
                        Tally.grouped(totals.batches())));
        totals.wrongs().stream()
                .limit(MOST_WRONGS)
                .forEach(each -> lines.add("  " + Columns.fit(each, WIDTH - 2)));
        if (expected < ofAll) {
            lines.add(
                    "  stopped early, as asked: this JDK has " + Tally.grouped(ofAll) + " classes");
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  %.1f s, %s classes a second, %s for %s",
                        run.seconds(),
                        Tally.grouped(Math.round(totals.classes() / run.seconds())),
                        Tally.counted(run.workersStarted(), "worker"),
                        Tally.counted(run.tally().inputs(), "task")));
    }

    /** What JSON output has for it. */
    private record Result(
            long classes,
            long classesOfJdk,
            long methods,
            List<DemoTotals.ModuleSize> modules,
            Map<String, Long> instructions,
            List<DemoFinding.MethodSize> largestMethods,
            List<String> wrongs) {}

    /** Returns the line with the result. */
    static String json(DemoTotals totals, long ofAll) {
        var result =
                new Result(
                        totals.classes(),
                        ofAll,
                        totals.methods(),
                        totals.modules(),
                        totals.mostUsed(INSTRUCTIONS),
                        totals.largest(),
                        totals.wrongs());
        return JsonText.ofPlain(Map.of("result", result));
    }
}
