package dev.procession.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the terminal, found without loading anything big: this runs before the first
 * worker starts.
 */
final class Terminal {

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final Size USUAL = new Size(80, 24);
    private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)\\s*");

    /** The numbers of characters. */
    record Size(int columns, int rows) {}

    private Terminal() {}

    /** Tells whether standard error is a terminal that can move its cursor. */
    static boolean isErrorLive() {
        return isTerminal(STDERR) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Tells whether somebody sees what is drawn, and can press keys. */
    static boolean isInteractive() {
        return isTerminal(STDIN) && isTerminal(STDOUT) && !"dumb".equals(System.getenv("TERM"));
    }

    static boolean isOutputTerminal() {
        return isTerminal(STDOUT);
    }

    /** Tells whether standard output should have colours. */
    static boolean isOutputColoured() {
        var noColour = Objects.requireNonNullElse(System.getenv("NO_COLOR"), "");
        return noColour.isEmpty() && isTerminal(STDOUT) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Tells whether block characters can be shown. */
    static boolean isUnicode() {
        var name =
                System.getProperty(
                        "stderr.encoding", System.getProperty("native.encoding", "US-ASCII"));
        return Charset.isSupported(name) && Charset.forName(name).equals(StandardCharsets.UTF_8);
    }

    private static boolean isTerminal(int descriptor) {
        var link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                var device = Files.readSymbolicLink(link).toString();
                return device.startsWith("/dev/pts/")
                        || device.startsWith("/dev/tty")
                        || device.equals("/dev/console");
            }
        } catch (IOException notLinux) {
            return asksShell(descriptor);
        }
        return File.separatorChar == '/' && asksShell(descriptor);
    }

    private static boolean asksShell(int descriptor) {
        var builder = new ProcessBuilder("sh", "-c", "test -t " + descriptor).inheritIO();
        return run(builder) != null;
    }

    /** Asks the system for the size; an external command does it, so not too often. */
    static Size size() {
        var builder =
                new ProcessBuilder("stty", "size")
                        .redirectInput(new File("/dev/tty"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        var answer = run(builder);
        var matcher = SIZE.matcher(answer == null ? "" : answer);
        if (!matcher.matches() || matcher.group(2).equals("0")) {
            return USUAL;
        }
        return new Size(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(1)));
    }

    /** Runs a short command; returns its output, or null if it failed. */
    private static @Nullable String run(ProcessBuilder builder) {
        try {
            var process = builder.start();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor(1, TimeUnit.SECONDS)) {
                return process.exitValue() == 0 ? output : null;
            }
            process.destroyForcibly();
        } catch (IOException thereIsNone) {
            return null;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
