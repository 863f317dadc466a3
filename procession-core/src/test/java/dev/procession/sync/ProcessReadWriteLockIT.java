package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.OwnerDiedException;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows S1 and S3: many read, one writes, and none waits for the dead. */
class ProcessReadWriteLockIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    @TempDir File directory;

    /** Has the lock to read or to write, says so, and keeps it until it is told, or killed. */
    private static void keep(
            ProcessReadWriteLock lock, boolean toWrite, ProcessEvent had, ProcessEvent enough)
            throws InterruptedException {
        var wanted = toWrite ? lock.writeLock() : lock.readLock();
        wanted.lock();
        had.set();
        enough.await();
        wanted.unlock();
    }

    @Test
    void S1_manyRead_nobodyWritesMeanwhile() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices");
                ProcessEvent first = ProcessEvent.create();
                ProcessEvent second = ProcessEvent.create();
                ProcessEvent enough = ProcessEvent.create();
                JavaProcess one = JavaProcess.start(() -> keep(lock, false, first, enough));
                JavaProcess two = JavaProcess.start(() -> keep(lock, false, second, enough))) {
            assertThat(first.await(LONG)).isTrue();
            assertThat(second.await(LONG)).isTrue();
            assertThat(lock.readLock().tryLock()).isTrue();
            lock.readLock().unlock();
            assertThat(lock.writeLock().tryLock()).isFalse();
            assertThat(lock.writeLock().tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
            enough.set();
            lock.writeLock().lock();
            lock.writeLock().unlock();
            one.join();
            two.join();
            assertThat(List.of(one.exitCode().getAsInt(), two.exitCode().getAsInt()))
                    .containsExactly(0, 0);
        }
    }

    @Test
    void S1_oneWrites_nobodyReadsMeanwhile() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices");
                ProcessEvent had = ProcessEvent.create();
                ProcessEvent enough = ProcessEvent.create();
                JavaProcess writer = JavaProcess.start(() -> keep(lock, true, had, enough))) {
            assertThat(had.await(LONG)).isTrue();
            assertThat(lock.readLock().tryLock()).isFalse();
            assertThat(lock.writeLock().tryLock()).isFalse();
            assertThatThrownBy(() -> lock.writeLock().hold(Duration.ofMillis(1)))
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining("held by pid " + writer.pid());
            enough.set();
            lock.readLock().lock();
            lock.readLock().unlock();
            writer.join();
        }
    }

    @Test
    void S1_whatIsWritten_isReadWhole() throws Exception {
        String path = new File(directory, "pair").getPath();
        write(path, 0);
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("pair");
                var pool = ProcessPool.of(3)) {
            assertThat(pool.map(i -> readOrWrite(lock, path, i), List.of(0, 1, 2, 3, 4, 5)))
                    .containsOnly(true);
            assertThat(read(path)).isEqualTo(100);
        }
    }

    private static boolean readOrWrite(ProcessReadWriteLock lock, String path, int i)
            throws IOException {
        for (int turn = 0; turn < 50; turn++) {
            if (i % 3 == 0) {
                lock.writeLock().lock();
                write(path, read(path) + 1);
                lock.writeLock().unlock();
            } else {
                lock.readLock().lock();
                read(path);
                lock.readLock().unlock();
            }
        }
        return true;
    }

    private static void write(String path, int value) throws IOException {
        try (var file = new RandomAccessFile(path, "rw")) {
            file.writeInt(value);
            file.writeInt(value);
        }
    }

    private static int read(String path) throws IOException {
        try (var file = new RandomAccessFile(path, "r")) {
            int value = file.readInt();
            assertThat(file.readInt()).isEqualTo(value);
            return value;
        }
    }

    @Test
    void S1_oneThread_mayDowngrade_andReadAgain_butNotUpgrade() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("own")) {
            lock.writeLock().lock();
            lock.writeLock().lock();
            lock.readLock().lock();
            lock.writeLock().unlock();
            lock.writeLock().unlock();
            assertThat(lock.writeLock().isHeldByCurrentThread()).isFalse();
            lock.readLock().lockInterruptibly();
            assertThatThrownBy(() -> lock.writeLock().lock())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "[lock own] this thread reads, and would wait for itself: give back the"
                                    + " read before you write");
            lock.readLock().unlock();
            lock.readLock().unlock();
            assertThatThrownBy(() -> lock.readLock().unlock())
                    .isInstanceOf(IllegalMonitorStateException.class);
            assertThat(lock.writeLock().tryLock()).isTrue();
            lock.writeLock().unlock();
        }
    }

    @Test
    void S1_whoReads_readsAgain_althoughAnotherWaitsToWrite() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("own")) {
            lock.readLock().lock();
            var writer =
                    new Thread(() -> {
                        lock.writeLock().lock();
                        lock.writeLock().unlock();
                    });
            writer.start();
            // It has the way in by then, and waits for us.
            Await.until("a writer waits", () -> !canReadElsewhere(lock));
            lock.readLock().lock();
            lock.readLock().unlock();
            lock.readLock().unlock();
            writer.join();
        }
    }

    private static boolean canReadElsewhere(ProcessReadWriteLock lock) {
        boolean[] can = {false};
        var other =
                new Thread(() -> {
                    can[0] = lock.readLock().tryLock();
                    if (can[0]) {
                        lock.readLock().unlock();
                    }
                });
        other.start();
        try {
            other.join();
        } catch (InterruptedException hurry) {
            throw new AssertionError(hurry);
        }
        return can[0];
    }

    @Test
    void S3_aReaderDies_isNotWaitedFor() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices");
                ProcessEvent had = ProcessEvent.create();
                ProcessEvent never = ProcessEvent.create();
                JavaProcess reader = JavaProcess.start(() -> keep(lock, false, had, never))) {
            assertThat(had.await(LONG)).isTrue();
            reader.kill();
            lock.writeLock().lock();
            lock.writeLock().unlock();
        }
    }

    @Test
    void S3_aWriterDies_allAreTold_untilItIsRepaired() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices");
                ProcessEvent had = ProcessEvent.create();
                JavaProcess writer =
                        JavaProcess.start(() -> {
                            lock.writeLock().lock();
                            had.set();
                            new CountDownLatch(1).await();
                        })) {
            assertThat(had.await(LONG)).isTrue();
            writer.kill();
            assertThatThrownBy(() -> lock.readLock().lock()).isInstanceOf(OwnerDiedException.class);
            assertThatThrownBy(() -> lock.writeLock().lock())
                    .isInstanceOf(OwnerDiedException.class);
            try (Held held = lock.writeLock().hold(LONG)) {
                assertThat(held.ownerDied()).isTrue();
                held.repair();
            }
            lock.readLock().lock();
            lock.readLock().unlock();
        }
    }
}
