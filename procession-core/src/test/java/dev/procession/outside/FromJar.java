package dev.procession.outside;

import dev.procession.ExitStatus;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.TaskCallable;
import dev.procession.WorkerDiedException;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.process.ProcessTask;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** A user's program that prints what comes of values, failures and children of children. */
final class FromJar {

    record Point(int x, List<String> names, Map<String, LocalDate> days) implements Serializable {}

    static final class OwnException extends Exception {
        private static final long serialVersionUID = 1;
        final int code;

        OwnException(int code) {
            super("code " + code);
            this.code = code;
        }
    }

    /** Cannot travel: its state is no value. */
    static final class LockedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        final transient Object lock = new Object();
        final Thread thread = Thread.currentThread();
    }

    static final class Greeting extends ProcessTask {
        private static final long serialVersionUID = 1;

        @Override
        public void run() {
            System.out.print("greetings");
        }
    }

    private FromJar() {}

    public static void main(String[] arguments) throws Exception {
        try (var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(2))) {
            say("boot", pool.apply(x -> ProcessPool.class.getClassLoader() == null, 0));
            values(pool);
            failures(pool);
            say("nested", pool.apply(FromJar::nested, 20));
        }
        processes();
    }

    private static void say(String name, Object value) {
        System.out.println(name + ": " + value);
    }

    private static void values(ProcessPool pool) {
        Point point = new Point(1, List.of("a", "b"), Map.of("d", LocalDate.of(2026, 11, 21)));
        say("record", pool.apply(p -> new Point(p.x() + 1, p.names(), p.days()), point));
        say("records", pool.map(p -> p, List.of(point, point, point)).size());
        say("path", pool.apply(p -> p.resolve("x"), Path.of("/a")));
        say("ours", pool.apply(x -> ExitStatus.exited(x), 3));
        int captured = 5;
        say("captured", pool.apply(x -> x * captured, 6));
        TaskCallable<List<ExitStatus>> call = () -> List.of(ExitStatus.signaled(9));
        say("call", pool.submit(call).join());
    }

    private static void failures(ProcessPool pool) {
        say(
                "own exception",
                causeOf(() ->
                        pool.apply(
                                x -> {
                                    throw new OwnException(x);
                                },
                                7)));
        say(
                "mirror",
                causeOf(() ->
                        pool.apply(
                                x -> {
                                    throw new LockedException();
                                },
                                7)));
        say("unencodable result", causeOf(() -> pool.apply(x -> new Object[] {new Object()}, 1)));
        say("unencodable argument", causeOf(() -> pool.apply(x -> 1, new Object())));
        try (Stream<Outcome<Integer, Integer>> outcomes =
                pool.outcomes(
                        x -> {
                            if (x == 2) {
                                System.exit(4);
                            }
                            return x;
                        },
                        Stream.of(1, 2, 3))) {
            outcomes.forEach(outcome ->
                    say(
                            "outcome of " + outcome.input(),
                            outcome
                                            instanceof
                                            Outcome.Failed<Integer, Integer>(
                                                    var input,
                                                    var why,
                                                    var run)
                                    ? ((WorkerDiedException) why).exitStatus()
                                    : "ok"));
        }
    }

    private static String causeOf(Runnable call) {
        try {
            call.run();
            return "nothing";
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause();
            return cause.getClass() + " " + cause.getMessage();
        } catch (RuntimeException refused) {
            return refused.getClass() + " " + refused.getMessage();
        }
    }

    private static int nested(int x) {
        try (var inner = ProcessPool.of(1)) {
            return inner.apply(y -> y + 2, x) + inner.submit(() -> 20).join();
        }
    }

    private static void processes() throws IOException, InterruptedException {
        ProcessOptions captured =
                ProcessOptions.defaults().withOutput(OutputMode.CAPTURED).withName("p");
        try (var p = JavaProcess.start(captured, () -> System.out.print("hello"))) {
            p.join();
            say("process", p.capturedOutput() + " " + p.exitStatus());
        }
        try (var p = new Greeting().start(captured)) {
            p.join();
            say("task", p.capturedOutput() + " " + p.exitStatus());
        }
    }
}
