package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.procession.internal.channel.HandshakeIT.Script;
import dev.procession.testing.Await;
import dev.procession.testing.Leftovers;
import dev.procession.testing.OtherUser;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows SEC2, SEC3 and SEC6: who comes to the control socket and is no worker of ours. */
class StrangersIT {

    private static final long ID = 4711;
    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** Where it is waited out; long enough for an honest client. */
    private static final Duration DEADLINE = Await.scaled(Duration.ofSeconds(2));

    private static final int MAX_STRANGERS = 64;

    @TempDir Path folder;

    private final byte[] key = HandshakeIT.nonce(1);
    private Path path;
    private ControlServer server;

    @BeforeEach
    void listen() throws IOException {
        listen(LONG);
    }

    private void listen(Duration deadline) throws IOException {
        path = Leftovers.base().resolve("strangers.sock");
        server = new ControlServer(path, deadline);
        server.expect(ID, key);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void assertStillServes() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Handshake.connect(channel, path.toString(), ID, key);
            Await.until("the honest client is connected", () -> server.isConnected(ID));
        }
    }

    // ---- SEC2 --------------------------------------------------------------------------------

    /** The proof as the documentation of the handshake has it, made without our code. */
    private byte[] proof(String algorithm, byte[] client, byte[] theirs) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        mac.update("client".getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) 0);
        mac.update(ByteBuffer.allocate(8).putLong(ID).array());
        mac.update(client);
        mac.update(theirs);
        mac.update(path.toString().getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(mac.doFinal(), 32);
    }

    private byte[] answerTo(Script script, String algorithm) throws Exception {
        byte[] nonce = HandshakeIT.nonce(2);
        byte[] challenge = script.say(HandshakeIT.hello(ID, nonce)).hear(64);
        return proof(algorithm, nonce, Arrays.copyOf(challenge, 32));
    }

    @Test
    void SEC2_proofByHmacSha256_isAccepted() throws Exception {
        try (Script script = new Script(path)) {
            script.say(answerTo(script, "HmacSHA256"));
            assertThat(script.hear(1)).containsExactly(1);
            Await.until("it is connected", () -> server.isConnected(ID));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HmacMD5", "HmacSHA1", "HmacSHA224", "HmacSHA512", "HmacSHA3-256"})
    void SEC2_proofByAnotherAlgorithm_isRefused(String algorithm) throws Exception {
        try (Script script = new Script(path)) {
            script.say(answerTo(script, algorithm));
            assertThat(script.bytesUntilClosed()).isZero();
        }
        assertThat(server.isConnected(ID)).isFalse();
        assertStillServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#CHALLENGE#{md5}", "#CHALLENGE#{sha256}", "#WELCOME#"})
    void SEC2_offerOfAnAlgorithm_isRefusedWithoutAWord(String offer) throws Exception {
        try (Script script = new Script(path)) {
            byte[] hello = Arrays.copyOf(offer.getBytes(StandardCharsets.US_ASCII), 44);
            script.say(hello);
            assertThat(script.bytesUntilClosed()).isZero();
        }
        assertStillServes();
    }

    @Test
    void SEC2_proofs_areComparedInConstantTime() {
        List<String> calls =
                new ClassFileImporter()
                        .importClass(Handshake.class).getMethodCallsFromSelf().stream()
                                .map(JavaMethodCall::getTarget)
                                .map(each -> each.getOwner().getSimpleName() + "." + each.getName())
                                .toList();
        assertThat(calls.stream().filter("MessageDigest.isEqual"::equals)).hasSize(2);
        assertThat(calls).noneMatch(each -> each.endsWith("quals") || each.endsWith("mismatch"));
        assertThat(calls).noneMatch(each -> each.endsWith("compareTo") || each.endsWith("compare"));
    }

    // ---- SEC3 --------------------------------------------------------------------------------

    @Test
    void SEC3_byteBySlowByte_isClosedAtTheDeadline() throws Exception {
        server.close();
        listen(DEADLINE);
        byte[] hello = HandshakeIT.hello(ID, HandshakeIT.nonce(8));
        try (Script script = new Script(path)) {
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            Thread reader =
                    Thread.startVirtualThread(() -> closed.complete(script.bytesUntilClosed()));
            int said = 0;
            // One byte each tenth of the deadline: never silent for long, never done.
            while (said < hello.length && !Await.holds(DEADLINE.dividedBy(10), closed::isDone)) {
                try {
                    script.say(new byte[] {hello[said++]});
                } catch (IOException closedMeanwhile) {
                    break;
                }
            }
            assertThat(closed.get()).isZero();
            assertThat(said).isLessThan(hello.length);
            reader.join();
        }
        assertStillServes();
    }

    @Test
    void SEC3_hugeClaims_areNeverAllocated() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Script script = new Script(path)) {
                byte[] huge = new byte[4096];
                Arrays.fill(huge, (byte) 0x7f);
                script.say(huge);
                assertThat(script.bytesUntilClosed()).isZero();
            } catch (IOException closedMeanwhile) {
                assertThat(server.isConnected(ID)).isFalse();
            }
        }
        assertStillServes();
    }

    /** Without the cap they would all stay until the deadline, which is an hour here. */
    @Test
    void SEC3_moreStrangersThanTheCap_pushTheOldestOut() throws Exception {
        server.close();
        listen(Duration.ofHours(1));
        List<Script> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * MAX_STRANGERS; i++) {
                strangers.add(new Script(path));
            }
            for (Script each : strangers.subList(0, 2 * MAX_STRANGERS)) {
                assertThat(each.bytesUntilClosed()).isZero();
            }
            // They are as many as may be, and none of them keeps an honest client out.
            assertStillServes();
        } finally {
            for (Script each : strangers) {
                each.close();
            }
        }
    }

    /** Those that are let in say nothing and stay for as long as they may. */
    @Test
    void SEC3_floodOfTenThousand_doesNotKeepAWorkerOut() throws Exception {
        server.close();
        listen(Duration.ofSeconds(2));
        Deque<SocketChannel> crowd = new ArrayDeque<>();
        ControlClient client =
                new ControlClient(new PollingBell(), path.toString(), ID, key, new SilentTasks());
        Thread worker = new Thread(client);
        try {
            int refused = 0;
            for (int i = 0; i < 10_000; i++) {
                SocketChannel each = SocketChannel.open(StandardProtocolFamily.UNIX);
                each.configureBlocking(false);
                try {
                    each.connect(UnixDomainSocketAddress.of(path));
                    crowd.add(each);
                } catch (IOException queueIsFull) {
                    each.close();
                    refused++;
                }
                if (i == 5_000) {
                    worker.start();
                }
            }
            assertThat(crowd.size()).isGreaterThan(MAX_STRANGERS);
            assertThat(crowd.size() + refused).isEqualTo(10_000);
            Await.until("a worker is connected in spite of them", () -> server.isConnected(ID));
        } finally {
            for (SocketChannel each : crowd) {
                each.close();
            }
            client.leave();
            worker.join();
        }
    }

    private static final class SilentTasks implements ControlClient.Tasks {
        @Override
        public void interrupt(int sequence) {
            throw new AssertionError("nobody asked for it");
        }

        @Override
        public StackTraceElement[] stack(int sequence) {
            return new StackTraceElement[0];
        }
    }

    @Test
    void SEC3_garbageOfEveryLength_isNeverAnswered() throws Exception {
        Random random = new Random(3);
        for (int length = 44; length <= 256; length += 7) {
            try (Script script = new Script(path)) {
                byte[] garbage = new byte[length];
                random.nextBytes(garbage);
                script.say(garbage);
                assertThat(script.bytesUntilClosed()).isZero();
            }
        }
        assertStillServes();
    }

    // ---- SEC6 --------------------------------------------------------------------------------

    /** Says hello and tells how many bytes it is answered; run by another user. */
    static final class Stranger {
        public static void main(String[] arguments) throws IOException {
            try (SocketChannel channel =
                    SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
                ByteBuffer hello = ByteBuffer.allocate(44).putInt(0x50524f43).putLong(ID).clear();
                channel.write(hello);
                ByteBuffer answer = ByteBuffer.allocate(64);
                int all = 0;
                for (int read = 0; read >= 0 && answer.hasRemaining(); all += read) {
                    read = channel.read(answer);
                }
                System.out.println("answered " + Math.max(all, answer.position()));
            } catch (IOException reset) {
                System.out.println("answered 0");
            }
        }
    }

    @Test
    void SEC6_connectionOfAnotherUser_isClosedWithoutAWord() throws Exception {
        OtherUser.require();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        server.close();
        path = folder.resolve("open.sock");
        server = new ControlServer(path, LONG);
        server.expect(ID, key);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        String name = Stranger.class.getName().replace('.', '/') + ".class";
        Path classFile = folder.resolve(name);
        Files.createDirectories(classFile.getParent());
        try (InputStream bytes = Stranger.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(bytes, classFile);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String[] command = {
            java,
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-cp",
            folder.toString(),
            Stranger.class.getName(),
            path.toString()
        };
        assertThat(output(OtherUser.command(command))).isEqualTo("answered 0\n");
        assertThat(output(new ProcessBuilder(command))).isEqualTo("answered 64\n");
        assertStillServes();
    }

    private static String output(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
