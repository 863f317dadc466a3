package dev.procession.benchmarks;

import java.io.IOException;

/** The program that a plain JVM is measured with: it greets, and with an argument it then idles. */
final class Hello {

    private Hello() {}

    /**
     * Greets.
     *
     * @param arguments any, to wait for the end of standard input
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println("Hello");
        System.out.flush();
        if (arguments.length > 0) {
            System.in.readAllBytes();
        }
    }
}
