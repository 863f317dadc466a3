package dev.procession.examples.command;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final File NOTHING = new File("/dev/null");

    @Spec CommandSpec spec;

    @Option(names = "--all", description = "Run all that end by themselves, one after the other.")
    boolean isAll;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The example.")
    String name = "";

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What it is given.")
    List<String> arguments = List.of();

    ExampleCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (isAll) {
            return runAll();
        }
        if (name.isEmpty()) {
            list();
            return 0;
        }
        Optional<Example> found = Catalogue.find(name);
        if (found.isPresent()) {
            return run(found.get(), arguments, Redirect.INHERIT);
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "procession example: there is no example of this name: "
                        + name
                        + "; without a name, all are listed");
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

    private int runAll() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        List<Example> all = Catalogue.all().stream().filter(Example::isAlone).toList();
        List<String> failed = new ArrayList<>();
        long start = System.nanoTime();
        for (Example each : all) {
            out.println("== " + each.name() + ": " + each.shows());
            out.flush();
            int status = run(each, List.of(), Redirect.from(NOTHING));
            if (status != 0) {
                failed.add(each.name() + ", status " + status);
            }
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        String end = failed.isEmpty() ? "all ended well" : "failed: " + String.join("; ", failed);
        out.println("== " + all.size() + " examples in " + seconds + " s, " + end);
        return failed.isEmpty() ? 0 : FAILED;
    }

    private static int run(Example example, List<String> arguments, Redirect input)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(example.main().getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).inheritIO().redirectInput(input).start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
