package dev.procession.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A test that leaks must fail, and the message says what it left. */
class LeftoversTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    private final List<AutoCloseable> undo = new ArrayList<>();

    @AfterEach
    void undo() throws Exception {
        for (AutoCloseable each : undo) {
            each.close();
        }
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void nothingLeft_passes() throws Exception {
        Leftovers.checkAround(SHORT, () -> Files.delete(Files.createFile(file("short-lived"))));
    }

    @Test
    void childProcess_isNamedByPidAndCommand() {
        assertThatThrownBy(() ->
                        Leftovers.checkAround(
                                SHORT,
                                () -> {
                                    Process left = start("sleep", "1000");
                                    undo.add(() -> left.destroyForcibly().waitFor());
                                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "(?s)left behind by this test:\n  process: pid \\d+ .sleep 1000.");
    }

    @Test
    void orphan_isFoundByItsMark() {
        assertThatThrownBy(() ->
                        Leftovers.checkAround(
                                SHORT,
                                () -> {
                                    String mark = Leftovers.base().toString();
                                    // The shell ends; what it started in the background
                                    // has another parent then.
                                    start("sh", "-c", "MARK=" + mark + " sleep 1000 &").waitFor();
                                    undo.add(LeftoversTest::killMarked);
                                    // While it becomes another program it has no mark.
                                    Await.until("it sleeps", () -> !marked().isEmpty());
                                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("process: pid ")
                .hasMessageContaining("(sleep 1000)");
    }

    private static List<Pid> marked() {
        return Pid.having(Leftovers.base().toString()).stream()
                .filter(each -> each.commandLine().equals("sleep 1000"))
                .toList();
    }

    private static void killMarked() {
        for (Pid each : marked()) {
            each.signal("KILL");
            each.awaitDeath(Duration.ofSeconds(5));
        }
    }

    @Test
    void file_isNamed() {
        assertThatThrownBy(() ->
                        Leftovers.checkAround(
                                SHORT,
                                () -> {
                                    Files.createFile(file("forgotten"));
                                    undo.add(() -> Files.delete(file("forgotten")));
                                }))
                .hasMessage("left behind by this test:\n  file: " + file("forgotten"));
    }

    @Test
    void socket_isNamedByFileAndDescriptor() {
        assertThatThrownBy(() ->
                        Leftovers.checkAround(
                                SHORT,
                                () -> {
                                    ServerSocketChannel left =
                                            ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                                    left.bind(UnixDomainSocketAddress.of(file("socket")));
                                    undo.add(() -> Files.delete(file("socket")));
                                    undo.add(left);
                                }))
                .hasMessageContaining("file: " + file("socket"))
                .hasMessageContaining("-> socket:[");
    }

    @Test
    void descriptor_isNamedByItsTarget() throws IOException {
        Path file = Files.createTempFile("left", ".txt");
        undo.add(() -> Files.delete(file));
        assertThatThrownBy(() ->
                        Leftovers.checkAround(
                                SHORT, () -> undo.add(new RandomAccessFile(file.toFile(), "r"))))
                .hasMessageContaining("descriptor: ")
                .hasMessageContaining("-> " + file);
    }

    @Test
    void mapping_isFoundWhileItIsReachable() {
        List<Object> reachable = new ArrayList<>();
        assertThatThrownBy(() ->
                        Leftovers.checkAround(
                                SHORT,
                                () -> {
                                    Path file = Files.write(file("mapped"), new byte[4096]);
                                    try (FileChannel channel = FileChannel.open(file)) {
                                        reachable.add(
                                                channel.map(
                                                        FileChannel.MapMode.READ_ONLY, 0, 4096));
                                    }
                                    Files.delete(file);
                                }))
                .hasMessageContaining("mapping: ")
                .hasMessageContaining(file("mapped").toString());
        reachable.clear();
    }

    @Test
    void thread_isNamed() {
        CountDownLatch end = new CountDownLatch(1);
        assertThatThrownBy(() ->
                        Leftovers.checkAround(
                                SHORT,
                                () -> {
                                    Thread left =
                                            new Thread(
                                                    () -> {
                                                        try {
                                                            end.await();
                                                        } catch (InterruptedException e) {
                                                            return;
                                                        }
                                                    },
                                                    "procession-left");
                                    left.start();
                                    undo.add(end::countDown);
                                    undo.add(left::join);
                                }))
                .hasMessageContaining("thread: Thread[")
                .hasMessageContaining("procession-left");
    }

    private static Path file(String name) {
        return Leftovers.base().resolve(name);
    }

    @Test
    void threadOfOursThatDied_isTold() throws Exception {
        Thread dying =
                new Thread(
                        () -> {
                            throw new IllegalStateException("an end");
                        },
                        "procession-dying");
        dying.start();
        dying.join();
        assertThatThrownBy(Leftovers::checkThreads)
                .hasMessageContaining("thread procession-dying died: ")
                .hasMessageContaining("an end");
        Leftovers.checkThreads();
    }
}
