package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.PlainJvm;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows F21 and I5: deaths and shortages while connections are handed over. */
class HandOverFaultsIT {

    private static final PoolOptions ONE =
            PoolOptions.defaults()
                    .withWorkers(1)
                    .withName("hands")
                    .withStopGrace(Duration.ofMillis(300));

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    private static void greet(SocketChannel channel) throws IOException {
        Lines.write(channel, "hello");
        Lines.write(channel, "pid " + Pools.ownPid());
    }

    private static void greetAndWait(SocketChannel channel) throws Exception {
        greet(channel);
        Thread.sleep(Duration.ofMinutes(10));
    }

    @Test
    void F21_workerIsKilledWhileItTalks_thePeerSeesTheEnd() throws Exception {
        try (var pool = ProcessPool.open(ONE.withRetries(3));
                Lines lines = Lines.connect()) {
            CompletableFuture<Void> future =
                    pool.handOver(HandOverFaultsIT::greetAndWait, lines.accepted());
            assertThat(lines.next()).isEqualTo("hello");
            assertThat(lines.next()).startsWith("pid ");
            Pools.worker(pool).signal("KILL");
            assertThat(lines.next()).isEqualTo(Lines.END);
            assertThat(Pools.failure(future)).isInstanceOf(WorkerDiedException.class);
        }
    }

    /** It is given to the next one, although this one may have had the task in its lane. */
    @Test
    void F21_workerIsKilledBeforeItBegins_anotherOneTalks() throws Exception {
        File begun = file("begun");
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.connect()) {
            CompletableFuture<Integer> blocking = pool.submit(Pools.blocking(begun));
            Pools.awaitFile(begun);
            Pid first = Pools.worker(pool);
            CompletableFuture<Void> future =
                    pool.handOver(HandOverFaultsIT::greet, lines.accepted());
            first.signal("KILL");
            assertThat(lines.next()).isEqualTo("hello");
            assertThat(lines.next()).isNotEqualTo("pid " + first.number());
            assertThat(lines.next()).isEqualTo(Lines.END);
            assertThat(Pools.failure(blocking)).isInstanceOf(WorkerDiedException.class);
            Pools.get(future);
        }
    }

    // ---- descriptors -------------------------------------------------------------------------

    private static final List<FileInputStream> HELD = new ArrayList<>();

    /** Takes all numbers that there are. */
    private static void fill() {
        try {
            while (true) {
                HELD.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noneLeft) {
            assertThat(noneLeft).hasMessageContaining("Too many open files");
        }
    }

    private static void empty() throws IOException {
        for (FileInputStream each : HELD) {
            each.close();
        }
        HELD.clear();
    }

    private static void fail(SocketChannel channel) throws IOException {
        throw new IOException("hung up on " + channel.isConnected());
    }

    @Test
    void F21_workerHasNoDescriptorForIt_theTaskFails_andThePeerSeesTheEnd() throws Exception {
        try (var pool = ProcessPool.open(ONE);
                Lines first = Lines.connect();
                Lines second = Lines.connect();
                Lines third = Lines.connect();
                Lines last = Lines.connect()) {
            // From now on the worker has its connection to this process, and the classes it needs.
            Pools.get(pool.handOver(HandOverFaultsIT::greet, first.accepted()));
            Pools.failure(pool.handOver(HandOverFaultsIT::fail, second.accepted()));
            // The limit is one of numbers, and the three below this are always taken.
            limitFiles(Pools.worker(pool), 3);
            Throwable failure =
                    Pools.failure(pool.handOver(HandOverFaultsIT::greet, third.accepted()));
            assertThat(failure)
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "a descriptor was lost on its way to this process, which has no number"
                                    + " for it: Too many open files");
            assertThat(third.next()).isEqualTo(Lines.END);
            limitFiles(Pools.worker(pool), 1024);
            Pools.get(pool.handOver(HandOverFaultsIT::greet, last.accepted()));
            assertThat(last.next()).isEqualTo("hello");
        }
    }

    private static void limitFiles(Pid pid, int most) throws Exception {
        String[] command = {"prlimit", "--pid", "" + pid.number(), "--nofile=" + most + ":"};
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** A parent that runs out of descriptors by itself. */
    static final class Short {
        private Short() {}

        public static void main(String[] arguments) throws Exception {
            try (var pool = ProcessPool.open(ONE);
                    Lines first = Lines.connect();
                    Lines second = Lines.connect()) {
                pool.handOver(HandOverFaultsIT::greet, first.accepted()).get();
                System.getLogger("dev.procession").log(System.Logger.Level.WARNING, "warmed up");
                fill();
                String refusal = refusal(pool, second);
                empty();
                System.out.println("refused " + refusal);
                System.out.println("open " + second.accepted().isOpen());
                pool.handOver(HandOverFaultsIT::greet, second.accepted()).get();
                System.out.println("then " + second.next());
            }
        }

        private static String refusal(TaskExecutor pool, Lines lines) {
            try {
                pool.handOver(HandOverFaultsIT::greet, lines.accepted());
                return "not at all";
            } catch (RejectedExecutionException refused) {
                return refused.getMessage();
            }
        }
    }

    @Test
    void F21_parentHasNoDescriptorForACopy_theCallerKeepsTheChannel() {
        List<String> launcher = List.of("prlimit", "--nofile=256:256");
        try (Victim parent = Victim.startBehind(launcher, Short.class, List.of(), List.of())) {
            assertThat(parent.line("refused "))
                    .startsWith("[pool hands] a connection could not be taken over: ")
                    .contains("Too many open files", "limit=256", "ulimit -n");
            assertThat(parent.line("open ")).isEqualTo("true");
            assertThat(parent.line("then ")).isEqualTo("hello");
            assertThat(parent.awaitEnd()).isZero();
        }
    }

    // ---- the parent dies ---------------------------------------------------------------------

    /** A parent whose worker talks to a client of another process, and another one waits. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            try (var pool = ProcessPool.open(ONE);
                    var server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress("127.0.0.1", 0));
                System.out.println(
                        "port " + ((InetSocketAddress) server.getLocalAddress()).getPort());
                pool.handOver(HandOverFaultsIT::greetAndWait, server.accept());
                pool.handOver(HandOverFaultsIT::greet, server.accept());
                System.out.println("handed over");
                Thread.sleep(Duration.ofMinutes(10));
            }
        }
    }

    @Test
    void F21_parentIsKilled_allConnectionsEnd() throws Exception {
        try (Victim parent = Victim.start(Parent.class)) {
            int port = Integer.parseInt(parent.line("port "));
            var address = new InetSocketAddress("127.0.0.1", port);
            try (SocketChannel talking = SocketChannel.open(address)) {
                Await.until("it is greeted", () -> read(talking) > 0);
                try (SocketChannel waiting = SocketChannel.open(address)) {
                    parent.line("handed over");
                    parent.pid().signal("KILL");
                    Await.until("it has ended", () -> read(talking) < 0);
                    Await.until("it has ended, too", () -> read(waiting) < 0);
                }
            }
        }
    }

    private static int read(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(100));
        } catch (IOException reset) {
            return -1;
        }
    }

    // ---- without native calls ----------------------------------------------------------------

    /** A parent that must not make native calls. */
    static final class Denied {
        private Denied() {}

        public static void main(String[] arguments) throws Exception {
            try (var pool = ProcessPool.open(ONE);
                    Lines lines = Lines.connect()) {
                try {
                    pool.handOver(HandOverFaultsIT::greet, lines.accepted());
                } catch (UnsupportedOperationException refused) {
                    System.out.println("refused " + refused.getMessage());
                }
                Lines.write(lines.accepted(), "still here");
                System.out.println("then " + lines.next());
            }
            try (var threads = ThreadPool.open(ONE);
                    Lines lines = Lines.connect()) {
                threads.handOver(HandOverFaultsIT::greet, lines.accepted()).get();
                System.out.println("from a thread " + lines.next());
            }
        }
    }

    @Test
    void I5_withoutNativeAccess_aClearRefusal_andTheCallerKeepsTheChannel() {
        List<String> options =
                List.of("--illegal-native-access=deny", "-Dprocession.directory=" + Victim.BASE);
        List<String> command = PlainJvm.command(List.of(), options, Denied.class);
        try (Victim parent = Victim.startCommand(command)) {
            assertThat(parent.line("refused "))
                    .contains("[pool hands]", "--enable-native-access=ALL-UNNAMED", "ThreadPool");
            assertThat(parent.line("then ")).isEqualTo("still here");
            assertThat(parent.line("from a thread ")).isEqualTo("hello");
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.errors()).isEmpty();
        }
    }
}
