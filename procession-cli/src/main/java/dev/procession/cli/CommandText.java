package dev.procession.cli;

import java.io.File;
import java.util.Arrays;
import java.util.Set;

/** What people call a running program: of a JVM its main class or jar, with the arguments. */
final class CommandText {

    /** Options of the JVM whose value is the next word. */
    private static final Set<String> WITH_VALUE =
            Set.of(
                    "-cp",
                    "-classpath",
                    "--class-path",
                    "-p",
                    "--module-path",
                    "--add-modules",
                    "--add-opens",
                    "--add-exports",
                    "--add-reads",
                    "--source");

    private CommandText() {}

    /**
     * Returns the text.
     *
     * @param command the name of the program
     * @param arguments its arguments, as far as they are known
     */
    static String of(String command, String[] arguments) {
        if (!command.startsWith("java") || command.startsWith("javac")) {
            return (command + " " + String.join(" ", arguments)).strip();
        }
        var at = 0;
        while (at < arguments.length && isOption(arguments[at])) {
            at += WITH_VALUE.contains(arguments[at]) ? 2 : 1;
        }
        if (at >= arguments.length) {
            return command;
        }
        var program = arguments[at];
        var name = program.substring(program.lastIndexOf(File.separatorChar) + 1);
        var rest = Arrays.copyOfRange(arguments, at + 1, arguments.length);
        return (name + " " + String.join(" ", rest)).strip();
    }

    /** The names that follow {@code -jar} and {@code -m} are those of the program. */
    private static boolean isOption(String word) {
        return word.startsWith("-") || word.startsWith("@");
    }
}
