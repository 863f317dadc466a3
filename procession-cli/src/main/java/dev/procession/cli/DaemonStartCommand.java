package dev.procession.cli;

import dev.procession.ProcessOptions;
import dev.procession.daemon.DaemonOptions;
import dev.procession.daemon.Daemons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code procession daemon start}. */
@Command(
        name = "start",
        sortOptions = false,
        header = "Starts the main of a class as a daemon, and waits until it is up.",
        description = {
            "",
            "  procession daemon start -cp clock.jar clock com.acme.Clock --port 8080",
            "",
            "Options come before the name; what is behind the class is for it. A daemon that runs is not started twice.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:it runs", "1:it could not be started, or runs already", "2:usage"})
final class DaemonStartCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "CLASS", description = "The class whose main it runs.")
    private String className = "";

    @Parameters(index = "2..*", paramLabel = "ARG", description = "The arguments of its main.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "Where its classes are: jars, directories, dir/* for all jars.")
    private @Nullable String classPath;

    @Option(
            names = {"-J", "--jvm-option"},
            paramLabel = "OPTION",
            description = "An option of its JVM, such as -J-Xss4m. May be given more than once.")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(
            names = "--max-heap",
            paramLabel = "SIZE",
            description = "How much heap it may have, such as 512m.")
    private @Nullable String maxHeap;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Its current directory. Default: /.")
    private @Nullable Path directory;

    @Option(
            names = "--log-size",
            paramLabel = "SIZE",
            description = "How large a file of its log becomes. Default: 10m.")
    private String logSize = "10m";

    @Option(
            names = "--log-files",
            paramLabel = "N",
            description = "How many files of log are kept. Default: 5.")
    private int logFiles = 5;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            description = {
                "How long it has to run until it is taken for started, such as 5s, unless it calls"
                        + " Daemons.ready(). Default: 250ms."
            })
    private @Nullable String settle;

    @Override
    public Integer call() {
        return DaemonCommand.tell(
                spec,
                () -> {
                    requireClassName();
                    var body = new MainCall(className, arguments);
                    var status = Daemons.start(name, options(), body);
                    spec.commandLine().getOut().println(DaemonText.line(status));
                    return 0;
                });
    }

    private void requireClassName() {
        if (className.endsWith(".jar") || className.contains("/")) {
            throw new UsageException(
                    "a daemon runs the main of a class, such as -cp clock.jar "
                            + name
                            + " com.acme.Clock; a program of another kind is not started: CLASS="
                            + className);
        }
    }

    private DaemonOptions options() {
        var process = ProcessOptions.defaults().withJvmOptions(jvmOptions.toArray(String[]::new));
        if (maxHeap != null) {
            process = process.withMaxHeap(maxHeap);
        }
        if (directory != null) {
            if (!Files.isDirectory(directory)) {
                throw new UsageException(
                        "--directory must be a directory: --directory=" + directory);
            }
            process = process.withDirectory(directory);
        }
        if (classPath != null) {
            process = process.withClassPath(ClassPathEntries.parse(classPath));
        }
        var options = DaemonOptions.defaults().withLog(logSize, logFiles).withProcess(process);
        return settle == null
                ? options
                : options.withSettleTime(Durations.parse("--settle", settle));
    }
}
