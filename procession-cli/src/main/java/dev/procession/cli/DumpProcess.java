package dev.procession.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code procession dump} in a process of its own, for a command that looks at several sessions: a
 * JVM can be the guest of only one.
 */
final class DumpProcess {

    private DumpProcess() {}

    /** Returns the lines that it prints. */
    static List<String> run(Seen.Row row) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED"));
        for (var property : List.of("procession.directory", "java.io.tmpdir")) {
            var value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.add("dump");
        command.add(Long.toString(row.pid()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            process.getOutputStream().close();
            return new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } finally {
            process.destroy();
        }
    }
}
