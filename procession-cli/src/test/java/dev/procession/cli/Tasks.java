package dev.procession.cli;

import dev.procession.TaskFunction;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** What the tests of the command run. */
public final class Tasks {

    private Tasks() {}

    /** A result with parts. */
    public record Word(String text, int length) {}

    /** An exception that cannot travel as itself. */
    public static final class Custom extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Object state = new Object();

        @SuppressWarnings("serial") // that is the point
        private final Thread thread = Thread.currentThread();

        Custom(String message) {
            super(message);
        }
    }

    /** A class that must be initialized in workers only. */
    public static final class Initialized {
        static {
            System.out.println("initialized in " + ProcessHandle.current().pid());
        }

        private Initialized() {}

        public static long pid(String input) {
            return ProcessHandle.current().pid();
        }
    }

    public static String upper(String input) {
        return input.toUpperCase(java.util.Locale.ROOT);
    }

    public static Word word(String input) {
        System.out.println("seen " + input);
        return new Word(input, input.length());
    }

    public static Object values(String input) {
        return Map.of(input, List.of(1, Double.NaN));
    }

    public static void nothing(String input) {
        System.err.println("nothing of " + input);
    }

    public static int half(int input) {
        return input / 2;
    }

    public static int over(int input) {
        return input;
    }

    public static int over(BigInteger input) {
        return input.intValue();
    }

    public static int onlyOne(String input) {
        return 1;
    }

    public static int onlyOne(InputStream input) {
        return 2;
    }

    public static int stream(InputStream input) {
        return 0;
    }

    public int notStatic(String input) {
        return 0;
    }

    public static int two(String a, String b) {
        return 0;
    }

    /** Reads its standard input, which must be empty. */
    public static int stdin(String input) throws Exception {
        return System.in.read();
    }

    /** Does what its input says. */
    public static String act(String input) throws Exception {
        switch (input) {
            case "throw" -> throw new IllegalStateException("thrown", new RuntimeException("deep"));
            case "custom" -> throw new Custom("of its own");
            case "cancel" -> throw new CancellationException("by itself");
            case "exit" -> System.exit(0);
            case "kill" -> {
                var self = String.valueOf(ProcessHandle.current().pid());
                new ProcessBuilder("kill", "-KILL", self).inheritIO().start().waitFor();
            }
            case "halt" -> Runtime.getRuntime().halt(7);
            case "hang" -> new CountDownLatch(1).await();
            case "native" -> {
                for (int i = 0; i < 48; i++) {
                    java.lang.foreign.Arena.global().allocate(16 << 20, 1).fill((byte) 1);
                }
                new CountDownLatch(1).await();
            }
            case "heap" -> {
                var all = new java.util.ArrayList<long[]>();
                while (true) {
                    all.add(new long[1 << 16]);
                }
            }
            default -> {
                return input;
            }
        }
        throw new AssertionError("not reached: " + input);
    }

    /** Returns its input; one that is a path comes back only once there is such a file. */
    public static String gated(String input) throws Exception {
        while (input.startsWith("/") && !java.nio.file.Files.exists(Path.of(input))) {
            Thread.sleep(5);
        }
        return input;
    }

    /** Throws unless a path leads to a file. */
    public static String found(String input) {
        if (input.startsWith("/") && !java.nio.file.Files.exists(Path.of(input))) {
            throw new IllegalStateException("not there");
        }
        return input;
    }

    /** Fails until a file is there, which it makes. */
    public static String onSecondTry(Path file) throws Exception {
        if (java.nio.file.Files.exists(file)) {
            return "done";
        }
        java.nio.file.Files.createFile(file);
        throw new IllegalStateException("first try");
    }

    /** A function as a class. */
    public static final class Length implements Function<String, Integer> {
        @Override
        public Integer apply(String input) {
            return input.length();
        }
    }

    /** A function of ours as a class, which takes something else than text. */
    public static final class Parent implements TaskFunction<Path, Path> {
        private static final long serialVersionUID = 1L;

        @Override
        public Path apply(Path input) {
            return input.getParent();
        }
    }

    /** A function that nobody can make. */
    public static final class NeedsMore implements Function<String, String> {
        public NeedsMore(String more) {}

        @Override
        public String apply(String input) {
            return input;
        }
    }
}
