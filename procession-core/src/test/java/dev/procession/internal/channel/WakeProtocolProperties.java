package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.codec.Sink;
import dev.procession.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nobody sleeps on while there is something for him: both halves of a lane in real threads, with
 * pauses at random. The parent here does what the pool's leader does, one lane, and nobody reminds
 * it.
 */
class WakeProtocolProperties {

    private static final int TASKS = 40_000;
    private static final long LAST = -1;

    @TempDir Path directory;

    private static void pause(Random random) {
        int dice = random.nextInt(200);
        if (dice == 0) {
            LockSupport.parkNanos(20_000 + random.nextInt(100_000));
        } else if (dice < 10) {
            Thread.yield();
        } else if (dice < 60) {
            for (int i = random.nextInt(300); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }

    private static byte[] bytes(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    private static long value(byte[] bytes) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    /** Claims and answers until it is told to end. */
    private static void work(WorkerLane lane, long seed) throws IOException {
        Random random = new Random(~seed);
        Sink result = new Sink(Long.BYTES);
        while (true) {
            lane.claim();
            long number = value(lane.argument());
            pause(random);
            result.clear();
            result.putLong(3 * number);
            lane.finish(1, result);
            if (number == LAST) {
                return;
            }
        }
    }

    /** One task in the parent's hands. */
    private record Sent(long number, int cell) {}

    private static final class Parent {
        final ParentLane lane;
        final Bell bell;
        final Random random;
        final ArrayDeque<Sent> outstanding = new ArrayDeque<>();
        final int[] cells = new int[LaneLayout.CELLS];
        final ArrayDeque<Long> again = new ArrayDeque<>();
        long next;
        long answered;

        Parent(ParentLane lane, Bell bell, long seed) {
            this.lane = lane;
            this.bell = bell;
            this.random = new Random(seed);
        }

        boolean isUp() {
            return lane.headSequence() != 0 || lane.isMapped();
        }

        void send() throws IOException {
            int window = isUp() ? 1 + random.nextInt(60) : 1;
            while (outstanding.size() < window && (next < TASKS || !again.isEmpty())) {
                long number = again.isEmpty() ? next++ : again.removeFirst();
                int cell = lane.stage((int) number, new byte[0], 0, bytes(number), 0, 8);
                outstanding.addLast(new Sent(number, cell));
                if (random.nextInt(10) == 0) {
                    lane.publish();
                    pause(random);
                }
            }
            lane.publish();
        }

        void recall() {
            int count = lane.recall(cells);
            ArrayDeque<Sent> taken = new ArrayDeque<>();
            for (int i = 0; i < count; i++) {
                taken.addFirst(outstanding.removeLast());
            }
            for (int i = 0; i < count; i++) {
                Sent sent = taken.removeFirst();
                assertThat(sent.cell()).isEqualTo(cells[i]);
                again.addLast(sent.number());
            }
        }

        void harvest() throws IOException {
            int count = lane.ready();
            for (int i = 0; i < count; i++) {
                Sent sent = outstanding.removeFirst();
                assertThat(lane.fetch(1)).isOne();
                assertThat(lane.next()).isEqualTo(sent.cell());
                assertThat(lane.resultTask()).isEqualTo((int) sent.number());
                assertThat(value(lane.resultBuffer())).isEqualTo(3 * sent.number());
                lane.advance();
                answered++;
            }
            lane.acknowledge();
        }

        void awaitNews() throws IOException {
            while (!lane.hasNews()) {
                int results = random.nextBoolean() ? 1 : 1 + random.nextInt(outstanding.size());
                lane.armSleep(results);
                pause(random);
                if (!lane.hasNews()) {
                    bell.await(lane::isSleepArmed);
                }
                lane.disarmSleep();
            }
        }

        void run() throws IOException {
            while (answered < TASKS) {
                send();
                pause(random);
                if (isUp() && random.nextInt(50) == 0) {
                    recall();
                }
                if (!outstanding.isEmpty()) {
                    awaitNews();
                    harvest();
                    if (random.nextInt(100) == 0) {
                        lane.audit();
                    }
                }
            }
            lane.stage((int) LAST, new byte[0], 0, bytes(LAST), 0, 8);
            lane.publish();
        }
    }

    private void race(long seed, boolean isFifo) throws Exception {
        Path path = directory.resolve("x");
        Path task = directory.resolve("task");
        Path answer = directory.resolve("answer");
        if (isFifo) {
            assertThat(Fifos.make(task, answer)).isTrue();
        }
        Bell taskBell = isFifo ? new FifoBell(task.toFile(), true) : new PollingBell();
        try (Bell parentBell = isFifo ? new FifoBell(answer.toFile(), true) : new PollingBell();
                ParentLane lane = ParentLane.create(path, taskBell);
                WorkerLane worker = new WorkerLane(path.toString(), taskBell, parentBell)) {
            AtomicReference<Throwable> wrong = new AtomicReference<>();
            Parent parent = new Parent(lane, parentBell, seed);
            Thread working = start("worker-of-the-race", () -> work(worker, seed), wrong);
            Thread leading = start("parent-of-the-race", parent::run, wrong);
            try {
                Await.until(
                        "all " + TASKS + " were answered, seed=" + seed,
                        Duration.ofSeconds(25),
                        () -> wrong.get() != null || !leading.isAlive() && !working.isAlive());
                assertThat(wrong.get()).as("seed %s", seed).isNull();
                assertThat(parent.answered).isEqualTo(TASKS);
            } finally {
                end(working, taskBell);
                end(leading, parentBell);
            }
        }
    }

    interface Body {
        void run() throws IOException;
    }

    private static Thread start(String name, Body body, AtomicReference<Throwable> wrong) {
        return Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> {
                    try {
                        body.run();
                    } catch (Throwable thrown) {
                        wrong.compareAndSet(null, thrown);
                    }
                });
    }

    /** A thread that hangs is left behind; the check for leftovers says so. */
    private static void end(Thread thread, Bell bell) throws Exception {
        if (thread.isAlive()) {
            bell.ring();
            thread.join(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void wakesByFifos_areNeverLost(long seed) throws Exception {
        race(seed, true);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void wakesByPolling_areNeverLost(long seed) throws Exception {
        race(seed, false);
    }
}
