package dev.procession.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code procession kill}. */
@Command(
        name = "kill",
        sortOptions = false,
        header = "Ends a process of your running programs, or sends it a signal.",
        description = {
            "",
            "SIGTERM, and SIGKILL to what has not ended two seconds later. A worker that is ended costs the task"
                    + " that it runs, which fails with WorkerDiedException; its pool starts another. The children"
                    + " of a process end with it. To end a whole program, kill its main process.",
            "",
            "Only processes that procession ps lists are touched. A name that several have is refused, with the"
                    + " list of them.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all have ended, or got the signal",
            "1:one could not be ended, or the system refused the signal",
            "2:the command line is wrong, there is no such process, or several have the name; nothing was done"
        })
final class KillCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PID|NAME", description = "The process, as procession ps lists it.")
    private String wanted = "";

    @Option(
            names = "--tree",
            description = "Also all processes below it, each of which is signalled by itself.")
    private boolean isTree;

    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "Send this signal, such as INT, STOP or 9, and wait for nothing.")
    private @Nullable String signal;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "How long it has to end after SIGTERM, such as 500ms. Default: 2s.")
    private String grace = "2s";

    @Override
    public Integer call() throws Exception {
        try {
            return kill();
        } catch (UsageException mistake) {
            throw new ParameterException(spec.commandLine(), mistake.getMessage(), mistake);
        }
    }

    private int kill() throws Exception {
        if (Mistakes.isSignal(wanted)) {
            throw new UsageException(Mistakes.signalAdvice(wanted));
        }
        var sent = signal == null ? null : Ladder.signal(signal);
        Duration time = Durations.parse("--grace", grace);
        var seen = Looking.look();
        var chosen = ProcessChoice.of(seen, wanted);
        var rows = isTree ? ProcessChoice.withTree(seen, chosen) : List.of(chosen);
        var results = sent == null ? Ladder.end(rows, time) : Ladder.send(rows, sent);
        var out = spec.commandLine().getOut();
        results.forEach((row, result) -> out.println(row.describe() + ": " + result.words()));
        out.flush();
        return results.values().stream().allMatch(Ladder.Result::isGood) ? 0 : FAILED;
    }
}
