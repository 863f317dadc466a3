package dev.procession.examples.command;

import dev.procession.examples.JavaProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the examples and runs them, each in a JVM of its own. */
@Command(
        name = "example",
        description = {
            "Runs a program that shows one thing; without a name, lists all of them.",
            "",
            "Their sources are in examples/src/main/java, each small enough to be read at a glance."
        },
        mixinStandardHelpOptions = true)
final class ExampleCommand implements Callable<Integer> {

    private static final int USAGE = 2;
    private static final int FAILED = 1;

    @Spec CommandSpec spec;

    @Option(names = "--all", description = "Run all, one after the other: a line each.")
    boolean isAll;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The example.")
    String name = "";

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What it is given.")
    List<String> arguments = List.of();

    ExampleCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (isAll && !name.isEmpty()) {
            return refuse("--all runs all of them: leave out " + name);
        }
        if (isAll) {
            var all = new AllExamples(Catalogue.all(), spec.commandLine().getOut());
            return all.run() ? 0 : FAILED;
        }
        if (name.isEmpty()) {
            list();
            return 0;
        }
        Optional<Example> found = Catalogue.find(name);
        if (found.isEmpty()) {
            return refuse(
                    "there is no example of this name: "
                            + name
                            + "; without a name, all are listed");
        }
        if (!arguments.isEmpty() && !found.get().takesArguments()) {
            return refuse(name + " takes no input: leave out " + String.join(" ", arguments));
        }
        return run(found.get(), arguments);
    }

    private int refuse(String why) {
        spec.commandLine().getErr().println("procession example: " + why);
        return USAGE;
    }

    private void list() {
        PrintWriter out = spec.commandLine().getOut();
        int width = Catalogue.all().stream().mapToInt(each -> each.name().length()).max().orElse(1);
        for (Chapter chapter : Catalogue.CHAPTERS) {
            out.println(chapter.title());
            for (Example each : chapter.examples()) {
                out.printf("  %-" + width + "s  %s%n", each.name(), each.shows());
            }
        }
    }

    private static int run(Example example, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> words = JavaProgram.words(example.main(), arguments);
        Process process = new ProcessBuilder(words).inheritIO().start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
