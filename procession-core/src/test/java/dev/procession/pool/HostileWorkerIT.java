package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.CodecException;
import dev.procession.ExitStatus;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.WorkerDiedException;
import dev.procession.internal.launch.Secrets;
import dev.procession.testing.Await;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows SEC4, SEC7, SEC8, SEC10, SEC17, SEC18 and SEC21 for the workers of a pool: what they are
 * given, and what they may say.
 */
class HostileWorkerIT {

    private static final PoolOptions ONE = PoolOptions.defaults().withWorkers(1);

    @TempDir File folder;

    private static void works(TaskExecutor pool) {
        assertThat(pool.map(x -> x + 1, IntStream.range(0, 100).boxed()))
                .isEqualTo(IntStream.range(1, 101).boxed().toList());
    }

    // ---- SEC4 --------------------------------------------------------------------------------

    /** Has a worker asked for its stack, timed out and killed, and logs all it can. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            PoolOptions options =
                    ONE.withTaskTimeout(Duration.ofSeconds(1))
                            .withStopGrace(Duration.ofMillis(100));
            try (var pool = ProcessPool.open(options)) {
                works(Pools.patient(pool));
                byte[] key = Secrets.of(Pools.worker(pool).number());
                System.out.println("key " + HexFormat.of().formatHex(key));
                CompletableFuture<Integer> late = pool.submit(Pools.deaf(new File(arguments[0])));
                Pools.failure(late).printStackTrace();
                works(Pools.patient(pool));
                System.out.println("ready");
                System.in.read();
            }
        }
    }

    @Test
    void SEC4_key_isInNoProcessLogOrException() throws Exception {
        Path config = folder.toPath().resolve("logging.properties");
        Files.writeString(
                config,
                "handlers=java.util.logging.ConsoleHandler\n.level=ALL\n"
                        + "java.util.logging.ConsoleHandler.level=ALL\n");
        File begun = new File(folder, "begun");
        try (Victim parent =
                Victim.start(
                        Parent.class,
                        List.of(begun.getPath()),
                        List.of("-Djava.util.logging.config.file=" + config))) {
            byte[] key = HexFormat.of().parseHex(parent.line("key "));
            assertThat(key).hasSize(32).isNotEqualTo(new byte[32]);
            Pools.awaitFile(begun);
            for (Path each : readableByAll()) {
                assertThat(Secrets.isIn(bytes(each), key)).as(each.toString()).isFalse();
            }
            parent.line("ready");
            parent.send("end");
            assertThat(parent.awaitEnd()).isZero();
            String errors = String.join("\n", parent.errors());
            assertThat(errors).contains("TaskTimeoutException");
            assertThat(Secrets.isIn(errors.getBytes(StandardCharsets.ISO_8859_1), key)).isFalse();
        }
    }

    /** What anybody can read of all processes, and all files of our sessions. */
    private static List<Path> readableByAll() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"));
                Stream<Path> files = Files.walk(Leftovers.base())) {
            return Stream.concat(
                            processes
                                    .filter(each -> each.getFileName().toString().matches("\\d+"))
                                    .flatMap(each ->
                                            Stream.of(
                                                    each.resolve("cmdline"),
                                                    each.resolve("environ"))),
                            files.filter(Files::isRegularFile))
                    .toList();
        }
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException gone) {
            return new byte[0];
        }
    }

    private static byte[] printed(Throwable failure) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        failure.printStackTrace(new PrintStream(text, true, StandardCharsets.UTF_8));
        return text.toByteArray();
    }

    // ---- SEC7, SEC8 --------------------------------------------------------------------------

    /** Touches a file when it is decoded. */
    static final class Canary implements Serializable {
        private static final long serialVersionUID = 1;
        final String path;

        Canary(String path) {
            this.path = path;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            Pools.touch(path);
        }
    }

    /** A class that is refused, and behind it one that tells whether it was decoded. */
    private static Object gadget(String canary) {
        try {
            return new Object[] {
                new java.util.ArrayList<>(List.of(URI.create("http://localhost/").toURL())),
                new Canary(canary)
            };
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Test
    void SEC7_gadgetInAnArgument_isRefusedByTheWorkerBeforeItIsRead() throws Exception {
        File canary = new File(folder, "canary");
        try (var pool = ProcessPool.open(ONE)) {
            Object argument = gadget(canary.getPath());
            Throwable failure = Pools.failure(pool.submit(() -> argument.hashCode()));
            assertThat(failure)
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("class java.net.URL is refused");
            works(pool);
        }
        assertThat(canary).doesNotExist();
    }

    @Test
    void SEC7_gadgetInAResult_isRefusedByTheParentBeforeItIsRead() throws Exception {
        String canary = new File(folder, "canary").getPath();
        try (var pool = ProcessPool.open(ONE)) {
            Throwable failure = Pools.failure(pool.submit(() -> gadget(canary)));
            assertThat(failure)
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("result: class java.net.URL is refused");
            works(pool);
        }
        assertThat(new File(canary)).doesNotExist();
    }

    /** An exception that brings a gadget along. */
    static final class Trojan extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        final Object horse;

        Trojan(String message, Object horse) {
            super(message);
            this.horse = horse;
        }
    }

    @Test
    void SEC7_gadgetInAnException_doesNotKeepItsMirrorAway() throws Exception {
        String canary = new File(folder, "canary").getPath();
        try (var pool = ProcessPool.open(ONE)) {
            Throwable failure =
                    Pools.failure(
                            pool.submit(() -> {
                                throw new Trojan("beware", gadget(canary));
                            }));
            String text = new String(printed(failure), StandardCharsets.UTF_8);
            assertThat(text).contains(Trojan.class.getName()).contains("beware");
            assertThat(text).contains("HostileWorkerIT.");
            assertThat(failure).isNotInstanceOf(Trojan.class);
            works(pool);
        }
        assertThat(new File(canary)).doesNotExist();
    }

    /** Whose decoding would hash two to the power of its depth. */
    private static Set<Object> bomb() {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> two = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Set<Object> nextOne = new HashSet<>(Set.of("different"));
            Set<Object> nextTwo = new HashSet<>();
            one.addAll(List.of(nextOne, nextTwo));
            two.addAll(List.of(nextOne, nextTwo));
            one = nextOne;
            two = nextTwo;
        }
        return root;
    }

    @Test
    void SEC8_bomb_isRefusedInBothDirections() throws Exception {
        try (var pool = ProcessPool.open(ONE)) {
            Set<Object> argument = bomb();
            Throwable there = Pools.failure(pool.submit(() -> argument.isEmpty()));
            Throwable back = Pools.failure(pool.submit(() -> bomb()));
            for (Throwable each : List.of(there, back)) {
                assertThat(each)
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining("nested too deeply: limit=");
            }
            works(pool);
        }
    }

    // ---- SEC10 -------------------------------------------------------------------------------

    /** Who opens a pipe to read waits for a writer, and there is none. */
    @Test
    void SEC10_pipeInPlaceOfTheExitNote_doesNotHoldTheReaper() throws Exception {
        try (var pool = ProcessPool.open(ONE)) {
            works(pool);
            CompletableFuture<Integer> vandal =
                    pool.submit(() -> {
                        String note = Surroundings.look().own().replace(".lane", ".exit");
                        new ProcessBuilder("mkfifo", note).start().waitFor();
                        Runtime.getRuntime().halt(7);
                        return 1;
                    });
            assertThat(Pools.failure(vandal))
                    .isInstanceOfSatisfying(
                            WorkerDiedException.class,
                            died -> assertThat(died.exitStatus()).isEqualTo(ExitStatus.exited(7)));
            works(pool);
        }
    }

    // ---- SEC17 -------------------------------------------------------------------------------

    /** What a worker finds in itself. */
    record Surroundings(
            List<String> descriptors, Map<String, String> environment, String directory, String own)
            implements Serializable {

        static Surroundings look() throws IOException {
            String lane =
                    Files.readString(Path.of("/proc/self/maps"))
                            .lines()
                            .filter(line -> line.endsWith(".lane"))
                            .findAny()
                            .orElse("/");
            return new Surroundings(
                    List.copyOf(Pid.descriptors()),
                    new TreeMap<>(System.getenv()),
                    Path.of("").toAbsolutePath().toString(),
                    lane.substring(lane.indexOf('/')));
        }
    }

    @Test
    void SEC17_workers_haveOnlyWhatIsTheirs() throws Exception {
        Path secret = Files.writeString(folder.toPath().resolve("secret"), "x");
        PoolOptions two =
                PoolOptions.defaults()
                        .withWorkers(2)
                        .withProcess(ProcessOptions.defaults().withEnvironment("DECLARED", "yes"));
        try (var open = Files.newInputStream(secret);
                var pool = ProcessPool.open(two)) {
            assertThat(open).isNotNull();
            Pools.startAll(pool, folder, 2);
            works(pool);
            Surroundings found = Pools.get(pool.submit(Surroundings::look));
            assertThat(found.own()).endsWith(".lane");
            assertFiles(found);
            assertThat(found.directory()).isEqualTo(Path.of("").toAbsolutePath().toString());
            assertThat(found.environment()).containsEntry("DECLARED", "yes");
            Set<String> added = new TreeSet<>(found.environment().keySet());
            added.removeAll(System.getenv().keySet());
            // What a shell adds by itself, and what was declared.
            added.removeAll(Set.of("PWD", "OLDPWD", "SHLVL", "_", "DECLARED"));
            assertThat(added).isEmpty();
        }
    }

    private static void assertFiles(Surroundings found) {
        String own = found.own().replace(".lane", ".");
        Set<String> others = new TreeSet<>();
        for (String each : found.descriptors()) {
            String target = each.substring(each.indexOf("-> ") + 3);
            boolean isExpected =
                    each.matches("[012] -> .*")
                            || target.startsWith(own)
                            || target.matches(".*(\\.jar|/modules)|/dev/(null|u?random)|pipe:.*")
                            || target.matches("/proc/\\d+/fd");
            if (!isExpected) {
                others.add(target);
            }
        }
        // The bell of the pool, by which all its workers wake the parent.
        assertThat(others).hasSize(1);
        assertThat(others.iterator().next()).startsWith(Leftovers.base().toString());
    }

    // ---- SEC18 -------------------------------------------------------------------------------

    /** Says on all ways that end at the parent what only the lane and the channel may say. */
    private static int forge(int x) throws IOException {
        byte[] frame = new byte[4096];
        // The magic number of the first message and of the handshake; then a result.
        System.arraycopy(new byte[] {0x50, 0x52, 0x4f, 0x43}, 0, frame, 0, 4);
        for (int at = 4; at < frame.length; at += 4) {
            frame[at] = (byte) at;
            frame[at + 1] = 1;
        }
        try (FileOutputStream one = new FileOutputStream("/proc/self/fd/1");
                FileOutputStream two = new FileOutputStream("/proc/self/fd/2")) {
            for (int i = 0; i < 32; i++) {
                System.out.write(frame);
                System.err.write(frame);
                new FileOutputStream(FileDescriptor.out).write(frame);
                new FileOutputStream(FileDescriptor.err).write(frame);
                one.write(frame);
                two.write(frame);
            }
        }
        System.out.flush();
        System.err.flush();
        return x;
    }

    @Test
    void SEC18_framesOnTheOutput_areNoResults() throws Exception {
        PoolOptions options =
                ONE.withProcess(ProcessOptions.defaults().withOutput(OutputMode.CAPTURED));
        try (var pool = ProcessPool.open(options)) {
            List<CompletableFuture<Integer>> all =
                    IntStream.range(0, 50)
                            .mapToObj(i -> pool.submit(() -> i % 10 == 0 ? forge(i) : i))
                            .toList();
            for (int i = 0; i < all.size(); i++) {
                assertThat(Pools.get(all.get(i))).isEqualTo(i);
            }
            assertThat(pool.workers()).hasSize(1);
        }
    }

    /** The parent's end of the pipe, too, takes nothing for an answer. */
    @Test
    void SEC18_framesOnTheLifeline_areNoResults() throws Exception {
        try (var pool = ProcessPool.open(ONE)) {
            works(pool);
            CompletableFuture<Integer> vandal =
                    pool.submit(() -> {
                        for (String each : Pid.descriptors()) {
                            if (each.contains("pipe:")) {
                                writeAnyway("/proc/self/fd/" + each.split(" ", 2)[0]);
                            }
                        }
                        return 1;
                    });
            Await.until("the vandal has an outcome", vandal::isDone);
            if (vandal.isCompletedExceptionally()) {
                // It rang its own lifeline, which is its own end.
                assertThat(Pools.failure(vandal)).isInstanceOf(WorkerDiedException.class);
            }
            works(pool);
        }
    }

    private static void writeAnyway(String path) {
        try (FileOutputStream out = new FileOutputStream(path)) {
            out.write(new byte[] {0x50, 0x52, 0x4f, 0x43});
        } catch (IOException notOpenForWriting) {
            System.setProperty("procession.test.refused", path);
        }
    }

    // ---- SEC21 -------------------------------------------------------------------------------

    /** Which of this process's sockets belong to the internet. */
    private static List<String> internetSockets() throws IOException {
        List<String> found = new java.util.ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6")) {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/net/" + table));
            for (String descriptor : Pid.descriptors()) {
                int socket = descriptor.indexOf("socket:[");
                if (socket >= 0) {
                    String inode =
                            descriptor.substring(socket + 8, descriptor.length() - 1).strip();
                    lines.stream()
                            .filter(line -> List.of(line.strip().split(" +")).contains(inode))
                            .forEach(line -> found.add(table + " " + line));
                }
            }
        }
        return found;
    }

    /** Those in the session's directory: the control socket, once it was needed. */
    private static List<Path> sockets() throws IOException {
        try (Stream<Path> files = Files.walk(Leftovers.base())) {
            return files.filter(each -> each.toString().endsWith(".sock")).toList();
        }
    }

    @Test
    void SEC21_poolWithItsChannelsOpen_hasNoInternetSocket() throws Exception {
        File begun = new File(folder, "begun");
        List<String> before = internetSockets();
        try (var pool = ProcessPool.open(ONE.withTaskTimeout(Duration.ofHours(1)))) {
            works(pool);
            CompletableFuture<Integer> blocked = pool.submit(Pools.blocking(begun));
            Pools.awaitFile(begun);
            // By way of the control channel, which is open from then on.
            blocked.cancel(true);
            works(pool);
            assertThat(Pools.get(pool.submit(HostileWorkerIT::internetSockets))).isEmpty();
            assertThat(internetSockets()).isSubsetOf(before);
            assertThat(sockets()).hasSize(1);
        }
    }
}
