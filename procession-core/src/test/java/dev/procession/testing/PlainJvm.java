package dev.procession.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command of a JVM with the class path of this one and no option that is not asked for. */
public final class PlainJvm {

    private PlainJvm() {}

    /**
     * Returns the command, for {@link Victim#startCommand}.
     *
     * @param launcher what it is behind
     * @param options those of the JVM
     * @param main its main class
     * @param arguments those of main
     */
    public static List<String> command(
            List<String> launcher, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Dprocession.cache=off", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
