package dev.procession.outside;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * A program that is process 1, as in a container, and adopts what its dead workers have started.
 *
 * <p>Its arguments: how the worker ends, {@code killed}, {@code overdue}, or twice {@code
 * unreapable}, and a folder.
 */
final class AsInit {

    /** Two commands below a shell that ends, one of which has left the group, and a third. */
    private static final String COMMANDS =
            "sleep 1001 & setsid sleep 1002 & (sleep 1003 & exec sleep 1004) & touch %s; wait";

    private AsInit() {}

    public static void main(String[] arguments) throws Exception {
        boolean isOverdue = arguments[0].equals("overdue");
        boolean isReapable = !arguments[0].equals("unreapable");
        System.out.println("own pid " + ProcessHandle.current().pid());
        Process plain = bystander("sh", "-c", "read line; exit 7");
        Process leader = bystander("setsid", "sh", "-c", "read line; exit 8");
        PoolOptions options = PoolOptions.defaults().withWorkers(1);
        if (isOverdue) {
            options = options.withTaskTimeout(Duration.ofSeconds(4));
        }
        try (ProcessPool pool = ProcessPool.open(options)) {
            loseWorker(pool, isOverdue ? "STOP" : "KILL", new File(arguments[1], "one"));
            if (isReapable) {
                boolean isTidy = Await.holds(Duration.ofSeconds(10), () -> zombies().isEmpty());
                System.out.println("zombies " + (isTidy ? "none" : zombies()));
            } else {
                loseWorker(pool, "KILL", new File(arguments[1], "two"));
                Await.until("nobody reaps any more", () -> !hasThread("procession-orphans"));
            }
            System.out.println("sleeping " + sleeping());
            System.out.println("then " + pool.apply(x -> x + 1, 41));
        }
        System.out.println("bystanders " + end(plain) + " " + end(leader));
        System.out.println("zombies in the end " + (zombies().isEmpty() ? "none" : "some"));
    }

    private static void loseWorker(ProcessPool pool, String signal, File begun) throws Exception {
        String script = COMMANDS.formatted(begun.getPath());
        CompletableFuture<Integer> task = pool.submit(() -> run(script));
        Await.until("the commands run", begun::exists);
        long worker = pool.workers().getFirst().pid();
        bystander("sh", "-c", "kill -" + signal + " " + worker).waitFor();
        System.out.println("failed " + cause(task).getClass().getSimpleName());
    }

    private static boolean hasThread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(name));
    }

    private static Process bystander(String... command) throws IOException {
        return new ProcessBuilder(command).start();
    }

    private static int end(Process bystander) throws Exception {
        bystander.getOutputStream().close();
        return bystander.waitFor();
    }

    private static int run(String script) throws Exception {
        return new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor();
    }

    private static Throwable cause(CompletableFuture<Integer> task) {
        try {
            throw new AssertionError("the task ended with " + task.join());
        } catch (CompletionException failed) {
            return failed.getCause();
        }
    }

    private static List<String> zombies() throws IOException {
        return processes().stream()
                .map(each -> read(each.resolve("stat")))
                .filter(stat -> stat.contains(") Z "))
                .toList();
    }

    /** The seconds of the {@code sleep} commands that run. */
    private static List<String> sleeping() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path each : processes()) {
            String command = read(each.resolve("cmdline")).replace('\0', ' ').strip();
            if (command.startsWith("sleep ")) {
                found.add(command.substring("sleep ".length()));
            }
        }
        found.sort(null);
        return found;
    }

    private static List<Path> processes() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(each -> Character.isDigit(each.getFileName().toString().charAt(0)))
                    .toList();
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException gone) {
            return "";
        }
    }
}
