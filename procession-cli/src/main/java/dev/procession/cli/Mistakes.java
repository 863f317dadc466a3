package dev.procession.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line, in words of our own where picocli's help nobody. */
final class Mistakes {

    private static final String SIGNAL = "--signal";

    private Mistakes() {}

    /**
     * Tells it in one line, or as many as a compiler's errors take; the usage text would push them
     * out of sight.
     */
    static int tell(ParameterException mistake, String[] words) {
        var command = mistake.getCommandLine();
        var name = command.getCommandSpec().qualifiedName();
        var message =
                mistake instanceof UnmatchedArgumentException unmatched
                        ? message(unmatched, words)
                        : String.valueOf(mistake.getMessage());
        var hint = message.lines().count() > 1 ? "" : " (see " + name + " --help)";
        command.getErr().println(name + ": " + message + hint);
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String message(UnmatchedArgumentException mistake, String[] words) {
        var spec = mistake.getCommandLine().getCommandSpec();
        var unmatched = mistake.getUnmatched();
        var signal = Arrays.stream(words).filter(Mistakes::isSignal).findFirst();
        if (spec.findOption(SIGNAL) != null && signal.isPresent()) {
            return signalAdvice(signal.get());
        }
        if (mistake.isUnknownOption()) {
            return String.valueOf(mistake.getMessage());
        }
        if (!spec.subcommands().isEmpty()) {
            var wanted = unmatched.getFirst();
            return UsageException.suggesting(
                    "there is no such command: " + wanted,
                    NearestNames.of(wanted, spec.subcommands().keySet()));
        }
        return taken(spec) + "; leave out " + String.join(" ", unmatched);
    }

    private static String taken(CommandSpec spec) {
        List<PositionalParamSpec> parameters = spec.positionalParameters();
        if (parameters.isEmpty()) {
            return "it takes options only";
        }
        return "it takes one "
                + parameters.stream()
                        .map(PositionalParamSpec::paramLabel)
                        .collect(Collectors.joining(" and one "));
    }

    /** Tells whether a word is what the kill of the system takes for a signal. */
    static boolean isSignal(String word) {
        return word.matches("-(\\d{1,2}|[A-Z][A-Z0-9]+)");
    }

    /** Returns how such a signal is given. */
    static String signalAdvice(String word) {
        return "a signal is given by "
                + SIGNAL
                + ": "
                + SIGNAL
                + " "
                + word.substring(1)
                + " in place of "
                + word;
    }
}
