package dev.procession.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.DaemonRunningException;
import dev.procession.ProcessOptions;
import dev.procession.daemon.DaemonStatus.State;
import dev.procession.testing.Await;
import dev.procession.testing.DaemonsOfTest;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Pid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Row P10: daemons whose files were removed or spoilt, and daemons that stand still. */
class DaemonsInTroubleIT {

    private static final Duration SHORT = Duration.ofMillis(200);

    private static final DaemonOptions UNTIL_READY =
            DaemonOptions.defaults().withSettleTime(Duration.ofSeconds(30));

    private static final String MADE_ANEW =
            "[procession] somebody had removed the files of this daemon, which were made anew";

    @RegisterExtension final DaemonsOfTest daemons = new DaemonsOfTest();

    private static void serve() throws InterruptedException {
        System.out.println("serving");
        Daemons.ready();
        new CountDownLatch(1).await();
    }

    private DaemonStatus start(String name) {
        return daemons.start(name, UNTIL_READY, DaemonsInTroubleIT::serve);
    }

    /** At once, so that the daemon does not look while half of them are there. */
    private static void remove(Path directory) throws IOException {
        Path gone = Leftovers.base().resolve("gone");
        Files.move(directory, gone);
        try (Stream<Path> all = Files.walk(gone)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void standStill(Pid pid) {
        pid.signal("STOP");
        Await.until("it stands still", () -> pid.threadStates().matches("T+"));
    }

    private static boolean answers(String name) throws TimeoutException {
        try {
            return Daemons.ping(name).isPositive();
        } catch (UncheckedIOException | IllegalStateException notYet) {
            return false;
        }
    }

    @Test
    void P10_filesRemoved_nameStaysTaken_andTheyAreMadeAnew() throws Exception {
        DaemonStatus before = start("lost");
        long pid = before.pid().getAsLong();
        remove(before.log().getParent().getParent());

        assertThat(Daemons.list()).extracting(DaemonStatus::name).containsExactly("lost");
        assertThat(Daemons.status("lost").isRunning()).isTrue();
        assertThat(Daemons.status("lost").pid()).hasValue(pid);
        assertThatThrownBy(() -> start("lost"))
                .isInstanceOf(DaemonRunningException.class)
                .hasMessageStartingWith("[daemon lost] it is running already: pid=" + pid);
        assertThatThrownBy(() -> Daemons.remove("lost")).isInstanceOf(DaemonRunningException.class);

        Await.until("its files are there", () -> answers("lost"));
        DaemonStatus after = Daemons.status("lost");
        assertThat(after.pid()).hasValue(pid);
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(after.trouble()).isEmpty();
        assertThat(after.lastLogLines()).containsExactly(MADE_ANEW);
        assertThat(Daemons.list()).extracting(DaemonStatus::pid).containsExactly(after.pid());

        DaemonStatus again = Daemons.restart("lost");
        assertThat(again.lastLogLines()).hasSize(2).endsWith("serving");
        assertThat(again.pid()).isNotEqualTo(after.pid());
    }

    @Test
    void P10_filesRemoved_onceItAnswers_allIsMadeAnew(@TempDir Path folder) throws Exception {
        Path gate = folder.resolve("gate");
        ProcessOptions held =
                ProcessOptions.defaults()
                        .withJvmOptions("-Dprocession.fault=daemon.door:wait=" + gate);
        DaemonStatus before =
                daemons.start("held", UNTIL_READY.withProcess(held), DaemonsInTroubleIT::serve);
        remove(before.log().getParent());
        Await.until("it answers", () -> answers("held"));
        DaemonStatus after = Daemons.status("held");
        assertThat(after.state()).isEqualTo(State.RUNNING);
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(after.lastLogLines()).containsExactly(MADE_ANEW);
        assertThat(before.log().resolveSibling("body")).exists();
        Files.createFile(gate);
    }

    @Test
    void P10_someFilesRemoved_areMadeAnew() throws Exception {
        DaemonStatus daemon = start("parts");
        Path directory = daemon.log().getParent();
        List<String> names = List.of("socket", "log", "body", "settings", "arguments");
        for (String each : names) {
            Files.delete(directory.resolve(each));
        }
        Await.until(
                "they are there",
                () -> names.stream().allMatch(each -> Files.exists(directory.resolve(each))));
        Await.until("it answers", () -> answers("parts"));
        Daemons.stop("parts");
        assertThat(Daemons.restart("parts").lastLogLines()).containsExactly("serving");
    }

    @Test
    void P10_filesRemoved_andNameStartedAnewUnseen_earlierOneEnds_andSaysSo() throws Exception {
        DaemonStatus daemon = start("twice");
        Pid pid = Pid.of(daemon.pid().getAsLong());
        standStill(pid);
        remove(daemon.log().getParent());
        DaemonFiles files = DaemonFiles.of("twice");
        files.make();
        Files.writeString(files.log(), "another\n");
        assertThat(NameLocks.tryTake(files.pid())).isTrue();
        try {
            pid.signal("CONT");
            pid.awaitDeath(Duration.ofSeconds(20));
            assertThat(Files.readAllLines(files.log()))
                    .containsExactly(
                            "another",
                            "[procession] the daemon with process id "
                                    + pid.number()
                                    + " ends: somebody had removed its files, and then started"
                                    + " another one of its name");
            assertThat(files.ending()).doesNotExist();
        } finally {
            NameLocks.release(files.pid());
        }
    }

    @Test
    void P10_filesRemoved_stopEndsIt_allTheSame() throws Exception {
        DaemonStatus daemon = start("gone");
        Pid pid = Pid.of(daemon.pid().getAsLong());
        // So that it does not make them anew before the stop.
        standStill(pid);
        remove(daemon.log().getParent());
        assertThat(Daemons.status("gone").state()).isEqualTo(State.SUSPENDED);
        Daemons.stop("gone");
        assertThat(pid.isAlive()).isFalse();
    }

    @Test
    void P10_pidFileEmptied_itsProcessIsFound_andTheFileMended() throws Exception {
        DaemonStatus daemon = start("cut");
        long pid = daemon.pid().getAsLong();
        Path file = daemon.log().resolveSibling("pid");
        String content = Files.readString(file);
        Files.writeString(file, "");

        assertThat(Daemons.status("cut").pid()).hasValue(pid);
        Files.writeString(file, "12");
        assertThatThrownBy(() -> start("cut"))
                .isInstanceOf(DaemonRunningException.class)
                .hasMessageStartingWith("[daemon cut] it is running already: pid=" + pid);
        Await.until("it is mended", () -> Files.readString(file).equals(content));
    }

    @Test
    void P10_cleaners_findNothingOld() throws Exception {
        DaemonFiles files = DaemonFiles.of("old");
        files.make();
        try {
            Files.writeString(files.settings(), "");
            FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
            Files.setAttribute(files.settings(), "lastAccessTime", old);
            Files.setLastModifiedTime(files.settings(), old);
            files.touch();
            assertThat(Files.getLastModifiedTime(files.settings())).isGreaterThan(old);
            assertThat((FileTime) Files.getAttribute(files.settings(), "lastAccessTime"))
                    .isGreaterThan(old);
        } finally {
            files.delete();
        }
    }

    @Test
    void P10_list_tellsOfTheOthers_ifOneCannotBeRead() throws Exception {
        start("good");
        DaemonFiles bad = DaemonFiles.of("bad");
        bad.make();
        Files.createDirectory(bad.pid());
        try {
            List<DaemonStatus> all = Daemons.list();
            assertThat(all)
                    .extracting(DaemonStatus::state)
                    .containsExactly(State.UNKNOWN, State.RUNNING);
            assertThat(all.getFirst().trouble().orElseThrow())
                    .startsWith("its files cannot be used: ")
                    .endsWith("; directory=" + bad.directory());
        } finally {
            bad.delete();
        }
    }

    @Test
    void P10_suspended_isTold_withTheRemedy_andStopsInGoodOrder() throws Exception {
        Pid pid = Pid.of(start("still").pid().getAsLong());
        standStill(pid);
        String remedy =
                "it stands still, since a signal has stopped it; kill -CONT "
                        + pid.number()
                        + " has it go on";
        DaemonStatus status = Daemons.status("still");
        assertThat(status.state()).isEqualTo(State.SUSPENDED);
        assertThat(status.isRunning()).isTrue();
        assertThat(status.trouble()).contains(remedy);
        assertThatThrownBy(() -> Daemons.ping("still", SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessageEndingWith("; " + remedy);
        // It heeds the request, and not only SIGKILL.
        assertThat(Daemons.stop("still").ending()).contains("it was asked to stop");
        assertThat(pid.isAlive()).isFalse();
    }

    @Test
    void P10_remove_ofOneThatRuns_saysWhatToDo() {
        long pid = start("kept").pid().getAsLong();
        assertThatThrownBy(() -> Daemons.remove("kept"))
                .isInstanceOf(DaemonRunningException.class)
                .hasMessageStartingWith(
                        "[daemon kept] it runs, and is not removed: pid=" + pid + ", since=")
                .hasMessageEndingWith(
                        "; end it first, by Daemons.stop or procession daemon stop kept");
    }

    @Test
    void P10_withoutForeignCalls_itsLockIsKept_andItsFilesAreMadeAnew() throws Exception {
        ProcessOptions plain = ProcessOptions.defaults().withJvmOptions("-Dprocession.futex=off");
        DaemonStatus daemon =
                daemons.start("plain", UNTIL_READY.withProcess(plain), DaemonsInTroubleIT::serve);
        assertThat(daemon.state()).isEqualTo(State.RUNNING);
        assertThatThrownBy(() -> start("plain")).isInstanceOf(DaemonRunningException.class);
        remove(daemon.log().getParent());
        Await.until("its files are there", () -> answers("plain"));
        assertThat(Daemons.status("plain").pid()).isEqualTo(daemon.pid());
    }

    @Test
    void P10_settingsDamaged_restartSaysSo() throws Exception {
        DaemonStatus daemon = start("damaged");
        Daemons.stop("damaged");
        Files.writeString(daemon.log().resolveSibling("settings"), "java=/x\n");
        assertThatThrownBy(() -> Daemons.restart("damaged"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("they are damaged: start it anew, which writes them");
    }
}
