package dev.procession.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs each case beside its peers and prints the ratios. */
@Command(
        name = "bench",
        description = {
            "Measures Procession beside its peers, in one run and round by round in turn, so that the"
                    + " noise of the machine meets all of them.",
            "",
            "Cases: apply, apply-2, map-1, map-auto, start, start-fresh, memory, idle,"
                    + " fault, close, recycle, elastic, lock, lock-2, pingpong, queue-1, queue-4, queue-1m, pipe, pipe-1m,"
                    + " array, array-shared, manager-map, manager-list, manager-lock, manager-queue,"
                    + " manager-batch, manager-32, thread-start, thread-memory, thread-share, thread-cpu,"
                    + " thread-io, process-per-task.",
            "What names no case names all those that begin with it and a dash: queue, manager, thread,"
                    + " process.",
            "A ratio is always ours divided by the peer's; the median of all samples counts."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Spec CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object on a line for each case.")
    boolean isJson;

    @Option(names = "--quick", description = "A few minutes in all, for coarse figures.")
    boolean isQuick;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Draw the results into a file as well, which is replaced.")
    @Nullable Path svg;

    @Parameters(paramLabel = "NAME", description = "The cases to run; default: all.")
    List<String> names = List.of();

    private final String python;

    BenchCommand() {
        this("python3");
    }

    BenchCommand(String python) {
        this.python = python;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Scratch scratch = Scratch.create()) {
            List<Case> all = new Cases(scale(), scratch, python).all();
            List<String> known = all.stream().map(Case::name).toList();
            Set<String> unknown = new LinkedHashSet<>(names);
            unknown.removeIf(name -> known.stream().anyMatch(each -> isMeant(each, name, known)));
            if (!unknown.isEmpty()) {
                return refuse(
                        "no such case: "
                                + String.join(", ", unknown)
                                + "; known are "
                                + String.join(", ", known));
            }
            if (svg != null && !Files.isDirectory(svg.resolveSibling("").toAbsolutePath())) {
                return refuse("--svg is in no folder that is there: --svg=" + svg);
            }
            return run(
                    names.isEmpty()
                            ? all
                            : all.stream().filter(each -> isMeant(each.name(), known)).toList());
        }
    }

    private boolean isMeant(String name, List<String> known) {
        return names.stream().anyMatch(each -> isMeant(name, each, known));
    }

    private static boolean isMeant(String name, String asked, List<String> known) {
        return known.contains(asked) ? name.equals(asked) : name.startsWith(asked + "-");
    }

    private Scale scale() {
        return isQuick ? Scale.QUICK : Scale.FULL;
    }

    private int refuse(String why) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("procession bench: " + why);
        err.flush();
        return spec.exitCodeOnInvalidInput();
    }

    private int run(List<Case> cases) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(spec.commandLine().getErr(), cases.size());
        progress.machine();
        TableReport table = new TableReport(out);
        int status = 0;
        List<Result> results = new ArrayList<>();
        for (Case each : cases) {
            progress.begin(each);
            Result result = Runner.run(each, progress::round);
            progress.end();
            results.add(result);
            if (isJson) {
                out.println(JsonReport.line(result));
                out.flush();
            } else {
                table.print(result);
            }
            Exception failure = result.failure();
            if (failure != null) {
                failure.printStackTrace(spec.commandLine().getErr());
                status = FAILED;
            }
        }
        if (svg != null && Picture.write(results, svg) == 0) {
            spec.commandLine().getErr().println("procession bench: there are no results to draw");
            return FAILED;
        }
        return status;
    }
}
