package dev.procession.outside;

import dev.procession.ProcessOptions;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A user's program that tells whether its workers have a cache of start-up mapped, and what they
 * take a class of its own for; first it waits for the cache if it is told to.
 */
final class CachedStart {

    private CachedStart() {}

    public static void main(String[] arguments) throws Exception {
        try (var pool = ProcessPool.of(1)) {
            say("mapped", pool.apply(CachedStart::hasCache, 0));
            say("answer", pool.apply(CachedStart::answer, 7));
            if (arguments.length > 0) {
                awaitFile(Path.of(arguments[0]));
            }
        }
        try (var pool = ProcessPool.open(with("--add-opens=java.base/java.lang=ALL-UNNAMED"))) {
            say("mapped with --add-opens", pool.apply(CachedStart::hasCache, 0));
        }
        try (var pool = ProcessPool.open(with("-Xmx32m"))) {
            say("mapped with -Xmx", pool.apply(CachedStart::hasCache, 0));
        }
    }

    private static PoolOptions with(String option) {
        return PoolOptions.defaults()
                .withWorkers(1)
                .withProcess(ProcessOptions.defaults().withJvmOptions(option));
    }

    private static void say(String name, Object value) {
        System.out.println(name + ": " + value);
    }

    private static boolean hasCache(int any) throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.anyMatch(line -> line.endsWith(".aot"));
        }
    }

    /** What the class of that name on the class path, compiled by the test, says. */
    @SuppressWarnings("unchecked")
    private static int answer(int number) throws ReflectiveOperationException {
        Object question = Class.forName("Question").getDeclaredConstructor().newInstance();
        return ((UnaryOperator<Integer>) question).apply(number);
    }

    /** The end of the test kills a program that waits for ever. */
    private static void awaitFile(Path directory) throws InterruptedException {
        while (true) {
            try (Stream<Path> files = Files.list(directory)) {
                if (files.anyMatch(file -> file.toString().endsWith(".aot"))) {
                    return;
                }
            } catch (NoSuchFileException notYet) {
                // It is made with the cache.
                Thread.onSpinWait();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            Thread.sleep(20);
        }
    }
}
