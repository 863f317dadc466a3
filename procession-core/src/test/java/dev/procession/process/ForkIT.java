package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ExitStatus;
import dev.procession.sync.ProcessLock;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row P9: a process that begins with a copy of what is named, and outlives who forked it. */
class ForkIT {

    private static final Duration END = Duration.ofSeconds(20);

    @TempDir Path folder;

    /** What is copied, and what is not. */
    static final class State {
        static final String FIXED = "fixed";

        static int count;
        static @Nullable List<String> names;
        static String unlisted = "as the class makes it";
        int ofAnObject;

        private State() {}
    }

    private static List<String> join(ForkedProcess child, Path told) throws Exception {
        assertThat(child.join(END)).isTrue();
        assertThat(child.exitStatus()).isEqualTo(ExitStatus.exited(0));
        return Files.readAllLines(told);
    }

    @Test
    void P9_childBeginsWithCopies_ofWhatIsCapturedAndListed_andNothingElse() throws Exception {
        State.count = 7;
        State.names = new ArrayList<>(List.of("listed"));
        State.unlisted = "changed";
        List<String> captured = State.names;
        String told = folder.resolve("told").toString();
        ForkedProcess child =
                ForkedProcess.fork(
                        StaticFields.of(State.class, "count", "names"),
                        () -> {
                            State.count++;
                            captured.add("added by the child");
                            Files.write(
                                    Path.of(told),
                                    List.of(
                                            "count " + State.count,
                                            "names " + State.names,
                                            "unlisted " + State.unlisted,
                                            "parent "
                                                    + ProcessHandle.current()
                                                            .parent()
                                                            .orElseThrow()
                                                            .pid(),
                                            "pid " + ProcessHandle.current().pid(),
                                            "input " + System.in.read()));
                        });
        captured.add("added too late");
        assertThat(join(child, Path.of(told)))
                .containsExactly(
                        "count 8",
                        "names [listed, added by the child]",
                        "unlisted as the class makes it",
                        "parent " + ProcessHandle.current().pid(),
                        "pid " + child.pid(),
                        "input -1");
        assertThat(State.count).isEqualTo(7);
        assertThat(captured).containsExactly("listed", "added too late");
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void P9_exitNow_endsWithoutHooks_exitAndExceptionsAsElsewhere() throws Exception {
        String told = folder.resolve("told").toString();
        ForkedProcess now =
                ForkedProcess.fork(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> create(told)));
                    ForkedProcess.exitNow(3);
                });
        ForkedProcess inOrder = ForkedProcess.fork(() -> System.exit(137));
        ForkedProcess killed = ForkedProcess.fork(() -> Thread.sleep(Duration.ofHours(1)));
        killed.kill();
        now.join();
        assertThat(now.exitStatus()).isEqualTo(ExitStatus.exited(3));
        assertThat(Path.of(told)).doesNotExist();
        inOrder.join();
        assertThat(inOrder.exitStatus()).isEqualTo(ExitStatus.exited(137));
        killed.join();
        assertThat(killed.exitStatus()).isEqualTo(ExitStatus.signaled(9));
    }

    private static void create(String path) {
        try {
            Files.createFile(Path.of(path));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void P9_whatCannotBeCopied_isRefusedByName_beforeAnythingRuns() {
        assertThatThrownBy(() -> StaticFields.of(State.class, "FIXED"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a static final field cannot be set")
                .hasMessageEndingWith("field=" + State.class.getName() + ".FIXED");
        assertThatThrownBy(() -> StaticFields.of(State.class, "ofAnObject"))
                .hasMessageEndingWith("field=" + State.class.getName() + ".ofAnObject");
        assertThatThrownBy(() -> StaticFields.of(State.class, "cuont"))
                .hasMessageContaining("field=cuont")
                .hasMessageContaining("static fields=[FIXED, count, names, unlisted]");
        Thread thread = Thread.currentThread();
        assertThatThrownBy(() -> ForkedProcess.fork(() -> System.out.println(thread)))
                .hasMessageContaining("java.lang.Thread");
        try (ProcessLock lock = ProcessLock.create()) {
            assertThatThrownBy(() -> ForkedProcess.fork(() -> System.out.println(lock)))
                    .hasMessageContaining("cannot go to a process that outlives it");
        }
    }

    /** Large enough that a JVM does not start with it among its arguments: 4 MB were. */
    private static final int LARGE = 64 << 20;

    @Test
    void P9_largeState_isCopiedWhole_andTakesUpNoFileOnceItIs() throws Exception {
        // No multiple of what is read at a time, and every value of a byte is in it.
        byte[] large = new byte[LARGE + 1];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >> 3);
        }
        String told = folder.resolve("told").toString();
        ForkedProcess child =
                ForkedProcess.fork(() -> {
                    String hash = hash(large);
                    long file = Files.size(Path.of("/proc/self/fd/9"));
                    Files.write(Path.of(told), List.of(hash, "left " + file));
                });
        assertThat(join(child, Path.of(told))).containsExactly(hash(large), "left 0");
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Says how large its own heap, and that of a child of its own, can be. */
    static final class SmallParent {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("parent " + Runtime.getRuntime().maxMemory());
            ForkedProcess child =
                    ForkedProcess.fork(
                            () -> System.out.println("child " + Runtime.getRuntime().maxMemory()));
            child.join();
        }
    }

    @Test
    void P9_childsHeap_hasTheLimitOfTheForkers() throws Exception {
        try (Victim parent =
                Victim.start(SmallParent.class, "-XX:+UseSerialGC", "-Xmx48m", "-Xmn16m")) {
            long ofParent = Long.parseLong(parent.line("parent "));
            long ofChild = Long.parseLong(parent.line("child "));
            // The parts of a heap are rounded to pages, and one part is not counted.
            assertThat(ofChild).isBetween(ofParent * 3 / 4, 48L << 20);
        }
    }

    /** Is small where it comes from, and needs more than there is where it goes to. */
    static final class Growing implements Serializable {
        private static final long serialVersionUID = 1;

        private transient long[] grown = {};

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            grown = new long[64 << 20];
        }

        @Override
        public String toString() {
            return "grown to " + grown.length;
        }
    }

    /** Forks what its child has no room for. */
    static final class GrowingParent {
        public static void main(String[] arguments) throws InterruptedException {
            Growing state = new Growing();
            ForkedProcess child = ForkedProcess.fork(() -> System.out.println(state));
            child.join();
            System.out.println("child " + child.exitStatus());
        }
    }

    @Test
    void P9_stateThatDoesNotFitTheChildsHeap_isSaid_withTheRemedy() {
        try (Victim parent = Victim.start(GrowingParent.class, "-Xmx64m")) {
            assertThat(parent.line("child ")).isEqualTo("exited(1)");
            parent.awaitEnd();
            assertThat(parent.errors())
                    .anyMatch(line ->
                            line.contains("does not fit this child's heap")
                                    && line.contains("start the parent with a larger -Xmx"));
        }
    }

    /** Forks and ends the way it is told to, at once. */
    static final class Forker {
        public static void main(String[] arguments) {
            byte[] large = new byte[Integer.parseInt(arguments[1])];
            Path told = Path.of(arguments[0]);
            String path = told.toString();
            ForkedProcess child =
                    ForkedProcess.fork(() -> {
                        Files.writeString(Path.of(path + ".new"), "bytes " + large.length);
                        Files.move(Path.of(path + ".new"), Path.of(path));
                        Thread.sleep(Duration.ofHours(1));
                    });
            System.out.println("child " + child.pid());
            System.out.flush();
            ForkedProcess.exitNow(0);
        }
    }

    @Test
    void P9_forkerEndsAtOnce_theChildHasItsCopy_andLivesOn() throws Exception {
        Path told = folder.resolve("told");
        // More than a pipe takes: nothing of it is on its way when the forker is gone.
        List<String> arguments = List.of(told.toString(), Integer.toString(LARGE));
        try (Victim forker = Victim.start(Forker.class, arguments, List.of())) {
            Pid child = Pid.of(forker.line("child "));
            forker.pid().awaitDeath(END);
            Await.until("the child has begun", () -> Files.exists(told));
            assertThat(Files.readString(told)).isEqualTo("bytes " + LARGE);
            assertThat(child.isAlive()).isTrue();
            assertThat(child.session()).isEqualTo(child.number());
            // A process that was ended keeps its children until the last of its threads is gone.
            Await.until(
                    "the child has another parent",
                    () ->
                            ProcessHandle.of(child.number())
                                    .flatMap(ProcessHandle::parent)
                                    .map(ProcessHandle::pid)
                                    .filter(pid -> pid != forker.pid().number())
                                    .isPresent());
        }
    }
}
