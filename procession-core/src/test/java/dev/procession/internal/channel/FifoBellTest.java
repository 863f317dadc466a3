package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ring is remembered until somebody waits, however many there were. */
class FifoBellTest {

    @TempDir Path directory;

    private Path make(String name) throws IOException {
        Path path = directory.resolve(name);
        assertThat(Fifos.make(path)).isTrue();
        return path;
    }

    @Test
    void fifos_areForThisUserOnly() throws IOException {
        Path path = make("bell");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(Fifos.make(path)).isFalse();
        assertThat(Fifos.make(directory.resolve("no/such/directory"))).isFalse();
    }

    @Test
    void ringBeforeTheWait_endsIt() throws IOException {
        try (FifoBell bell = new FifoBell(make("bell").toFile(), true)) {
            bell.ring();
            bell.await(() -> true);
            for (int i = 0; i < 1000; i++) {
                bell.ring();
            }
            bell.await(() -> true);
        }
        assertThat(directory.resolve("bell")).doesNotExist();
    }

    @Test
    void ringByAnotherOpening_wakesTheSleeper() throws Exception {
        File path = make("bell").toFile();
        try (FifoBell sleeping = new FifoBell(path, true);
                FifoBell ringing = new FifoBell(path, false)) {
            CountDownLatch woken = new CountDownLatch(1);
            AtomicInteger rounds = new AtomicInteger();
            Thread sleeper = Thread.ofPlatform().start(() -> sleep(sleeping, rounds, woken));
            for (int i = 1; i <= 200; i++) {
                ringing.ring();
                int expected = i;
                Await.until("it was woken", () -> rounds.get() >= expected);
            }
            woken.countDown();
            ringing.ring();
            sleeper.join();
        }
    }

    private static void sleep(FifoBell bell, AtomicInteger rounds, CountDownLatch end) {
        try {
            while (end.getCount() > 0) {
                bell.await(() -> true);
                rounds.incrementAndGet();
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void closedByOneSide_staysForTheOther() throws IOException {
        File path = make("bell").toFile();
        FifoBell owner = new FifoBell(path, true);
        new FifoBell(path, false).close();
        assertThat(path).exists();
        owner.ring();
        owner.await(() -> true);
        owner.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void pollingBell_endsWhenRungOrWhenTheWordIsCleared() {
        PollingBell bell = new PollingBell();
        bell.ring();
        bell.await(() -> true);
        AtomicInteger looks = new AtomicInteger();
        bell.await(() -> looks.incrementAndGet() < 5);
        assertThat(looks.get()).isEqualTo(5);
        bell.close();
        bell.await(() -> true);
    }
}
