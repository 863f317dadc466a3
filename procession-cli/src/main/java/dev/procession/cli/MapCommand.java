package dev.procession.cli;

import dev.procession.pool.PoolOptions;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code procession map}. */
@Command(
        name = "map",
        sortOptions = false,
        header = "Runs a Java function over many inputs, in processes that may die.",
        description = {
            "",
            "Values go to standard output, one line for each input, in the order of the inputs: strings as"
                    + " they are, lists, maps, arrays and records as JSON, all else as toString() has it."
                    + " Failures go to standard error, one line each, as does what the function prints.",
            "",
            "An input is converted to what the function takes: a String, Path, URI, number, boolean,"
                    + " character or enum constant, or a type with a constructor that takes one string or a"
                    + " static of, valueOf or parse.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every input has its value",
            "1:some inputs failed",
            "2:the command line is wrong, or the inputs could not be read",
            "130:stopped by Ctrl-C (143: by SIGTERM; 141: nobody reads the results)"
        })
final class MapCommand implements Callable<Integer> {

    private static final int SOME_FAILED = 1;
    private static final int USAGE = 2;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "TASK",
            description = {
                "com.acme.Report::summarize, a static method of one argument;",
                "com.acme.Report::summarize(int), where it is overloaded;",
                "com.acme.Summarizer, a class that is a Function;",
                "Report.java::summarize or Report.java, a source file."
            })
    private String task = "";

    @Parameters(
            index = "1..*",
            paramLabel = "INPUT",
            description = "The inputs. After --, they may begin with -.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            defaultValue = ".",
            description =
                    "Where the task's classes are: jars, directories, dir/* for all jars in it. Default: .")
    private String classPath = "";

    @Option(
            names = "-j",
            paramLabel = "N",
            description = "How many worker processes. Default: one for each processor.")
    private @Nullable Integer workers;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long an input may take, such as 10s or 500ms.")
    private @Nullable String timeout;

    @Option(
            names = "--max-heap",
            paramLabel = "SIZE",
            description = "How much heap a worker has, such as 512m.")
    private @Nullable String maxHeap;

    @Option(
            names = "--max-rss",
            paramLabel = "SIZE",
            description = {
                "How much memory a worker may have all in all while it runs an input, such as 1g: heap,"
                        + " native memory and buffers. One that has more is killed, and the input fails."
            })
    private @Nullable String maxRss;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "0",
            description = "How often a failed input is tried again. Default: 0.")
    private int retries;

    @Option(
            names = "--json",
            description =
                    "Write one JSON object for each input, and one with the summary at the end.")
    private boolean isJson;

    @Mixin private final OutputOptions output = new OutputOptions();

    @Option(names = "--unordered", description = "Write results as they come.")
    private boolean isUnordered;

    @Option(
            names = "--fail-fast",
            description =
                    "Let the first failure end all: no more inputs are taken, and those that were taken are"
                            + " cancelled and reported so.")
    private boolean isFailFast;

    @Option(names = "--dry-run", description = "Say what would be run.")
    private boolean isDryRun;

    @Option(
            names = "--input-file",
            paramLabel = "F",
            description = "Read further inputs from a file, one a line; - is standard input.")
    private @Nullable String inputFile;

    @Option(
            names = "--null",
            description =
                    "The inputs in the file end with a NUL each, as find -print0 writes them.")
    private boolean isNullDelimited;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress and no summary, only failures.")
    private boolean isQuiet;

    @Override
    public Integer call() {
        try {
            var options = options();
            var entries = ClassPathEntries.parse(classPath);
            requireInputs();
            output.check(isJson, inputFile);
            var name = TaskName.parse(task);
            if (!name.isSource()) {
                return call(find(name, entries), options);
            }
            try (var classes = new TemporaryDirectory()) {
                return call(compile(name, entries, classes.path()), options);
            }
        } catch (UsageException mistake) {
            throw new ParameterException(spec.commandLine(), mistake.getMessage(), mistake);
        }
    }

    // ---- the command line --------------------------------------------------------------------

    private PoolOptions options() {
        try {
            var options = PoolOptions.defaults().withName("map").withRetries(retries);
            if (workers != null && workers < 1) {
                throw new UsageException("-j must be at least 1: -j=" + workers);
            }
            if (workers != null) {
                options = options.withWorkers(workers);
            }
            if (timeout != null) {
                options = options.withTaskTimeout(Durations.parse("--timeout", timeout));
            }
            if (maxHeap != null) {
                options = options.withMaxHeap(maxHeap);
            }
            return maxRss == null ? options : options.withMaxResidentSize(maxRss);
        } catch (IllegalArgumentException outOfRange) {
            throw new UsageException(String.valueOf(outOfRange.getMessage()), outOfRange);
        }
    }

    private void requireInputs() {
        if (inputFile == null && arguments.isEmpty()) {
            throw new UsageException(
                    "there are no inputs: give them as arguments or with --input-file, - is standard input");
        }
        if (inputFile == null && isNullDelimited) {
            throw new UsageException("--null says how --input-file is read, which is missing");
        }
        if (inputFile != null && !isStandardInput(inputFile)) {
            var file = Path.of(inputFile);
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new UsageException(
                        "--input-file is not a readable file: --input-file=" + inputFile);
            }
        }
    }

    private static boolean isStandardInput(String file) {
        return file.equals("-");
    }

    private static Target find(TaskName name, List<Path> entries) {
        try (var finder = new TargetFinder(entries)) {
            return finder.inClass(name);
        }
    }

    private static Target compile(TaskName name, List<Path> entries, Path directory) {
        var classNames = SourceFile.compile(Path.of(name.owner()), entries, directory);
        List<Path> all = new ArrayList<>();
        all.add(directory);
        all.addAll(entries);
        try (var finder = new TargetFinder(all)) {
            return finder.inSource(name, classNames);
        }
    }

    // ---- the run -----------------------------------------------------------------------------

    private int call(Target target, PoolOptions options) {
        if (isDryRun) {
            tellPlan(target, options);
            return 0;
        }
        var given = new OutputOptions.Given(arguments, inputFile, delimiter());
        try (var file = output.open(target, isJson ? given : null)) {
            return file == null
                    ? run(target, options, Console.takeOver(isQuiet), OutputContents.none())
                    : call(target, options, file);
        } catch (IOException failure) {
            throw new UsageException("--output: " + failure.getMessage(), failure);
        }
    }

    private int call(Target target, PoolOptions options, OutputFile file) throws IOException {
        var earlier = file.earlier();
        var isInOrder = !isUnordered;
        var isFinished = earlier.isFinished(isInOrder);
        if (!isQuiet && earlier.end() > 0) {
            var kept = Tally.grouped(earlier.ok().cardinality()) + " of ";
            var all = Tally.counted(earlier.inputs(), "input") + " have their value";
            var what = isFinished ? "nothing to do: " : "going on: ";
            spec.commandLine().getErr().println("procession: " + what + kept + all);
        }
        if (isFinished) {
            return 0;
        }
        file.start();
        var console = Console.takeOver(isQuiet, file.stream());
        var status = run(target, options, console, earlier);
        if (console.results().isClosed()) {
            return status;
        }
        try {
            file.finish(isInOrder);
            return status;
        } catch (IOException failure) {
            console.err()
                    .println(
                            "procession: --output has all results, but they cannot be put in order: "
                                    + failure.getMessage());
            return status == 0 ? SOME_FAILED : status;
        }
    }

    private int run(Target target, PoolOptions options, Console console, OutputContents earlier) {
        var results = console.results();
        var control = console.control();
        var inputs = inputs();
        var pending = new Pending(inputs, earlier.ok());
        var report =
                isJson
                        ? new Report.Json(results, pending)
                        : new Report.Text(results, console.err(), target.isVoid(), isQuiet);
        var run = new PoolRun<String, String>(console, pending, !isUnordered, isFailFast);
        run.tally().addEarlier(earlier.ok().cardinality());
        run.run(
                target.invocation(isJson),
                options.withProcess(options.process().withClassPath(target.classPath())),
                "inputs",
                this::count,
                outcome -> {
                    if (!control.isReaderGone()) {
                        report.outcome(outcome);
                    }
                });
        if (!control.isReaderGone()) {
            report.summary(run);
            results.flush();
        }
        return exitStatus(console, inputs, run.tally());
    }

    private int exitStatus(Console console, Inputs inputs, Tally tally) {
        if (inputs.problem().isPresent()) {
            console.err()
                    .println("procession: --input-file: " + inputs.problem().get().getMessage());
            return USAGE;
        }
        if (console.control().exitStatus() != 0) {
            return console.control().exitStatus();
        }
        return tally.failed() == 0 ? 0 : SOME_FAILED;
    }

    private Inputs inputs() {
        var file = inputFile;
        if (file == null) {
            return Inputs.of(arguments);
        }
        try {
            return Inputs.of(arguments, open(file), delimiter());
        } catch (IOException unreadable) {
            throw new UsageException(
                    "--input-file cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static InputStream open(String file) throws IOException {
        return isStandardInput(file)
                ? new FileInputStream(FileDescriptor.in)
                : Files.newInputStream(Path.of(file));
    }

    private char delimiter() {
        return isNullDelimited ? '\0' : '\n';
    }

    /** Counts the inputs, if that is possible before they are read. */
    private OptionalLong count() {
        if (inputFile == null) {
            return OptionalLong.of(arguments.size());
        }
        if (isStandardInput(inputFile) || !Files.isRegularFile(Path.of(inputFile))) {
            return OptionalLong.empty();
        }
        try {
            var inFile = Records.count(Path.of(inputFile), delimiter());
            return OptionalLong.of(arguments.size() + inFile);
        } catch (IOException unreadable) {
            return OptionalLong.empty();
        }
    }

    private void tellPlan(Target target, PoolOptions options) {
        var out = spec.commandLine().getOut();
        var count = count();
        out.println("task     " + target);
        out.println(
                "inputs   " + (count.isPresent() ? Tally.grouped(count.getAsLong()) : "unknown"));
        out.println("workers  " + options.workers());
        out.println("timeout  " + (timeout == null ? "none" : timeout));
        out.println("max heap " + (maxHeap == null ? "the JVM's own choice" : maxHeap));
        out.println("max rss  " + (maxRss == null ? "none" : maxRss));
        out.println("retries  " + options.retries());
        out.flush();
    }
}
