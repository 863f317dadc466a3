package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.process.JavaProcess;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The directory of a session: who may enter it, and that nobody leaves it behind. */
class SessionIT {

    /** Starts a child and waits for its standard input to end. */
    static final class Root {
        public static void main(String[] arguments) throws Exception {
            try (JavaProcess p = JavaProcess.start(() -> System.out.println("child"))) {
                p.join();
            }
            System.out.println("ready");
            System.in.read();
        }
    }

    private static List<Path> sessions(Victim root) {
        try (Stream<Path> all = Files.list(root.base())) {
            return all.toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void directory_isPrivateToTheUser() throws Exception {
        try (Victim root = Victim.start(Root.class)) {
            root.line("ready");
            Path session = sessions(root).getFirst();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(session)))
                    .isEqualTo("rwx------");
            assertThat(session.resolve("lock")).exists();
        }
    }

    @Test
    void rootEnds_directoryIsGone() {
        try (Victim root = Victim.start(Root.class)) {
            root.line("ready");
            root.send("end");
            assertThat(root.awaitEnd()).isZero();
            assertThat(sessions(root)).isEmpty();
        }
    }

    @Test
    void rootKilled_nextRootSweepsItsDirectoryAndNoOther() {
        try (Victim killed = Victim.start(Root.class);
                Victim alive = Victim.startBeside(killed, Root.class)) {
            killed.line("ready");
            alive.line("ready");
            assertThat(sessions(killed)).hasSize(2);
            killed.pid().signal("KILL");
            killed.awaitEnd();
            assertThat(sessions(killed)).hasSize(2);
            try (Victim next = Victim.startBeside(killed, Root.class)) {
                next.line("ready");
                assertThat(sessions(killed))
                        .hasSize(2)
                        .allMatch(each -> isOf(each, alive) || isOf(each, next));
                next.send("end");
                next.awaitEnd();
            }
        }
    }

    /** Has a session, and reads all its files, as a program does that looks for something. */
    static final class Reader {
        public static void main(String[] arguments) throws Exception {
            try (Stream<Path> all = Files.list(Session.current().directory())) {
                for (Path each : all.toList()) {
                    Files.readAllBytes(each);
                }
            }
            System.out.println("ready");
            System.in.read();
        }
    }

    /** Has a session once it is told to. */
    static final class Waiting {
        public static void main(String[] arguments) throws Exception {
            while (System.in.read() != '\n') {
                // The rest of the line.
                continue;
            }
            Root.main(arguments);
        }
    }

    @Test
    void rootThatHasLostItsLock_keepsItsDirectoryAsLongAsItLives() {
        try (Victim reader = Victim.start(Reader.class)) {
            reader.line("ready");
            assertThat(Session.isAbandoned(sessions(reader).getFirst().resolve("lock"))).isTrue();
            try (Victim next = Victim.startBeside(reader, Root.class);
                    Victim last = Victim.startBeside(reader, Waiting.class)) {
                next.line("ready");
                assertThat(sessions(reader)).hasSize(2).anyMatch(each -> isOf(each, reader));
                reader.pid().signal("KILL");
                reader.awaitEnd();
                last.send("begin");
                last.line("ready");
                assertThat(sessions(reader))
                        .hasSize(2)
                        .allMatch(each -> isOf(each, next) || isOf(each, last));
            }
        }
    }

    /** Makes a directory as a session does. */
    private static Path made(Victim root, String name) throws IOException {
        return PrivateDirectory.create(root.base().resolve(name));
    }

    @Test
    void rootKilledWhileFounding_isSweptLater() throws Exception {
        try (Victim first = Victim.start(Root.class)) {
            Path fresh = made(first, ".procession-1-fresh");
            Path old = made(first, ".procession-1-old");
            Path oldLocked = made(first, ".procession-1-locked");
            Files.createFile(oldLocked.resolve("lock"));
            FileTime anHourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
            Files.setLastModifiedTime(old, anHourAgo);
            Files.setLastModifiedTime(oldLocked, anHourAgo);
            first.line("ready");
            try (Victim next = Victim.startBeside(first, Root.class)) {
                next.line("ready");
                assertThat(fresh).exists();
                assertThat(old).doesNotExist();
                assertThat(oldLocked).doesNotExist();
                next.send("end");
                next.awaitEnd();
            }
        }
    }

    private static boolean isOf(Path session, Victim root) {
        return session.getFileName().toString().startsWith("procession-" + root.pid().number());
    }
}
