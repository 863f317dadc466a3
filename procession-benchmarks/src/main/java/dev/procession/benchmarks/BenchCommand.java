package dev.procession.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs each case beside its peers and prints the ratios. */
@Command(
        name = "bench",
        description = "Measures Procession beside its peers, in one run.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getErr().println("procession bench: there is no case to run yet");
        return 1;
    }
}
