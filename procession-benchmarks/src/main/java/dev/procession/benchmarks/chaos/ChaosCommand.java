package dev.procession.benchmarks.chaos;

import dev.procession.cli.Console;
import dev.procession.cli.Display;
import dev.procession.cli.Interrupts;
import dev.procession.cli.Paint;
import dev.procession.cli.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code procession chaos}. */
@Command(
        name = "chaos",
        sortOptions = false,
        header =
                "Kills processes of a pool, a queue, a lock, pipes or a manager under load, and tells what came"
                        + " of it.",
        description = {
            "",
            "Six threads give a pool tasks of all sorts: short and long ones, with payloads up to 3 MB, that"
                    + " throw, are cancelled, time out, or end their own worker. Meanwhile workers get SIGKILL,"
                    + " SIGTERM and SIGSTOP at random instants, young ones too, and what they have started is"
                    + " killed. Every choice comes from the seed; the instants are the machine's.",
            "",
            "With --targets queue producers and consumers of one queue are killed and stopped, with --targets"
                    + " lock processes that change two words under a lock, which who has it next repairs."
                    + " forfeited: elements that died with the consumers that had taken them; lost if they are"
                    + " more than those. repairs: deaths with the lock that somebody has repaired."
                    + " queue_stall_ms, lock_stall_ms: how long nobody got anything done although somebody"
                    + " could have; wrong above 5000.",
            "",
            "With --targets pipe producers open pipes whose other ends go to consumers by a queue, and on to"
                    + " other consumers; each process has an end that moved into it when it was started."
                    + " moves: ends that went on. broken: pipes whose other end was closed by a death."
                    + " given_up: pipes whose taker died before it had the end that it had taken."
                    + " dropped: elements in pipes of the last two. With --targets manager its clients, and"
                    + " the manager, too: they count, lock and exchange elements by its objects."
                    + " managers: how many were killed. told_ms: the longest time until a call to a dead one"
                    + " had failed; wrong above 5000.",
            "",
            "lost: tasks that never ended, elements that never arrived. duplicated: begun, ended or taken"
                    + " twice. orphans: processes alive one second after the end. leaked: descriptors, threads,"
                    + " files and mappings left. wrong: values that were not expected, two inside a lock, and"
                    + " failures that nothing explains.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all five are zero",
            "1:one is not",
            "2:the command line is wrong, or this system has no /proc",
            "130:stopped by Ctrl-C (143: by SIGTERM)"
        })
final class ChaosCommand implements Callable<Integer> {

    private static final int NOT_GOOD = 1;

    /** What it warns of is what we do to it; held, since levels of loggers are forgotten. */
    private static final Logger LIBRARY = Logger.getLogger("dev.procession");

    @Spec CommandSpec spec;

    @Option(
            names = "--targets",
            paramLabel = "T",
            split = ",",
            defaultValue = "pool",
            description =
                    "What is harmed, of pool, queue, lock, pipe and manager, by commas. Default: pool.")
    List<String> targets = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description =
                    "How long processes are killed. Default: 30, or as long as --kills takes.")
    @Nullable Double seconds;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "After how many kills it ends. Default: as many as there are.")
    @Nullable Long kills;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Where all choices come from. Default: another one each time.")
    @Nullable Long seed;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many processes each target has. Default: 4.")
    int workers;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean isJson;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    boolean isQuiet;

    private final AtomicInteger stopStatus = new AtomicInteger();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = settings();
        LIBRARY.setLevel(Level.SEVERE);
        Console console = Console.takeOver(isQuiet);
        if (!isQuiet) {
            console.err()
                    .println(
                            "procession: chaos: seed "
                                    + settings.seed()
                                    + ", "
                                    + settings.workers()
                                    + " workers");
        }
        Verdict verdict = run(settings, console);
        for (String finding : verdict.findings()) {
            console.err().println("procession: " + finding);
        }
        if (isJson) {
            console.results().line(ChaosReport.json(verdict));
        } else {
            ChaosReport.table(verdict, Paint.ofOutput()).forEach(console.results()::line);
        }
        console.results().flush();
        int stopped = stopStatus.get();
        return stopped != 0 ? stopped : verdict.isGood() ? 0 : NOT_GOOD;
    }

    private Verdict run(Settings settings, Console console)
            throws IOException, InterruptedException {
        try (TemporaryDirectory directory = new TemporaryDirectory()) {
            ChaosRun run = new ChaosRun(settings, directory.path());
            try (Interrupts interrupts = new Interrupts(status -> stop(run, status));
                    Display display = new Display(console, new ChaosView(run, settings))) {
                interrupts.listen();
                display.start();
                return run.run();
            }
        }
    }

    /** The first signal ends the killing; a second one this JVM, and all workers with it. */
    private void stop(ChaosRun run, int status) {
        if (!stopStatus.compareAndSet(0, status)) {
            System.exit(status);
        }
        run.stop();
    }

    private Settings settings() {
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            throw mistake("it needs Linux, to see what is left over");
        }
        if (seconds != null && !(seconds > 0 && seconds < 1e6)) {
            throw mistake("--seconds must be positive and below a million: --seconds=" + seconds);
        }
        if (kills != null && kills < 1) {
            throw mistake("--kills must be at least 1: --kills=" + kills);
        }
        if (workers < 1) {
            throw mistake("--workers must be at least 1: --workers=" + workers);
        }
        double length = seconds != null ? seconds : kills != null ? 1e6 : 30;
        return new Settings(
                targets.stream().distinct().map(this::target).toList(),
                seed != null ? seed : new Random().nextInt(Integer.MAX_VALUE),
                Duration.ofNanos((long) (length * 1e9)),
                kills != null ? kills : Long.MAX_VALUE,
                workers);
    }

    private TargetKind target(String name) {
        return Arrays.stream(TargetKind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        mistake(
                                "--targets are pool, queue, lock, pipe and manager: --targets="
                                        + name));
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
