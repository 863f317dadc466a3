package dev.procession.examples;

import dev.procession.subprocess.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An example as a program of its own, which is started as one would from a shell. */
public final class JavaProgram {

    private JavaProgram() {}

    /**
     * Returns the command.
     *
     * @param main its class
     * @param arguments what it is given
     * @return the words of the command
     */
    public static List<String> words(Class<?> main, List<String> arguments) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("--enable-native-access=ALL-UNNAMED");
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(arguments);
        return List.copyOf(words);
    }

    static Command command(Class<?> main, String... arguments) {
        return Command.of(words(main, List.of(arguments))).mergeErrors();
    }
}
