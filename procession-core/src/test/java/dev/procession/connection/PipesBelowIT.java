package dev.procession.connection;

import dev.procession.TaskAction;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Row I2: what is left of pipes of dead processes, in a program that uses none itself. */
class PipesBelowIT {

    /** A pipe that is forgotten is closed, when the collector finds that. */
    @SuppressWarnings("unused") // it is there to be kept
    private static Object kept;

    private static boolean hasMemory(Victim root, int count) {
        List<String> files = root.files();
        return files.stream().noneMatch(each -> each.startsWith("changing"))
                && files.stream().filter(each -> each.contains("/memory-")).count() == count;
    }

    private static void awaitMemory(Victim root, int count) {
        Await.until("files of memory: " + count, () -> hasMemory(root, count));
    }

    private static void awaitFreed(Victim root) {
        awaitMemory(root, 0);
    }

    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }

    /** Makes a pipe and leaves it with a message that has memory of its own. */
    private static void make() throws Exception {
        var pipe = ProcessPipe.<byte[], byte[]>open();
        kept = pipe;
        pipe.left().send(new byte[600_000]);
        System.out.println("maker " + ProcessHandle.current().pid());
    }

    private static void makeAndHang() throws Exception {
        make();
        hang();
    }

    private static void runToItsEnd(TaskAction action) throws Exception {
        try (var process = JavaProcess.start(action)) {
            process.join();
        }
    }

    private static void runToItsEndAndHang(TaskAction action) throws Exception {
        runToItsEnd(action);
        System.out.println("joined");
        hang();
    }

    /** Its child makes a pipe. */
    static final class Root {
        public static void main(String[] arguments) throws Exception {
            runToItsEndAndHang(PipesBelowIT::makeAndHang);
        }
    }

    /** Its child makes a pipe and ends without closing it, once it is told to. */
    static final class EndedRoot {
        public static void main(String[] arguments) throws Exception {
            try (var go = ProcessQueue.<String>bounded(1)) {
                var maker =
                        JavaProcess.start(() -> {
                            make();
                            go.take();
                        });
                System.in.read();
                go.put("end");
                maker.join();
                System.out.println("joined");
                hang();
            }
        }
    }

    /** Its child, which uses no pipe either, has one that makes a pipe. */
    static final class Grandparent {
        public static void main(String[] arguments) throws Exception {
            runToItsEnd(() -> runToItsEndAndHang(PipesBelowIT::makeAndHang));
        }
    }

    /** Has two children that use a pipe with each other. */
    static final class RootOfTwo {
        public static void main(String[] arguments) throws Exception {
            try (var ends = ProcessQueue.<PipeEnd<String, String>>bounded(1)) {
                var maker =
                        JavaProcess.start(() -> {
                            var pipe = ProcessPipe.<String, String>open();
                            kept = pipe;
                            ends.put(pipe.right());
                            pipe.left().receive();
                            System.out.println("user " + ProcessHandle.current().pid());
                            hang();
                        });
                var user =
                        JavaProcess.start(() -> {
                            try (var end = ends.take()) {
                                end.send("here");
                                System.out.println("user " + ProcessHandle.current().pid());
                                hang();
                            }
                        });
                maker.join();
                user.join();
                System.out.println("joined");
                hang();
            }
        }
    }

    private static void assertFreedAfterKill(Class<?> main) {
        try (var root = Victim.start(main)) {
            var maker = root.awaitPids("maker ", 1).getFirst();
            awaitMemory(root, 2);
            maker.signal("KILL");
            root.line("joined");
            awaitFreed(root);
        }
    }

    @Test
    void I2_makerKilled_rootUsesNoPipes_itsMemoryIsFreed() {
        assertFreedAfterKill(Root.class);
    }

    @Test
    void I2_makerKilled_itsParentAndTheRootUseNoPipes_itsMemoryIsFreed() {
        assertFreedAfterKill(Grandparent.class);
    }

    @Test
    void I2_makerEndsWithoutClosing_rootUsesNoPipes_itsMemoryIsFreed() {
        try (var root = Victim.start(EndedRoot.class)) {
            root.line("maker ");
            awaitMemory(root, 2);
            root.send("end");
            root.line("joined");
            awaitFreed(root);
        }
    }

    @Test
    void I2_bothUsersKilledAtOnce_rootUsesNoPipes_itsMemoryIsFreed() {
        try (var root = Victim.start(RootOfTwo.class)) {
            var users = root.awaitPids("user ", 2);
            awaitMemory(root, 1);
            users.forEach(each -> each.signal("KILL"));
            root.line("joined");
            awaitFreed(root);
        }
    }
}
