package dev.procession.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Namespaces of a program's own, as a container has them, by the command {@code unshare}. */
public final class Namespaces {

    private Namespaces() {}

    /**
     * Returns a launcher for a {@link Victim}, or says loudly that a test cannot run here.
     *
     * @param options of {@code unshare}, such as {@code --mount}
     */
    public static List<String> launcher(String... options) {
        List<String> command = new ArrayList<>(List.of("unshare"));
        if (!isRoot()) {
            command.add("--map-root-user");
        }
        command.addAll(List.of(options));
        if (!succeeds(command)) {
            skip("this user cannot do here what a container does: " + command);
        }
        return command;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void skip(String reason) {
        System.err.println("NOT RUN: " + reason);
        Assumptions.abort(reason);
    }

    private static boolean succeeds(List<String> launcher) {
        List<String> command = new ArrayList<>(launcher);
        command.add("true");
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException hurry) {
            throw new AssertionError("interrupted while running " + command, hurry);
        }
    }

    /** Returns a launcher that runs a script first, which mounts what only its program sees. */
    public static List<String> mounting(String script) {
        if (!isRoot()) {
            skip("only root can mount file systems as a container has them");
        }
        List<String> command = launcher("--mount");
        command.addAll(List.of("sh", "-e", "-c", script + "; exec \"$@\"", "sh"));
        return command;
    }
}
