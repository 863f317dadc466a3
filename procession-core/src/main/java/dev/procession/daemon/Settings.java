package dev.procession.daemon;

import dev.procession.ProcessOptions;
import dev.procession.internal.launch.DaemonLaunch;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What is kept of the options of a daemon: for its own use, and so that it can be started again by
 * whoever knows nothing but its name.
 *
 * @param java the program that starts its JVM
 * @param directory its current directory
 * @param environment variables that it has besides those of who starts it
 * @param startTimeout how long it may take until it runs its body
 * @param settleTime how long that has to run
 * @param logBytes how large a file of log becomes
 * @param logFiles how many there are
 */
record Settings(
        String java,
        Path directory,
        Map<String, String> environment,
        Duration startTimeout,
        Duration settleTime,
        long logBytes,
        int logFiles) {

    private static final Path ROOT = Path.of("/");
    private static final String VARIABLE = "environment.";

    static Settings of(DaemonOptions options) throws IOException {
        ProcessOptions process = options.process();
        Path directory = process.directory();
        return new Settings(
                DaemonLaunch.java(process),
                directory == null ? ROOT : directory.toAbsolutePath(),
                process.environment(),
                process.startTimeout(),
                options.settleTime(),
                options.logBytes(),
                options.logFiles());
    }

    void write(Path file) throws IOException {
        Properties lines = new Properties();
        lines.setProperty("java", java);
        lines.setProperty("directory", directory.toString());
        environment.forEach((name, value) -> lines.setProperty(VARIABLE + name, value));
        lines.setProperty("start-timeout", startTimeout.toString());
        lines.setProperty("settle-time", settleTime.toString());
        lines.setProperty("log-bytes", Long.toString(logBytes));
        lines.setProperty("log-files", Integer.toString(logFiles));
        try (Writer out = Files.newBufferedWriter(file)) {
            lines.store(out, null);
        }
    }

    /** Reads them; nothing if there are none, since no such daemon was ever started. */
    static Optional<Settings> read(Path file) throws IOException {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            lines.load(in);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(lines));
        } catch (NumberFormatException | DateTimeParseException malformed) {
            throw new IOException(
                    "they are damaged: start it anew, which writes them: path=" + file, malformed);
        }
    }

    private static Settings parse(Properties lines) {
        Map<String, String> environment = new HashMap<>();
        for (String name : lines.stringPropertyNames()) {
            if (name.startsWith(VARIABLE)) {
                environment.put(name.substring(VARIABLE.length()), lines.getProperty(name));
            }
        }
        // The numbers are written last: a file that was cut off lacks one, which is no number.
        return new Settings(
                lines.getProperty("java", ""),
                Path.of(lines.getProperty("directory", "")),
                environment,
                Duration.parse(lines.getProperty("start-timeout", "")),
                Duration.parse(lines.getProperty("settle-time", "")),
                Long.parseLong(lines.getProperty("log-bytes", "")),
                Integer.parseInt(lines.getProperty("log-files", "")));
    }

    /** Returns the part of them that a fresh process gets from who starts it. */
    ProcessOptions process() {
        ProcessOptions options = ProcessOptions.defaults().withDirectory(directory);
        for (Map.Entry<String, String> each : environment.entrySet()) {
            options = options.withEnvironment(each.getKey(), each.getValue());
        }
        return options;
    }
}
