package dev.procession.cli;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code procession demo}. */
@Command(
        name = "demo",
        sortOptions = false,
        header = "Reads every class of the running JDK, with five inputs among them that do harm.",
        description = {
            "",
            "Worker processes parse all classes and add up what is in them. Five further inputs segfault,"
                    + " call System.exit, fill the heap, loop for ever, and return what cannot be"
                    + " serialized. Each has its own outcome, and all the rest is right.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all outcomes are as they must be",
            "1:some are not",
            "2:the command line is wrong",
            "130:stopped by Ctrl-C (143: by SIGTERM)"
        })
final class DemoCommand implements Callable<Integer> {

    private static final int WRONG = 1;
    private static final int MOST_CLASSES = 100;
    private static final Duration TASK_TIMEOUT = Duration.ofSeconds(5);
    private static final String MAX_HEAP = "256m";

    @Spec private CommandSpec spec;

    @Option(
            names = "--json",
            description = "Write JSON lines: the five outcomes, the result, a summary.")
    private boolean isJson;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description =
                    "Stop taking further packages after so many seconds; what was taken is finished.")
    private @Nullable Double seconds;

    @Option(
            names = "-j",
            paramLabel = "N",
            description = "How many worker processes. Default: one for each processor.")
    private @Nullable Integer workers;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean isQuiet;

    @Override
    public Integer call() throws IOException {
        var options = options();
        var limit = limit();
        var console = Console.takeOver(isQuiet);
        if (console.mode() != Display.Mode.NONE) {
            console.err().println("procession: listing the classes of this JDK");
        }
        var batches = DemoTask.batches(MOST_CLASSES);
        var ofAll = batches.stream().mapToLong(each -> each.names().size()).sum();
        var source = new DemoSource(batches, limit);
        var totals = new DemoTotals();
        var run = new PoolRun<DemoInput, DemoFinding>(console, source, false, false);
        run.run(
                DemoTask::examine,
                options,
                "tasks",
                () -> OptionalLong.of(source.size()),
                totals::add);
        var stopped = console.control().exitStatus();
        if (stopped == 0) {
            totals.expect(source.classesTaken());
            show(console, run, totals, source.classesTaken(), ofAll);
        } else if (!isJson) {
            console.err().println(run.summary());
        }
        if (isJson) {
            console.results().line(run.summaryJson());
        }
        console.results().flush();
        return stopped != 0 ? stopped : totals.wrongs().isEmpty() ? 0 : WRONG;
    }

    private void show(
            Console console, PoolRun<?, ?> run, DemoTotals totals, long expected, long ofAll) {
        var results = console.results();
        if (isJson) {
            totals.hostile().values().forEach(each -> tell(results, each));
            results.line(DemoPicture.json(totals, ofAll));
        } else {
            new DemoPicture(totals, Paint.ofOutput(), Terminal.isUnicode())
                    .lines(expected, ofAll, run)
                    .forEach(results::line);
        }
    }

    private static void tell(Results results, Outcome.Failed<DemoInput, DemoFinding> failed) {
        var outcome =
                new Outcome.Failed<DemoInput, String>(failed.input(), failed.cause(), failed.run());
        results.line(JsonText.ofPlain(Report.Json.toMap(outcome)));
    }

    private PoolOptions options() {
        try {
            var process = ProcessOptions.defaults().withOutput(OutputMode.DISCARDED);
            var options =
                    PoolOptions.defaults()
                            .withName("demo")
                            .withProcess(process)
                            .withMaxHeap(MAX_HEAP)
                            .withTaskTimeout(TASK_TIMEOUT);
            return workers == null ? options : options.withWorkers(workers);
        } catch (IllegalArgumentException outOfRange) {
            throw mistake(String.valueOf(outOfRange.getMessage()));
        }
    }

    private @Nullable Duration limit() {
        if (seconds == null) {
            return null;
        }
        if (!(seconds > 0 && seconds < 1e9)) {
            throw mistake("--seconds must be positive and below a billion: --seconds=" + seconds);
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
