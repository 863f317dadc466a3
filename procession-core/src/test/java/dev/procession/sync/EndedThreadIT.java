package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.OwnerDiedException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.contract.Contract;
import dev.procession.internal.monitor.Peers;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.KillAtEveryStep;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fault F13: a thread ends with a lock, and its process lives on. */
class EndedThreadIT {

    private static final Duration LONG = Contract.LONG;
    private static final Duration SEVERAL_SLICES = Duration.ofMillis(400);

    private static final int TURNS = 2_000;

    private static Thread.Builder threads(boolean virtual) {
        return virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    }

    /** Has a thread do something, and waits for its end; returns its number. */
    private static long endAfter(boolean virtual, Runnable work) throws InterruptedException {
        Thread thread = threads(virtual).start(work);
        thread.join();
        return thread.threadId();
    }

    /** Whether the lock's owner had died, as the one who repairs finds out. */
    private static boolean repair(ProcessLock lock) throws Exception {
        try (Held held = lock.hold(LONG)) {
            boolean died = held.ownerDied();
            if (died) {
                held.repair();
            }
            return died;
        }
    }

    private static <T> FutureTask<T> start(boolean virtual, FutureTask<T> task) {
        threads(virtual).start(task);
        return task;
    }

    // ---- the same process --------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void F13_threadEndsWithTheLock_othersOfItsProcessAreTold(boolean virtual) throws Exception {
        try (ProcessLock lock = ProcessLock.create("ledger")) {
            long thread =
                    endAfter(
                            virtual,
                            () -> {
                                lock.lock();
                                lock.lock();
                            });
            assertThatThrownBy(lock::lock)
                    .isInstanceOf(OwnerDiedException.class)
                    .hasMessageStartingWith("[lock ledger] its owner died with it")
                    .hasMessageContaining("owner=pid " + ProcessHandle.current().pid() + " (")
                    .hasMessageContaining("), thread " + thread + ";");
            assertThat(lock.owner()).isEmpty();
            assertThat(repair(lock)).isTrue();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
            assertThat(lock.owner()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void F13_threadEnds_whileOthersWait_oneRepairs_andAllGoOn(boolean virtual) throws Exception {
        try (ProcessLock lock = ProcessLock.create("waited for");
                ProcessEvent had = ProcessEvent.create();
                ProcessSemaphore enough = ProcessSemaphore.create(0)) {
            Thread owner =
                    threads(virtual)
                            .start(() -> {
                                lock.lock();
                                had.set();
                                enough.acquireUninterruptibly();
                            });
            assertThat(had.await(LONG)).isTrue();
            var waiting =
                    List.of(false, true, false).stream()
                            .map(each -> start(each, new FutureTask<>(() -> repair(lock))))
                            .toList();
            Await.until("all wait", () -> waiting(lock) == 3);
            enough.release();
            owner.join();
            int repairs = 0;
            for (var each : waiting) {
                repairs += Contract.get(each) ? 1 : 0;
            }
            assertThat(repairs).isEqualTo(1);
        }
    }

    private static long waiting(ProcessLock lock) {
        return LockUse.report(Peers.current()).waits().stream()
                .filter(wait -> wait.lockName().equals(lock.name()))
                .count();
    }

    @Test
    void F13_threadEnds_whoNeverWaits_isToldBeforeLong() throws Exception {
        try (ProcessLock lock = ProcessLock.create()) {
            endAfter(false, lock::lock);
            Await.until("it is told", () -> isRefused(lock));
            assertThat(repair(lock)).isTrue();
        }
    }

    private static boolean isRefused(ProcessLock lock) {
        try {
            assertThat(lock.tryLock()).isFalse();
            return false;
        } catch (OwnerDiedException told) {
            return true;
        }
    }

    @Test
    void F13_threadEnds_itsHandleIsCollected_othersAreTold() throws Exception {
        try (ProcessLock lock = ProcessLock.create()) {
            List<WeakReference<?>> handles = new ArrayList<>();
            endAfter(
                    false,
                    () -> {
                        ProcessLock copy = copy(lock);
                        copy.lock();
                        handles.add(new WeakReference<>(copy));
                        handles.add(new WeakReference<>(copy.state()));
                    });
            Await.until(
                    "the handle is collected",
                    () -> {
                        System.gc();
                        return handles.stream().allMatch(each -> each.refersTo(null));
                    });
            // Whoever makes a handle looks for those that were collected.
            copy(lock);
            assertThat(repair(lock)).isTrue();
        }
    }

    /** As another process gets it. */
    private static ProcessLock copy(ProcessLock lock) {
        CodecContext context = CodecContext.of(EndedThreadIT.class.getClassLoader(), "lock");
        Sink sink = new Sink(1 << 16);
        Codec.standard().encode(lock, sink, context);
        Source source = new Source();
        source.wrap(sink.array(), 0, sink.size());
        return (ProcessLock) Codec.standard().decode(source, context);
    }

    @Test
    void F13_threadThatLivesOn_keepsTheLock_whoeverAsks() throws Exception {
        try (ProcessLock lock = ProcessLock.create();
                var pool = ProcessPool.of(1)) {
            lock.lock();
            var other = pool.submit(() -> lock.tryLock(400, TimeUnit.MILLISECONDS));
            var mine = new FutureTask<>(() -> lock.tryLock(400, TimeUnit.MILLISECONDS));
            Thread.ofPlatform().start(mine);
            assertThat(other.get()).isFalse();
            assertThat(Contract.get(mine)).isFalse();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.unlock();
            assertThat(repair(lock)).isFalse();
        }
    }

    /** One who looks may see an owner that gives it back, ends, and is followed by another. */
    @Test
    void F13_threadsThatGiveItBackAndEnd_areNotTakenForDeadOwners() throws Exception {
        try (ProcessLock lock = ProcessLock.create()) {
            var done = new AtomicBoolean();
            var count = new SharedCount();
            var looking =
                    new FutureTask<>(() -> {
                        while (!done.get()) {
                            EndedThreads.release();
                        }
                        return true;
                    });
            Thread.ofPlatform().start(looking);
            try {
                var one = start(false, new FutureTask<>(() -> countInTurn(lock, count)));
                var two = start(false, new FutureTask<>(() -> countInTurn(lock, count)));
                assertThat(Contract.get(one)).isTrue();
                assertThat(Contract.get(two)).isTrue();
            } finally {
                done.set(true);
            }
            assertThat(Contract.get(looking)).isTrue();
            assertThat(count.value).isEqualTo(2 * TURNS);
            assertThat(repair(lock)).isFalse();
        }
    }

    /** Guarded by a lock that is not the JDK's. */
    private static final class SharedCount {
        int value;
    }

    /** Has one thread after the other count. */
    private static boolean countInTurn(ProcessLock lock, SharedCount count) throws Exception {
        for (int turn = 0; turn < TURNS; turn++) {
            var one =
                    new FutureTask<>(() -> {
                        lock.lock();
                        int seen = count.value;
                        Thread.onSpinWait();
                        count.value = seen + 1;
                        lock.unlock();
                        return true;
                    });
            endAfter(true, one);
            assertThat(one.get()).isTrue();
        }
        return true;
    }

    // ---- another process ---------------------------------------------------------------------

    /** Says so when one of its threads has ended with something, and lives until it is told. */
    private static void liveOn(
            boolean virtual, Runnable work, ProcessEvent ended, ProcessEvent enough)
            throws InterruptedException {
        endAfter(virtual, work);
        ended.set();
        enough.await();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void F13_threadOfAnotherProcessEndsWithTheLock_allAreTold(boolean virtual) throws Exception {
        try (ProcessLock lock = ProcessLock.create("ledger");
                ProcessEvent ended = ProcessEvent.create();
                ProcessEvent enough = ProcessEvent.create();
                JavaProcess owner =
                        JavaProcess.start(() -> liveOn(virtual, lock::lock, ended, enough));
                var pool = ProcessPool.of(2)) {
            assertThat(ended.await(LONG)).isTrue();
            var waiting = pool.submit(() -> lock.tryLock(LONG.toMillis(), TimeUnit.MILLISECONDS));
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(OwnerDiedException.class);
            assertThatThrownBy(lock::lock)
                    .isInstanceOf(OwnerDiedException.class)
                    .hasMessageContaining("owner=pid " + owner.pid() + " (" + owner.name() + ")");
            assertThat(repair(lock)).isTrue();
            assertThat(pool.submit(() -> repair(lock)).get()).isFalse();
            enough.set();
            owner.join();
            assertThat(owner.exitCode()).hasValue(0);
        }
    }

    @Test
    void F13_threadOfAnotherProcessEnds_whoNeverWaits_isToldBeforeLong() throws Exception {
        try (ProcessLock lock = ProcessLock.create();
                ProcessEvent ended = ProcessEvent.create();
                ProcessEvent enough = ProcessEvent.create();
                JavaProcess owner =
                        JavaProcess.start(() -> liveOn(false, lock::lock, ended, enough))) {
            assertThat(ended.await(LONG)).isTrue();
            Await.until("it is told", () -> isRefused(lock));
            assertThat(repair(lock)).isTrue();
            enough.set();
            owner.join();
        }
    }

    // ---- to read and to write ----------------------------------------------------------------

    @Test
    void F13_threadEndsWhileItWrites_readersAndWritersAreTold() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices")) {
            endAfter(false, lock.writeLock()::lock);
            assertThatThrownBy(lock.readLock()::lock).isInstanceOf(OwnerDiedException.class);
            assertThatThrownBy(lock.writeLock()::lock).isInstanceOf(OwnerDiedException.class);
            try (Held held = lock.writeLock().hold(LONG)) {
                assertThat(held.ownerDied()).isTrue();
                held.repair();
            }
            assertThat(lock.readLock().tryLock()).isTrue();
            lock.readLock().unlock();
        }
    }

    private static void readTwice(ProcessReadWriteLock lock) {
        lock.readLock().lock();
        lock.readLock().lock();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void F13_threadEndsWhileItReads_itsReadsAreOver(boolean virtual) throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices")) {
            lock.readLock().lock();
            endAfter(virtual, () -> readTwice(lock));
            endAfter(virtual, () -> readTwice(lock));
            var early = new FutureTask<>(() -> isWritable(lock, SEVERAL_SLICES));
            start(virtual, early);
            assertThat(Contract.get(early)).as("one lives and reads").isFalse();
            lock.readLock().unlock();
            assertThat(isWritable(lock, LONG)).isTrue();
        }
    }

    private static boolean isWritable(ProcessReadWriteLock lock, Duration timeout)
            throws InterruptedException {
        try (Held held = lock.writeLock().hold(timeout)) {
            assertThat(held.ownerDied()).isFalse();
            return true;
        } catch (LockTimeoutException late) {
            return false;
        }
    }

    @Test
    void F13_threadOfAnotherProcessEndsWhileItReads_itsReadsAreOver() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices");
                ProcessEvent ended = ProcessEvent.create();
                ProcessEvent enough = ProcessEvent.create();
                JavaProcess reader =
                        JavaProcess.start(
                                () -> liveOn(false, () -> readTwice(lock), ended, enough))) {
            assertThat(ended.await(LONG)).isTrue();
            assertThat(isWritable(lock, LONG)).isTrue();
            enough.set();
            reader.join();
            assertThat(reader.exitCode()).hasValue(0);
        }
    }

    @Test
    void F13_manyThreadsReadAndEnd_whatIsKeptOfThemStaysSmall() throws Exception {
        try (ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices")) {
            for (int i = 0; i < 2000; i++) {
                endAfter(
                        true,
                        () -> {
                            lock.readLock().lock();
                            lock.readLock().unlock();
                        });
            }
            assertThat(OwnReads.threads()).isLessThan(500);
        }
    }

    // ---- a death on top ----------------------------------------------------------------------

    // Each step is a JVM: what hangs has limits of its own, and a busy machine takes its time.
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    @Test
    void F13_killedWhileItGivesBackWhatAThreadEndedWith_theNextIsToldAllTheSame() throws Exception {
        int steps =
                KillAtEveryStep.run(
                        20,
                        child -> {
                            try (ProcessLock lock = ProcessLock.create()) {
                                child.run(() -> {
                                    endAfter(false, lock::lock);
                                    return EndedThreads::release;
                                });
                                assertThat(repair(lock)).isTrue();
                                assertThat(repair(lock)).isFalse();
                            }
                        });
        assertThat(steps).isGreaterThanOrEqualTo(6);
    }
}
