package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.ManagerUnavailableException;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches of calls: rows M1, M3 and M5. */
class ManagerBatchIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    private static ProcessManager manager;

    @BeforeAll
    static void start() {
        manager = ProcessManager.start();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    /** An object of one's own, which can be asked what it was told, in which order. */
    interface Diary {
        int add(int day);

        List<Integer> all();

        void fail();

        void pause() throws InterruptedException;
    }

    static final class OwnDiary implements Diary {
        private final List<Integer> days = new ArrayList<>();

        @Override
        public synchronized int add(int day) {
            days.add(day);
            return days.size();
        }

        @Override
        public synchronized List<Integer> all() {
            return new ArrayList<>(days);
        }

        @Override
        public void fail() {
            throw new ArithmeticException("as was asked for");
        }

        @Override
        public void pause() throws InterruptedException {
            Thread.sleep(Duration.ofHours(1));
        }
    }

    private static void assertFailed(
            CompletableFuture<?> call, Class<? extends Throwable> type, String message) {
        assertThat(call).isCompletedExceptionally();
        assertThat(call.exceptionNow())
                .isInstanceOf(type)
                .message()
                .as("what comes behind it is the system's word for how the connection broke")
                .startsWith(message);
    }

    // ---- what comes of it --------------------------------------------------------------------

    @Test
    void M3_theProgramOfTheDocumentation() {
        ManagedMap<String, Integer> counts = manager.map();
        CompletableFuture<Integer> apples;
        try (var batch = manager.batch()) {
            for (String word : List.of("apples", "pears", "apples")) {
                batch.run(() -> counts.merge(word, 1, Integer::sum));
            }
            apples = batch.call(() -> counts.get("apples"));
            assertThat(apples).isNotDone();
            assertThat(counts).as("nothing is sent yet").isEmpty();
        }
        assertThat(apples).isCompletedWithValue(2);
        assertThat(counts).containsExactly(Map.entry("apples", 2), Map.entry("pears", 1));
    }

    @Test
    void M1_proxiesOfAllKinds_makeOfTheAnswerWhatTheyAlwaysDo() {
        ManagedSet<String> set = manager.set();
        ManagedList<Integer> list = manager.list();
        ManagedQueue<Integer> queue = manager.queue();
        ManagedDeque<Integer> deque = manager.deque();
        ManagedValue<Integer> value = manager.value(20);
        ManagedEvent event = manager.event();
        Diary diary = manager.register(Diary.class, OwnDiary::new);
        try (var batch = manager.batch()) {
            var isNew = batch.call(() -> set.add("a"));
            var isNewAgain = batch.call(() -> set.add("a"));
            var isAdded = batch.call(() -> list.add(1));
            var isEmpty = batch.call(() -> list.isEmpty() ? "empty" : "full");
            batch.run(() -> queue.put(4711));
            var taken = batch.call(queue::take);
            var none = batch.call(queue::poll);
            batch.run(() -> deque.addFirst(1));
            var last = batch.call(() -> deque.removeLast() + 1);
            var updated = batch.call(() -> value.updateAndGet(old -> old + 1));
            batch.run(event::set);
            var days = batch.call(() -> diary.add(31));
            batch.flush();
            assertThat(isNew).isCompletedWithValue(true);
            assertThat(isNewAgain).isCompletedWithValue(false);
            assertThat(isAdded).isCompletedWithValue(true);
            assertThat(isEmpty).isCompletedWithValue("full");
            assertThat(taken).isCompletedWithValue(4711);
            assertThat(none).isCompletedWithValue(null);
            assertThat(last).isCompletedWithValue(2);
            assertThat(updated).isCompletedWithValue(21);
            assertThat(event.isSet()).isTrue();
            assertThat(days).isCompletedWithValue(1);
        }
    }

    @Test
    void M1_manyCalls_areRunInTheirOrder() {
        int count = 5 * BatchCalls.MOST / 2;
        Diary diary = manager.register(Diary.class, OwnDiary::new);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        try (var batch = manager.batch()) {
            for (int i = 0; i < count; i++) {
                int day = i;
                answers.add(batch.call(() -> diary.add(day)));
            }
            assertThat(answers.getFirst()).as("a full batch is sent").isCompletedWithValue(1);
            assertThat(answers.getLast()).isNotDone();
        }
        assertThat(answers)
                .extracting(CompletableFuture::resultNow)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, count).boxed().toList());
        assertThat(diary.all())
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void M1_longArgumentsAndAnswers_goInSeveralMessages() {
        ManagedMap<Integer, byte[]> map = manager.map();
        byte[] long1 = new byte[100_000];
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        try (var batch = manager.batch()) {
            for (int i = 0; i < 40; i++) {
                int key = i;
                batch.run(() -> map.put(key, long1));
            }
            for (int i = 0; i < 40; i++) {
                int key = i;
                answers.add(batch.call(() -> map.get(key)));
            }
        }
        assertThat(answers)
                .extracting(CompletableFuture::resultNow)
                .allSatisfy(each -> assertThat(each).isEqualTo(long1));
    }

    @Test
    void M1_objectThatSomebodyUses_isWaitedFor_andTheOrderIsKept() throws Exception {
        ManagedMap<String, Integer> map = manager.map();
        ManagedEvent entered = manager.event();
        ManagedEvent go = manager.event();
        var slow =
                new FutureTask<>(() ->
                        map.compute(
                                "a",
                                (key, old) -> {
                                    entered.set();
                                    return isSetInTime(go) ? 1 : 0;
                                }));
        Thread.startVirtualThread(slow);
        assertThat(entered.await(LONG)).isTrue();
        CompletableFuture<Integer> before;
        CompletableFuture<Boolean> after;
        try (var batch = manager.batch()) {
            // Runs at once, and frees the object that the next one needs.
            batch.run(go::set);
            before = batch.call(() -> map.put("a", 2));
            after = batch.call(() -> map.remove("a", 2));
        }
        assertThat(before).isCompletedWithValue(1);
        assertThat(after).isCompletedWithValue(true);
        assertThat(slow.get()).isEqualTo(1);
    }

    private static boolean isSetInTime(ManagedEvent event) {
        try {
            return event.await(LONG);
        } catch (InterruptedException nobodyShould) {
            throw new AssertionError(nobodyShould);
        }
    }

    @Test
    void M2_handle_isMadeAndPassedInABatch() {
        ManagedMap<String, ManagedList<Integer>> map = manager.map();
        CompletableFuture<ManagedList<Integer>> got;
        CompletableFuture<ManagedMap<String, String>> made;
        try (var batch = manager.batch()) {
            ManagedList<Integer> list = manager.list();
            list.add(7);
            batch.run(() -> map.put("list", list));
            got = batch.call(() -> map.get("list"));
            made = batch.call(manager::map);
        }
        assertThat(got.resultNow()).containsExactly(7);
        assertThat(made.resultNow()).isEmpty();
    }

    @Test
    void M1_batchInAnotherProcess_needsAHandleOnly() {
        ManagedMap<Integer, Integer> map = manager.map();
        try (var pool = ProcessPool.of(2)) {
            pool.map(worker -> mergeAll(map), List.of(0, 1));
        }
        assertThat(map.values()).hasSize(100).containsOnly(2);
    }

    private static int mergeAll(ManagedMap<Integer, Integer> map) {
        try (var batch = ManagerBatch.open()) {
            for (int i = 0; i < 100; i++) {
                int key = i;
                batch.run(() -> map.merge(key, 1, Integer::sum));
            }
        }
        return 0;
    }

    @Test
    void M1_functionWithoutACall_isOverAtOnce() {
        try (var batch = manager.batch()) {
            assertThat(batch.call(() -> 5)).isCompletedWithValue(5);
            batch.flush();
        }
    }

    @Test
    void M1_whatDependsOnAFuture_mayUseTheBatch() {
        ManagedList<Integer> list = manager.list();
        List<CompletableFuture<Boolean>> second = new ArrayList<>();
        try (var batch = manager.batch()) {
            batch.call(() -> list.add(1))
                    .thenAccept(isAdded -> second.add(batch.call(() -> list.add(2))));
            batch.flush();
            assertThat(second.getFirst()).isCompletedWithValue(true);
        }
        assertThat(list).containsExactly(1, 2);
    }

    // ---- what goes wrong ---------------------------------------------------------------------

    @Test
    void M1_callThatThrows_losesNoOther() {
        ManagedList<Integer> list = manager.list();
        try (var batch = manager.batch()) {
            var first = batch.call(() -> list.add(1));
            var bad = batch.call(() -> list.get(7));
            var second = batch.call(() -> list.get(0));
            batch.flush();
            assertThat(first).isCompletedWithValue(true);
            assertThat(bad.exceptionNow())
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Index 7 out of bounds for length 1")
                    .hasStackTraceContaining("ManagerBatchIT.lambda");
            assertThat(second).isCompletedWithValue(1);
        }
    }

    @Test
    void M1_actionThatThrows_isTold() {
        ManagedList<Integer> list = manager.list();
        Diary diary = manager.register(Diary.class, OwnDiary::new);
        var batch = manager.batch();
        batch.run(diary::fail);
        batch.run(() -> list.add(1));
        batch.run(() -> list.get(7));
        assertThatThrownBy(batch::flush)
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("as was asked for")
                .satisfies(first ->
                        assertThat(first.getSuppressed())
                                .singleElement()
                                .isInstanceOf(IndexOutOfBoundsException.class));
        assertThat(list).containsExactly(1);
        batch.flush();
        batch.run(() -> {
            throw new IOException("its own");
        });
        assertThatThrownBy(batch::close)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("its own");
        batch.close();
    }

    @Test
    void M1_argumentThatCannotTravel_failsAtOnce_andLosesNoOther() {
        ManagedList<Object> list = manager.list();
        try (var batch = manager.batch()) {
            var bad = batch.call(() -> list.add(new Object()));
            assertThat(bad.exceptionNow()).isInstanceOf(CodecException.class);
            batch.run(() -> list.add("good"));
        }
        assertThat(list).containsExactly("good");
    }

    @Test
    void M1_resultThatCannotTravel_isItsCallsFailure() {
        ManagedMap<String, Integer> map = manager.map();
        try (var batch = manager.batch()) {
            var bad = batch.call(() -> map.get(null));
            var good = batch.call(() -> map.put("a", 1));
            batch.flush();
            assertFailed(bad, NullPointerException.class, "key");
            assertThat(good).isCompletedWithValue(null);
        }
    }

    @Test
    void M1_whatWaits_isRefused() {
        ManagedLock lock = manager.lock();
        ManagedSemaphore semaphore = manager.semaphore(1);
        Diary diary = manager.register(Diary.class, OwnDiary::new);
        String text =
                "what waits, or has to be given back, cannot be part of a batch; call it outside"
                        + " of the batch: call=";
        var refused = UnsupportedOperationException.class;
        try (var batch = manager.batch()) {
            assertFailed(batch.call(lock::tryLock), refused, text + "tryLock");
            assertFailed(
                    batch.call(() -> {
                        semaphore.acquire();
                        return true;
                    }),
                    refused,
                    text + "tryAcquire");
            assertFailed(
                    batch.call(() -> {
                        diary.pause();
                        return true;
                    }),
                    refused,
                    text + "pause");
        }
        assertThat(lock.tryLock()).as("nobody has it").isTrue();
        lock.unlock();
    }

    @Test
    void M1_queueThatWouldHaveToWait_failsAtOnce() {
        ManagedQueue<Integer> queue = manager.queue(1);
        String message =
                "the call could not be done at once, and a batch does not wait; make it outside of"
                        + " the batch: call=";
        try (var batch = manager.batch()) {
            var empty = batch.call(queue::take);
            batch.run(() -> queue.put(1));
            batch.flush();
            assertFailed(empty, IllegalStateException.class, message + "poll");
            batch.run(() -> queue.put(2));
            assertThatThrownBy(batch::flush)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(message + "offer");
        }
        assertThat(queue).containsExactly(1);
    }

    @Test
    void M1_functionThatCallsTwice_orOtherwise_fails() {
        ManagedMap<String, Integer> map = manager.map();
        Iterator<String> keys = List.of("a", "b").iterator();
        try (var batch = manager.batch()) {
            var two = batch.call(() -> map.put("x", 1) == null ? map.put("y", 1) : null);
            var other = batch.call(() -> map.put(keys.next(), 1));
            batch.flush();
            assertFailed(
                    two,
                    IllegalStateException.class,
                    "a function of a batch makes one call only; have another function make the"
                            + " next: call=put");
            assertFailed(
                    other,
                    IllegalStateException.class,
                    "a function of a batch runs twice, and has to make the same call with the same"
                            + " arguments both times; have what changes before it: first=put,"
                            + " then=put");
        }
        assertThat(map).containsOnlyKeys("x", "a");
    }

    @Test
    void M1_objectsOfTwoManagers_areRefused() {
        try (var other = ProcessManager.start()) {
            ManagedMap<String, Integer> map = other.map();
            try (var batch = manager.batch()) {
                assertFailed(
                        batch.call(map::size),
                        IllegalArgumentException.class,
                        "a batch is of one manager: open another batch for the objects of another"
                                + " manager: call=size");
            }
        }
    }

    @Test
    void M1_misuse_isRefused() {
        ManagedMap<String, Integer> map = manager.map();
        var batch = manager.batch();
        assertFailed(
                batch.call(() -> batch.call(map::size)),
                IllegalStateException.class,
                "a function of a batch cannot use a batch; it makes its call, and others make"
                        + " theirs");
        var elsewhere = new FutureTask<>(() -> batch.call(map::size));
        Thread.ofPlatform().name("stranger").start(elsewhere);
        assertThatThrownBy(elsewhere::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(WrongThreadException.class)
                .hasMessage(
                        "a batch belongs to the thread that has opened it; have each thread open"
                                + " its own: owner="
                                + Thread.currentThread().getName()
                                + ", caller=stranger");
        batch.close();
        batch.close();
        assertThatThrownBy(() -> batch.run(map::clear))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the batch is closed; open another one");
    }

    @Test
    void M1_interruptedThread_getsItsAnswers_andStaysInterrupted() {
        ManagedMap<String, Integer> map = manager.map();
        var batch = manager.batch();
        var size = batch.call(map::size);
        Thread.currentThread().interrupt();
        batch.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(size).isCompletedWithValue(0);
    }

    // ---- deaths ------------------------------------------------------------------------------

    @Test
    void M5_managerKilled_everyFutureIsTold() {
        try (var mortal = ProcessManager.start()) {
            ManagedMap<Integer, Integer> map = mortal.map();
            var batch = mortal.batch();
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int key = i;
                all.add(batch.call(() -> map.put(key, key)));
            }
            batch.run(map::clear);
            Pid.of(mortal.pid()).signal("KILL");
            String message = "[" + mortal.name() + "] the manager has ended: status=signaled(9)";
            assertThatThrownBy(batch::close)
                    .isInstanceOf(ManagerUnavailableException.class)
                    .hasMessageStartingWith(message);
            assertThat(all)
                    .allSatisfy(
                            each -> assertFailed(each, ManagerUnavailableException.class, message));
        }
    }

    /**
     * Ends the manager's process: what was called before has had its effect, what comes after not.
     */
    interface Bomb {
        void explode();
    }

    static final class OwnBomb implements Bomb {
        @Override
        public void explode() {
            Runtime.getRuntime().halt(3);
        }
    }

    @Test
    void M5_managerDiesWithinABatch_whatWasAnsweredCounts_allElseIsTold() {
        try (var mortal = ProcessManager.start()) {
            ManagedMap<Integer, Integer> map = mortal.map();
            Bomb bomb = mortal.register(Bomb.class, OwnBomb::new);
            var batch = mortal.batch();
            var before = batch.call(() -> map.put(1, 1));
            batch.flush();
            var sent = batch.call(() -> map.put(1, 2));
            batch.run(bomb::explode);
            var after = batch.call(() -> map.put(1, 3));
            String message = "[" + mortal.name() + "] the manager has ended: status=exited(3)";
            assertThatThrownBy(batch::close)
                    .isInstanceOf(ManagerUnavailableException.class)
                    .hasMessageStartingWith(message);
            assertThat(before).isCompletedWithValue(null);
            assertFailed(sent, ManagerUnavailableException.class, message);
            assertFailed(after, ManagerUnavailableException.class, message);
        }
    }
}
