package dev.procession.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code procession top}. */
@Command(
        name = "top",
        sortOptions = false,
        header = "Watches the processes, pools and queues of your running programs.",
        description = {
            "",
            "At a terminal a live view, steered by keys: s sorts, / filters, arrows select, d dumps the selected"
                    + " process, x ends it, ? tells more, q quits. Elsewhere, in a pipe for example, it prints"
                    + " one list after the other.",
            "",
            "What the columns say: procession ps --help. CPU%% is of one processor, since the look before.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:left by q, or the count is reached",
            "1:the sessions' places cannot be read, or the terminal is gone",
            "2:the command line is wrong",
            "130:stopped by Ctrl-C (143: by SIGTERM)"
        })
final class TopCommand implements Callable<Integer> {

    private static final Duration LEAST_INTERVAL = Duration.ofMillis(200);

    @Spec private CommandSpec spec;

    @Option(
            names = {"-d", "--interval"},
            paramLabel = "TIME",
            description = "How long from one look to the next, 200ms or more. Default: 2s.")
    private String interval = "2s";

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many lists. Default: none, it goes on until it is stopped.")
    private int count;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            description = "One of tree, cpu, memory, age, done and name. Default: tree.")
    private String sort = "tree";

    @Override
    public Integer call() throws Exception {
        Duration pause;
        ProcessOrder order;
        try {
            pause = Durations.parse("--interval", interval);
            order = order(sort);
            if (pause.compareTo(LEAST_INTERVAL) < 0) {
                throw new UsageException(
                        "--interval must be at least 200ms: --interval=" + interval);
            }
            if (count < 0) {
                throw new UsageException("--count must not be negative: --count=" + count);
            }
        } catch (UsageException mistake) {
            throw new ParameterException(spec.commandLine(), mistake.getMessage(), mistake);
        }
        if (!Terminal.isInteractive()) {
            return print(pause, new TopView(order));
        }
        try (var terminal = LiveTerminal.open()) {
            new TopLoop(terminal, new TopView(order), pause, count).run();
        }
        return 0;
    }

    private static ProcessOrder order(String text) {
        return Arrays.stream(ProcessOrder.values())
                .filter(each -> each.word().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new UsageException(
                                "--sort takes one of "
                                        + Arrays.stream(ProcessOrder.values())
                                                .map(ProcessOrder::word)
                                                .collect(Collectors.joining(", "))
                                        + ": --sort="
                                        + text));
    }

    /**
     * Prints lists; the first one after an interval, since what was used of a processor before is
     * not known.
     */
    private int print(Duration pause, TopView view) throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        view.show(Looking.look());
        for (var printed = 0; count == 0 || printed < count; printed++) {
            Thread.sleep(pause);
            view.show(Looking.look());
            print(view, out);
            if (out.checkError()) {
                // Nobody reads any more, or nothing can be written: the exit status will say so.
                return 0;
            }
        }
        return 0;
    }

    private static void print(TopView view, PrintWriter out) {
        out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS));
        view.list().forEach(out::println);
        out.println();
    }
}
