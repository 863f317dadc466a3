package dev.procession.examples;

import dev.procession.subprocess.Command;
import java.io.IOException;

/**
 * Runs {@code ls} and other programs, and tells how they end. The usual program hands one text to a
 * shell, where a blank or a semicolon in the name of a file becomes something else; here each word
 * comes as it is. A program that is not there is an error before anything runs.
 */
public final class ExitCodes {

    private ExitCodes() {}

    private static void run(Command command) throws InterruptedException {
        try {
            var result = command.run();
            System.out.println(
                    String.join(" ", command.words())
                            + ": exit code "
                            + result.exitCode().getAsInt());
            System.out.print(result.err());
        } catch (IOException notThere) {
            System.out.println(notThere.getMessage());
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        run(Command.of("ls", "/"));
        run(Command.of("ls", "no such file; exit 0"));
        run(Command.of("sh", "-c", "exit 7"));
        run(Command.of("sh", "-c", "kill -9 $$")); // 9 is the signal's number
        run(Command.of("ls-is-not-its-name"));
    }
}
