package dev.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands of JVMs that are measured, all of this JVM's {@code java.home}. */
final class Jvm {

    private static final String LAUNCHER =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private Jvm() {}

    /** Returns {@code java Hello} with default options; folder is where only that class is. */
    static List<String> hello(Path folder, String... arguments) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(LAUNCHER, "-cp", folder.toString(), Hello.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Returns the command for a class of this module, run as {@code bin/procession} does. */
    static List<String> likeThis(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(LAUNCHER);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs {@code java Hello} to its end and returns how long that took. */
    static double helloMillis(Path folder) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(hello(folder))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        long start = System.nanoTime();
        int status = builder.start().waitFor();
        double millis = (System.nanoTime() - start) / 1e6;
        if (status != 0) {
            throw new IOException("java Hello failed: status=" + status);
        }
        return millis;
    }
}
