package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers under a debugger, with agents, and by another program. */
class DebugIT {

    private static final Pattern LISTENING =
            Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

    private static final byte[] JDWP = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);

    @TempDir File directory;

    private String file(String name) {
        return new File(directory, name).getPath();
    }

    private static void greet(int port) throws IOException {
        greet(port, false);
    }

    /**
     * Attaches as a debugger does, so far as to be greeted. A suspended JVM goes on when whoever
     * was told that it is has left; one who leaves before that leaves it suspended for ever.
     */
    private static void greet(int port, boolean isSuspended) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Await.scaled(Duration.ofSeconds(20)).toMillis());
            socket.getOutputStream().write(JDWP);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[JDWP.length];
            in.readFully(answer);
            assertThat(answer).isEqualTo(JDWP);
            if (isSuspended) {
                // The packet that tells of its start: its length, this included, and the rest.
                in.readFully(new byte[in.readInt() - Integer.BYTES]);
            }
        }
    }

    private static int port(JavaProcess process) {
        Matcher[] found = new Matcher[1];
        Await.until(
                "the process says where it listens",
                () -> {
                    found[0] = LISTENING.matcher(process.capturedOutput());
                    return found[0].find();
                });
        return Integer.parseInt(found[0].group(1));
    }

    @Test
    void aProcess_listensAtAFreePort() throws Exception {
        String goOn = file("go-on");
        ProcessOptions options =
                ProcessOptions.defaults().withDebug(0).withOutput(OutputMode.CAPTURED);
        try (JavaProcess process = JavaProcess.start(options, () -> Pools.park(goOn))) {
            greet(port(process));
            Pools.touch(goOn);
            process.join();
            assertThat(process.exitCode()).hasValue(0);
        }
    }

    @Test
    void aSuspendedProcess_waitsForItsDebugger_withoutAStartTimeout() throws Exception {
        String begun = file("begun");
        ProcessOptions options =
                ProcessOptions.defaults()
                        .withDebugSuspended(0)
                        .withStartTimeout(Duration.ofMillis(1))
                        .withOutput(OutputMode.CAPTURED);
        try (JavaProcess process = JavaProcess.start(options, () -> Pools.touch(begun))) {
            int port = port(process);
            assertThat(process.isAlive()).isTrue();
            assertThat(new File(begun)).doesNotExist();
            // Who leaves has it resumed.
            greet(port, true);
            process.join();
            assertThat(process.exitCode()).describedAs(process.capturedErrors()).hasValue(0);
            assertThat(new File(begun)).exists();
        }
    }

    @Test
    void aPool_hasNoTimeLimitsMeanwhile() throws Exception {
        String begun = file("begun");
        String goOn = file("go-on");
        PoolOptions options =
                PoolOptions.defaults()
                        .withWorkers(2)
                        .withDebug(0)
                        .withTaskTimeout(Duration.ofMillis(1))
                        .withProcess(
                                ProcessOptions.defaults()
                                        .withDebug(0)
                                        .withOutput(OutputMode.DISCARDED));
        try (ProcessPool pool = ProcessPool.open(options)) {
            CompletableFuture<Void> task =
                    pool.run(() -> {
                        Pools.touch(begun);
                        Pools.park(goOn);
                    });
            Pools.awaitFile(new File(begun));
            // A second one, whose limit would have struck while the first is looked at.
            assertThat(Pools.get(pool.submit(() -> 1))).isEqualTo(1);
            Pools.touch(goOn);
            Pools.get(task);
        }
    }

    @Test
    void onePort_isForOneWorker() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
            PoolOptions taken =
                    PoolOptions.defaults()
                            .withWorkers(1)
                            .withProcess(
                                    ProcessOptions.defaults()
                                            .withDebug(port)
                                            .withOutput(OutputMode.DISCARDED));
            try (ProcessPool pool = ProcessPool.open(taken)) {
                assertThat(Pools.failure(pool.submit(() -> 1)))
                        .hasMessageContaining("Address already in use");
            }
        }
        PoolOptions two = PoolOptions.defaults().withWorkers(2).withDebug(port);
        assertThatThrownBy(() -> ProcessPool.open(two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port=" + port + ", workers=2")
                .hasMessageContaining("withDebug(0)");
        assertThatThrownBy(() -> PoolOptions.defaults().withDebug(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port=70000");
    }

    @Test
    void anotherJavaProgram_startsTheWorkers() throws Exception {
        Path own = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = directory.toPath().resolve("other java");
        Files.writeString(
                script, "#!/bin/sh\nexec '" + own + "' -Dprocession.test.by=script \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        ProcessOptions process = ProcessOptions.defaults().withJavaExecutable(script);
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withProcess(process);
        try (ProcessPool pool = ProcessPool.open(options)) {
            String by = pool.submit(() -> System.getProperty("procession.test.by")).get();
            assertThat(by).isEqualTo("script");
        }
        Path missing = directory.toPath().resolve("missing");
        ProcessOptions wrong = ProcessOptions.defaults().withJavaExecutable(missing);
        assertThatThrownBy(() -> JavaProcess.start(wrong, () -> {}))
                .hasMessageContaining("program=" + missing)
                .hasMessageContaining("ProcessOptions.withJavaExecutable");
    }

    /** JaCoCo's own agent, which writes at the JVM's end what was covered. */
    @Test
    void aCoverageAgent_isNotInherited_andWorksWhereItIsAskedFor() throws Exception {
        String report = file("covered.exec");
        String agent =
                "-javaagent:" + agentJar() + "=destfile=" + report + ",includes=dev.procession.*";
        PoolOptions options =
                PoolOptions.defaults()
                        .withWorkers(2)
                        .withProcess(ProcessOptions.defaults().withJvmOptions(agent));
        try (ProcessPool pool = ProcessPool.open(options)) {
            assertThat(pool.map(x -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
        }
        assertThat(Files.readString(Path.of(report), StandardCharsets.ISO_8859_1))
                .contains("dev/procession/pool/DebugIT");
    }

    private static String agentJar() {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.contains("org.jacoco.agent")) {
                return entry;
            }
        }
        throw new AssertionError("the agent is not on the class path of the tests");
    }
}
