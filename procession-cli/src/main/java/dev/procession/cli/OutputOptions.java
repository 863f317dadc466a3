package dev.procession.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the results of {@code procession map} go. */
final class OutputOptions {

    @Option(
            names = "--output",
            paramLabel = "F",
            description =
                    "Write results to a file, empty or not there yet, and not to standard output. With --json"
                            + " its first line says which run it is.")
    private @Nullable String file;

    @Option(
            names = "--resume",
            description = {
                "Go on with the --output file of a run that was interrupted, whatever did it: give the same"
                        + " task, inputs and --json. Inputs that have their value there are not run again;"
                        + " those that failed or were cancelled are. In the end the file is as that of one"
                        + " run. It begins the run if there is no file yet. Inputs must be arguments or in a"
                        + " regular file: standard input cannot be read again. With --unordered, less that was"
                        + " done is lost."
            })
    private boolean isResumed;

    /**
     * Looks at what can be told before anything is opened.
     *
     * @param isJson whether results are JSON
     * @param inputFile where further inputs are, if there are any
     */
    void check(boolean isJson, @Nullable String inputFile) {
        if (!isResumed) {
            return;
        }
        if (file == null) {
            throw new UsageException("--resume goes on with an --output file, which is missing");
        }
        if (!isJson) {
            throw new UsageException(
                    "--resume needs --json: without it, results do not tell their inputs");
        }
        if (!canBeReadTwice(inputFile)) {
            throw new UsageException(
                    "--resume needs inputs that can be read again: arguments, or an --input-file that is a"
                            + " regular file: --input-file="
                            + inputFile);
        }
    }

    private static boolean canBeReadTwice(@Nullable String inputFile) {
        return inputFile == null
                || (!inputFile.equals("-") && Files.isRegularFile(Path.of(inputFile)));
    }

    /**
     * Opens the output file, if there is to be one.
     *
     * @param task the method
     * @param inputs what the inputs are, if results are JSON; otherwise null
     */
    @Nullable OutputFile open(Target task, @Nullable Given inputs) {
        if (file == null) {
            return null;
        }
        var path = Path.of(file);
        if (inputs == null) {
            return OutputFile.begin(path, null);
        }
        var header = header(task, inputs);
        return isResumed ? OutputFile.resume(path, header) : OutputFile.begin(path, header);
    }

    /** What the command line says of the inputs. */
    record Given(List<String> arguments, @Nullable String file, char delimiter) {}

    private static RunHeader header(Target target, Given inputs) {
        if (!canBeReadTwice(inputs.file())) {
            return new RunHeader(target.toString(), null);
        }
        try {
            var path = inputs.file() == null ? null : Path.of(inputs.file());
            return new RunHeader(
                    target.toString(),
                    RunHeader.Fingerprint.of(inputs.arguments(), path, inputs.delimiter()));
        } catch (IOException unreadable) {
            throw new UsageException(
                    "--input-file cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
