package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Tasks have no standard input: one that reads it finds the end of it at once, and neither hangs
 * nor takes what was meant for the program. The usual program asks its questions in the child, and
 * fails there; here it asks them itself, and hands the answers over.
 */
public final class StandardInput {

    private StandardInput() {}

    private static boolean findsTheEnd() throws IOException {
        return System.in.read() < 0;
    }

    private static String greet(String name) {
        return "hello " + name;
    }

    /**
     * Runs the program.
     *
     * @throws IOException if what is typed cannot be read
     */
    public static void main() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var pool = ProcessPool.of(1)) {
            var isAtEnd = pool.submit(StandardInput::findsTheEnd).join();
            System.out.println("a task finds the end of its input: " + isAtEnd);
            System.out.println("type a name");
            var name = in.readLine();
            System.out.println(pool.apply(StandardInput::greet, name == null ? "nobody" : name));
        }
    }
}
