package dev.procession.pool;

import dev.procession.ProcessOptions;
import dev.procession.internal.launch.CacheFile;
import dev.procession.internal.os.Lifeline;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The main class of the process that makes the {@link dev.procession.internal.launch.StartupCache}:
 * has a worker of a pool of its own record what it loads. It ends with the process that has started
 * it.
 */
final class CacheMaker {

    private static final int TASKS = 2000;
    private static final Duration ENOUGH = Duration.ofMinutes(1);

    /** What fails from now on fails because the parent has ended. */
    private static volatile boolean isLeft;

    private CacheMaker() {}

    /**
     * Makes it, unless another process is about it.
     *
     * @param arguments where the cache is to be
     */
    public static void main(String[] arguments) throws IOException {
        endWithParent();
        Path cache = Path.of(arguments[0]);
        try (FileChannel channel =
                        FileChannel.open(
                                cache.resolveSibling("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !Files.exists(cache)) {
                make(cache);
            }
        }
        System.exit(0);
    }

    private static void make(Path cache) throws IOException {
        Path recording = CacheFile.temporary(cache, ".recording");
        try {
            record(recording);
            CacheFile.make(recording, cache);
        } catch (Throwable failure) {
            if (!isLeft) {
                // Not tried again by each program from now on; whoever wonders finds why.
                StringWriter why = new StringWriter();
                failure.printStackTrace(new PrintWriter(why));
                CacheFile.discard(cache, why.toString());
            }
        } finally {
            Files.deleteIfExists(recording);
        }
    }

    private static void record(Path recording) {
        PoolOptions options =
                PoolOptions.defaults()
                        .withWorkers(1)
                        .withStopGrace(ENOUGH)
                        .withProcess(
                                ProcessOptions.defaults()
                                        .withJvmOptions(
                                                "-XX:AOTMode=record",
                                                "-XX:AOTConfiguration=" + recording));
        List<Integer> inputs = IntStream.range(0, TASKS).boxed().toList();
        try (ProcessPool pool = ProcessPool.open(options)) {
            pool.map(CacheMaker::following, inputs);
            pool.map(CacheMaker::reversed, List.of("text", "another"));
            pool.outcomes(CacheMaker::refuse, List.of(1)).forEach(_ -> {});
            pool.apply(CacheMaker::rehearse, 1);
        }
    }

    private static int following(int number) {
        return number + 1;
    }

    private static List<String> reversed(String text) {
        return List.of(new StringBuilder(text).reverse().toString());
    }

    private static int refuse(int number) {
        throw new IllegalArgumentException("as every worker has to some day: " + number);
    }

    /** What a worker loads last takes a quarter of its memory if it is not in the cache. */
    private static boolean rehearse(int any) {
        Lifeline.rehearse();
        return true;
    }

    /** In good order: the session, and what was begun, are not to be left behind. */
    private static void endWithParent() {
        Thread watch = new Thread(null, CacheMaker::awaitParent, "procession-lifeline", 0, false);
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitParent() {
        try (InputStream parent = new FileInputStream(FileDescriptor.in)) {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException alsoTheEnd) {
            System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, "left", alsoTheEnd);
        } finally {
            isLeft = true;
            CacheFile.stop();
            System.exit(1);
        }
    }
}
