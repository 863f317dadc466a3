package dev.procession.examples;

import dev.procession.subprocess.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Has another program calculate: {@code bc}, or where there is none, the shell. First with all
 * lines at once, then line by line, where an answer is part of the next question. The usual program
 * writes all its lines before it reads, and both wait for ever when the pipes between them are
 * full; or it reads a line too many, and waits for ever, too.
 */
public final class Calculator {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Calculator() {}

    private static Command calculator(boolean mayBeBc) throws IOException, InterruptedException {
        if (mayBeBc && Command.of("sh", "-c", "command -v bc").run().isSuccess()) {
            return Command.of("bc", "-q");
        }
        return Command.of("sh", "-c", "while read -r line; do echo $(($line)); done");
    }

    /**
     * Runs the program.
     *
     * @param args anything, to do without {@code bc}
     * @throws IOException if the other program cannot be started, or ends too early
     * @throws InterruptedException if interrupted while it waits
     * @throws TimeoutException if the other program does not answer
     */
    public static void main(String[] args)
            throws IOException, InterruptedException, TimeoutException {
        var calculator = calculator(args.length == 0).timeout(LIMIT);
        System.out.println("asking " + calculator.words().getFirst());
        try (var dialogue = calculator.start()) {
            System.out.print(dialogue.communicate("1 + 2\n6 * 7\n(1 + 3) * 5\n").out());
        }
        try (var dialogue = calculator.start()) {
            var answer = "1";
            for (var step = 1; step <= 5; step++) {
                dialogue.sendLine(answer + " * " + step);
                answer = dialogue.readLine(LIMIT);
            }
            System.out.println("1 * 2 * 3 * 4 * 5 = " + answer);
            System.out.println("its exit code: " + dialogue.communicate("").exitCode().getAsInt());
        }
    }
}
