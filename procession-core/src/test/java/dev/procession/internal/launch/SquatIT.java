package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskFunction;
import dev.procession.WorkerDiedException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Leftovers;
import dev.procession.testing.OtherUser;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows SEC5 and SEC23: others have been where our directories are to be, and what a crash leaves.
 */
class SquatIT {

    private static final FileTime AN_HOUR_AGO =
            FileTime.from(Instant.now().minus(Duration.ofHours(1)));

    @TempDir Path folder;

    /** Starts a child, which founds a session, and waits for its standard input to end. */
    static final class Root {
        public static void main(String[] arguments) throws IOException {
            try (JavaProcess p = JavaProcess.start(() -> System.out.println("child"))) {
                p.join();
                System.out.println("ready");
            } catch (RuntimeException | InterruptedException failure) {
                System.out.println("refused " + failure + " / " + failure.getCause());
            }
            System.in.read();
        }
    }

    private static void founds(Victim root) {
        root.line("ready");
        root.send("end");
        assertThat(root.awaitEnd()).isZero();
    }

    /** A directory as a user has many: old, some with a file that is called lock. */
    private Path precious(String name, String... files) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(name));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        for (String file : files) {
            Files.writeString(directory.resolve(file), "precious");
        }
        Files.setLastModifiedTime(directory, AN_HOUR_AGO);
        return directory;
    }

    @Test
    void SEC5_linkWithTheNameOfASession_isNotFollowed() throws Exception {
        Path withLock = precious("withLock", "lock", "data");
        Path without = precious("without", "data");
        try (Victim first = Victim.start(Root.class)) {
            Path base = first.base();
            Files.createSymbolicLink(base.resolve("procession-1-aa"), withLock);
            Files.createSymbolicLink(base.resolve(".procession-1-bb"), withLock);
            Files.createSymbolicLink(base.resolve(".procession-1-cc"), without);
            first.line("ready");
            founds(Victim.startBeside(first, Root.class));
        }
        assertThat(withLock.resolve("lock")).exists();
        assertThat(withLock.resolve("data")).exists();
        assertThat(without.resolve("data")).exists();
    }

    @Test
    void SEC5_directoryThatOthersCanEnter_isNeitherOpenedNorEmptied() throws Exception {
        try (Victim first = Victim.start(Root.class)) {
            first.line("ready");
            Path open = Files.createDirectory(first.base().resolve("procession-1-dd"));
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
            // Who opens it to write waits for ever, for nobody reads.
            run("mkfifo", open.resolve("lock").toString());
            Path data = Files.writeString(open.resolve("data"), "x");
            founds(Victim.startBeside(first, Root.class));
            assertThat(data).exists();
        }
    }

    @Test
    void SEC5_directoryOfAnotherUser_isNeitherOpenedNorEmptied() throws Exception {
        OtherUser.require();
        try (Victim first = Victim.start(Root.class)) {
            first.line("ready");
            Path alien = Files.createDirectory(first.base().resolve("procession-1-ee"));
            run("mkfifo", alien.resolve("lock").toString());
            Path data = Files.writeString(alien.resolve("data"), "x");
            run("chmod", "700", alien.toString());
            run("chown", "-R", OtherUser.ID, alien.toString());
            founds(Victim.startBeside(first, Root.class));
            assertThat(data).exists();
        }
    }

    @Test
    void SEC5_baseWhereAnybodyCanReplaceDirectories_isRefused() throws Exception {
        Path base = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Victim root = Victim.start(Root.class, "-Dprocession.directory=" + base)) {
            assertThat(root.line("refused "))
                    .endsWith(
                            "all users may write to "
                                    + base
                                    + ", which has no sticky bit: they could replace what is there");
        }
        assertThat(base).isEmptyDirectory();
        run("chmod", "1777", base.toString());
        try (Victim root = Victim.start(Root.class, "-Dprocession.directory=" + base)) {
            founds(root);
        }
        assertThat(base).isEmptyDirectory();
    }

    /** A pool with all kinds of files: long payloads, a control channel. */
    static final class PoolParent {
        public static void main(String[] arguments) throws IOException {
            var options =
                    PoolOptions.defaults().withWorkers(1).withTaskTimeout(Duration.ofHours(1));
            try (var pool = ProcessPool.open(options)) {
                byte[] longOne = new byte[100_000];
                pool.apply(bytes -> bytes, longOne);
                var cancelled = pool.submit(() -> new Semaphore(0).tryAcquire(1, TimeUnit.HOURS));
                System.out.println("ready");
                System.in.read();
                cancelled.cancel(true);
            }
        }
    }

    @Test
    void SEC5_umaskOfZero_opensNothingToOthers() throws Exception {
        List<String> prefix = List.of("sh", "-c", "umask 0; exec \"$@\"", "umask");
        try (Victim root = Victim.startBehind(prefix, PoolParent.class, List.of(), List.of())) {
            root.line("ready");
            UserPrincipal self = Files.getOwner(root.base());
            List<Path> all = below(root.base());
            assertThat(all).anyMatch(each -> each.toString().endsWith(".lane"));
            Path session =
                    all.stream().filter(each -> Files.isDirectory(each)).findAny().orElseThrow();
            PosixFileAttributes found = Files.readAttributes(session, PosixFileAttributes.class);
            assertThat(PosixFilePermissions.toString(found.permissions())).isEqualTo("rwx------");
            assertThat(found.owner()).isEqualTo(self);
            assertThat(all).allMatch(each -> each.equals(session) || each.startsWith(session));
            root.send("end");
            assertThat(root.awaitEnd()).isZero();
        }
    }

    private static List<Path> below(Path base) throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            return all.filter(each -> !each.equals(base)).toList();
        }
    }

    @Test
    void SEC5_otherUser_entersNoSession() throws Exception {
        OtherUser.require();
        List<String> prefix = List.of("sh", "-c", "umask 0; exec \"$@\"", "umask");
        try (Victim root = Victim.startBehind(prefix, PoolParent.class, List.of(), List.of())) {
            root.line("ready");
            // The tests have a closed directory around it, which others have not.
            Files.setPosixFilePermissions(
                    Leftovers.base(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(
                    root.base(), PosixFilePermissions.fromString("rwxr-xr-x"));
            for (Path each : below(root.base())) {
                OtherUser.assertDenied("ls", "-d", each + (Files.isDirectory(each) ? "/." : ""));
            }
            root.send("end");
            assertThat(root.awaitEnd()).isZero();
        } finally {
            Files.setPosixFilePermissions(
                    Leftovers.base(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Has one worker crash and another run out of memory; tells where the report is. */
    static final class CrashParent {
        public static void main(String[] arguments) throws IOException {
            var limits = PoolOptions.defaults().withWorkers(1).withMaxHeap("16m");
            try (var pool = ProcessPool.open(limits)) {
                String core = pool.apply(CrashParent::coreLimit, 0);
                System.out.println("limit " + core);
                System.out.println("exhausted " + report(pool, CrashParent::exhaust));
                System.out.println("report " + report(pool, CrashParent::crash));
            }
        }

        /** Where the report of a worker is that died; empty if the task alone failed. */
        static String report(ProcessPool pool, TaskFunction<Integer, Integer> deadly) {
            try {
                throw new AssertionError("it returned " + pool.apply(deadly, 0));
            } catch (CompletionException failed) {
                return failed.getCause() instanceof WorkerDiedException died
                        ? String.valueOf(died.death().crashReport())
                        : "";
            }
        }

        static String coreLimit(int x) throws IOException {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
                return lines.filter(line -> line.startsWith("Max core file size"))
                        .findAny()
                        .orElseThrow()
                        .replaceAll(" +", " ");
            }
        }

        static int exhaust(int x) {
            List<byte[]> all = new ArrayList<>();
            while (true) {
                all.add(new byte[1 << 20]);
            }
        }

        @SuppressWarnings("restricted")
        static int crash(int x) {
            MemorySegment.ofAddress(0).reinterpret(8).set(ValueLayout.JAVA_INT, 0, 1);
            return x;
        }
    }

    /** Where the crash report lies; nothing else must be anywhere. */
    private Path crash(Path temporary) throws Exception {
        String from = "cd '" + folder + "'; ulimit -c unlimited; exec \"$@\"";
        try (Victim parent =
                Victim.startBehind(
                        List.of("sh", "-c", from, "unlimited"),
                        CrashParent.class,
                        List.of(),
                        List.of(
                                "-XX:+HeapDumpOnOutOfMemoryError",
                                "-XX:+CreateCoredumpOnCrash",
                                "-Djava.io.tmpdir=" + temporary))) {
            assertThat(parent.line("limit ")).isEqualTo("Max core file size 0 0 bytes ");
            parent.line("exhausted ");
            Path report = Path.of(parent.line("report "));
            assertThat(parent.awaitEnd()).isZero();
            assertThat(report).exists();
            PosixFileAttributes place =
                    Files.readAttributes(
                            report.getParent(),
                            PosixFileAttributes.class,
                            LinkOption.NOFOLLOW_LINKS);
            assertThat(PosixFilePermissions.toString(place.permissions())).isEqualTo("rwx------");
            assertThat(report.getParent().getParent()).isEqualTo(temporary);
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).isSubsetOf(temporary, folder.resolve("trap"));
            }
            return report;
        }
    }

    private Path temporary() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        run("chmod", "1777", temporary.toString());
        return temporary;
    }

    private static String reports() {
        return "procession-crashes-" + System.getProperty("user.name");
    }

    @Test
    void SEC23_crash_leavesOneReportInAPrivateDirectoryAndNothingElse() throws Exception {
        Path temporary = temporary();
        assertThat(crash(temporary).getParent()).isEqualTo(temporary.resolve(reports()));
    }

    @Test
    void F20_temporaryDirectoryThatIsMissing_keepsNobodyFromWork() {
        try (Victim parent =
                Victim.start(CrashParent.class, "-Djava.io.tmpdir=" + folder.resolve("none"))) {
            parent.line("limit ");
            parent.line("exhausted ");
            assertThat(parent.line("report ")).startsWith(parent.base().toString());
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.errors())
                    .filteredOn(each -> each.contains("no room for reports of crashes"))
                    .hasSize(1);
        }
    }

    @Test
    void SEC23_linkWithTheNameOfTheCrashDirectory_isNotFollowed() throws Exception {
        Path temporary = temporary();
        Path trap = precious("trap", "hs_err_pid1.log");
        Files.createSymbolicLink(temporary.resolve(reports()), trap);
        Path report = crash(temporary);
        assertThat(report.getParent().getFileName().toString())
                .matches(reports() + "-[0-9a-f]{12}");
        assertThat(trap.toFile().list()).containsExactly("hs_err_pid1.log");
        // The next one goes to the same place.
        assertThat(crash(temporary).getParent()).isEqualTo(report.getParent());
    }

    @Test
    void SEC23_crashDirectoryThatOthersCanEnter_isNotUsed() throws Exception {
        Path temporary = temporary();
        Path open = Files.createDirectory(temporary.resolve(reports()));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path report = crash(temporary);
        assertThat(report.getParent()).isNotEqualTo(open);
        assertThat(open).isEmptyDirectory();
    }

    static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }
}
