package dev.procession.concurrency;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs jcstress in a JVM of its own, which starts others, and reads what it has found.
 *
 * <p>Without the property {@code procession.jcstress} this is quick: one JVM for each test, for a
 * fraction of a second. With it, the property is one of jcstress's modes ({@code default}, {@code
 * tough}, {@code stress}), each test runs in many JVMs with several ways to compile, and all
 * together takes hours.
 */
final class Harness {

    private static final String MODE = System.getProperty("procession.jcstress", "quick");
    private static final boolean IS_QUICK = MODE.equals("quick");

    private static final int STRIDE = 64;

    /** {@link TwoViews} has room for many times so many states, since cells are used again. */
    private static final int MOST_STRIDES = TwoViews.CELLS / STRIDE / 8;

    /** It begins with finding out how many it has time for. */
    private static final int STRIDES = IS_QUICK ? 4 : MOST_STRIDES;

    /** For what hangs: where nothing else runs it takes half a minute. */
    private static final Duration MOST_OF_QUICK = Duration.ofMinutes(5);

    private static final Duration MOST_OF_LONG = Duration.ofHours(24);

    static final String NO_SPINNING = "-XX:ActiveProcessorCount=1";

    private static final String SPINNING = "-XX:ActiveProcessorCount=2";

    private final Path directory;
    private final Path log;

    /**
     * Returns options of the JVMs, with each of which to run: locks that spin seldom sleep, and
     * those that do not sleep often.
     */
    static List<String> waysToWait() {
        return IS_QUICK ? List.of(NO_SPINNING) : List.of(NO_SPINNING, SPINNING);
    }

    /**
     * Prepares a run.
     *
     * @param name of the folder with the report, below that of the build
     */
    Harness(String name) {
        this.directory = buildFolder().resolve("jcstress").resolve(name);
        this.log = directory.resolve("log.txt");
    }

    private static Path buildFolder() {
        try {
            Path classes =
                    Path.of(
                            Harness.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return classes.getParent();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Runs tests, and returns what is wrong with each, by name: nothing if the list is empty.
     *
     * @param pattern which tests
     * @param wayToWait one of {@link #waysToWait}
     */
    Map<String, List<String>> run(String pattern, String wayToWait)
            throws IOException, InterruptedException {
        deleteResults();
        Process jcstress =
                new ProcessBuilder(command(pattern, wayToWait))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            Duration most = IS_QUICK ? MOST_OF_QUICK : MOST_OF_LONG;
            if (!jcstress.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("jcstress does not end:\n" + report());
            }
        } finally {
            jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
            jcstress.destroyForcibly();
        }
        return findings();
    }

    /** Those of a run before, and its report. */
    private void deleteResults() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.walk(directory)) {
                for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        Files.createDirectories(directory);
    }

    private List<String> command(String pattern, String wayToWait) {
        List<String> options =
                new ArrayList<>(List.of(wayToWait, "--enable-native-access=ALL-UNNAMED"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + directory);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "-v", "-t", pattern, "-r", "report"));
        command.addAll(List.of("-strideSize", Integer.toString(STRIDE)));
        command.addAll(List.of("-strideCount", Integer.toString(STRIDES)));
        if (IS_QUICK) {
            options.add("-XX:+UseSerialGC");
            command.addAll(List.of("-f", "1", "-iters", "1", "-time", "250", "-sc", "false"));
            command.addAll(List.of("-pth", "false", "-af", "NONE", "-hs", "64"));
            command.addAll(List.of("-jvmArgs", String.join(" ", options)));
        } else {
            command.addAll(List.of("-m", MODE, "-jvmArgsPrepend", String.join(" ", options)));
        }
        return command;
    }

    private Map<String, List<String>> findings() throws IOException {
        Path results;
        try (Stream<Path> files = Files.list(directory)) {
            results =
                    files.filter(each -> each.toString().endsWith(".bin.gz"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("jcstress failed:\n" + report()));
        }
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(results.toString(), collector);
        try {
            reader.dump();
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            reader.close();
        }
        Map<String, List<String>> found = new TreeMap<>();
        for (TestResult each : collector.getTestResults()) {
            found.computeIfAbsent(each.getName(), name -> new ArrayList<>()).addAll(findings(each));
        }
        return found;
    }

    private static List<String> findings(TestResult result) {
        return result.status() == Status.NORMAL
                ? result.grading().failureMessages
                : List.of("did not end as it should: " + result.status());
    }

    /** Returns what jcstress has said. */
    String report() {
        try {
            return Files.readString(log) + "\nin " + log;
        } catch (IOException failure) {
            return "there is no report: " + failure;
        }
    }
}
