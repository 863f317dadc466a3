package dev.procession.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import net.viktorc.pp4j.api.JavaProcessExecutorService;
import net.viktorc.pp4j.impl.ProcessExecutors;

/**
 * The peer PP4J, the Process Pool for Java, with its default options: one case, driven over
 * standard input and output as the script of CPython tells. It has a JVM of its own, since it may
 * hang.
 */
final class Pp4jPeer {

    /** So many at once while workers are killed. */
    private static final int BATCH = 200;

    private final String name;
    private final PrintStream out;

    private Pp4jPeer(String name, PrintStream out) {
        this.name = name;
        this.out = out;
    }

    /** A round, told its size. */
    @FunctionalInterface
    private interface Round {
        double[] run(int size) throws Exception;
    }

    /** What its workers run. */
    private record Following(int x) implements Callable<Integer>, Serializable {
        @Override
        public Integer call() {
            return x + 1;
        }
    }

    /**
     * Runs one case until standard input ends.
     *
     * @param arguments the name of the case
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        // What its libraries print belongs neither between these lines nor into our report.
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        System.setOut(nowhere);
        System.setErr(nowhere);
        new Pp4jPeer(arguments[0], out).serve();
        // Its threads are no daemons.
        Runtime.getRuntime().halt(0);
    }

    private void serve() throws Exception {
        Round round = open();
        out.println("ready 2.2");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                int size = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
                StringJoiner samples = new StringJoiner(" ", "samples ", "");
                Arrays.stream(round.run(size)).forEach(sample -> samples.add("" + sample));
                out.println(samples);
            } catch (Exception failure) {
                out.println("failed " + failure);
            }
        }
    }

    private Round open() throws Exception {
        return switch (name) {
            case "apply" -> apply(ProcessExecutors.newFixedJavaProcessPool(1));
            case "map-1" -> map(ProcessExecutors.newFixedJavaProcessPool(2));
            case "start" -> size -> start();
            case "fault" -> fault(ProcessExecutors.newFixedJavaProcessPool(2));
            default -> throw new IllegalArgumentException("no such case: " + name);
        };
    }

    private static Round apply(JavaProcessExecutorService pool) {
        return size -> {
            double[] micros = new double[size];
            for (int i = 0; i < size; i++) {
                long start = System.nanoTime();
                int result = pool.submit(new Following(i)).get();
                micros[i] = (System.nanoTime() - start) / 1e3;
                check(result == i + 1);
            }
            return micros;
        };
    }

    private static Round map(JavaProcessExecutorService pool) {
        return size -> {
            long start = System.nanoTime();
            check(map(pool, size) == size);
            return new double[] {size / ((System.nanoTime() - start) / 1e9)};
        };
    }

    /** Returns how many have a result. */
    private static int map(JavaProcessExecutorService pool, int size) throws InterruptedException {
        List<Future<Integer>> futures = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            futures.add(pool.submit(new Following(i)));
        }
        int done = 0;
        for (int i = 0; i < size; i++) {
            done += isDone(futures.get(i), i + 1) ? 1 : 0;
        }
        return done;
    }

    private static boolean isDone(Future<Integer> future, int expected)
            throws InterruptedException {
        try {
            check(future.get() == expected);
            return true;
        } catch (ExecutionException died) {
            return false;
        }
    }

    private static double[] start() throws Exception {
        long start = System.nanoTime();
        JavaProcessExecutorService pool = ProcessExecutors.newFixedJavaProcessPool(1);
        int result = pool.submit(new Following(1)).get();
        double millis = (System.nanoTime() - start) / 1e6;
        pool.shutdown();
        // Or its processes would still be ending while the next contestant starts.
        ProcessHandle.current().children().forEach(child -> child.onExit().join());
        check(result == 2);
        return new double[] {millis};
    }

    private static Round fault(JavaProcessExecutorService pool) throws InterruptedException {
        map(pool, BATCH);
        return windowMillis -> {
            Duration window = Duration.ofMillis(windowMillis);
            FaultRate rate = new FaultRate(window, WorkerKiller::childJvms, () -> map(pool, BATCH));
            rate.warmUp();
            return new double[] {rate.measure().ratio()};
        };
    }

    private static void check(boolean isRight) {
        if (!isRight) {
            throw new IllegalStateException("wrong result");
        }
    }
}
