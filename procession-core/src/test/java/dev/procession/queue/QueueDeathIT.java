package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows Q2 and F15: SIGKILL at seeded random instants of who puts and who takes. Nothing is torn or
 * given out twice, order holds, only what a dead taker had is lost, and the queue goes on.
 */
class QueueDeathIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(60));
    private static final int KILLS = 10;

    /** More than any process does in the time of the test; the files are sparse. */
    private static final int MOST = 30_000_000;

    @TempDir Path directory;

    /** What is in the queue. The body is computed from the rest, so that a torn one is noticed. */
    private record Item(int producer, int number, byte[] body) implements Serializable {

        static Item of(int producer, int number) {
            // One in a thousand is in a segment of its own.
            byte[] body = new byte[number % 1000 == 999 ? 5_000 : number % 300];
            new Random(31L * producer + number).nextBytes(body);
            return new Item(producer, number, body);
        }

        void requireWhole() {
            if (!Arrays.equals(body, of(producer, number).body)) {
                throw new IllegalStateException("torn: " + producer + "/" + number);
            }
        }
    }

    /** Numbers that outlive the process that wrote them: how many, and then each. */
    private record Log(LongBuffer words) {

        static Log open(String file, int most) {
            try (RandomAccessFile access = new RandomAccessFile(file, "rw")) {
                long bytes = Long.BYTES * (most + 1L);
                return new Log(
                        access.getChannel()
                                .map(FileChannel.MapMode.READ_WRITE, 0, bytes)
                                .order(ByteOrder.nativeOrder())
                                .asLongBuffer());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        void add(long number) {
            int count = size();
            words.put(count + 1, number);
            words.put(0, count + 1);
        }

        int size() {
            return (int) words.get(0);
        }

        long get(int index) {
            return words.get(index + 1);
        }
    }

    /** A process that puts or takes, and what it has written down. */
    private record Member(boolean isProducer, int id, JavaProcess process, Log log) {}

    private final List<Member> members = new ArrayList<>();

    private Member start(boolean isProducer, ProcessQueue<Item> queue, ProcessEvent stop) {
        int id = members.size();
        String file = directory.resolve("log" + id).toString();
        JavaProcess process =
                isProducer
                        ? JavaProcess.start(() -> produce(queue, id, file, stop))
                        : JavaProcess.start(() -> consume(queue, file));
        Member member = new Member(isProducer, id, process, Log.open(file, MOST));
        members.add(member);
        return member;
    }

    private static void produce(
            ProcessQueue<Item> queue, int producer, String file, ProcessEvent stop)
            throws InterruptedException {
        Log log = Log.open(file, MOST);
        for (int number = 0; number < MOST && !stop.isSet(); number++) {
            queue.put(Item.of(producer, number));
            log.add(number);
        }
    }

    private static void consume(ProcessQueue<Item> queue, String file) throws Exception {
        Log log = Log.open(file, MOST);
        queue.forEachTaken(item -> {
            item.requireWhole();
            log.add((long) item.producer() << 32 | item.number());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void Q2_F15_killedAtRandom_nothingIsTornOrTwice_onlyWhatDeadTakersHadIsLost(long seed)
            throws Exception {
        Random random = new Random(seed);
        var options = QueueOptions.defaults().withCapacity(64).withMaxBytes(32 << 10);
        try (ProcessQueue<Item> queue = ProcessQueue.open(options);
                ProcessEvent stop = ProcessEvent.create()) {
            List<Member> alive = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                alive.add(start(i % 2 == 0, queue, stop));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                Member victim = alive.remove(random.nextInt(alive.size()));
                kill(victim, random);
                alive.add(start(victim.isProducer(), queue, stop));
            }
            stop.set();
            for (Member each : alive) {
                if (each.isProducer()) {
                    awaitEnd(each);
                }
            }
            queue.complete();
            for (Member each : alive) {
                if (!each.isProducer()) {
                    awaitEnd(each);
                }
            }
            assertThat(queue.isEmpty()).isTrue();
        } finally {
            members.forEach(each -> each.process().close());
        }
        verify();
    }

    private static void kill(Member victim, Random random) throws InterruptedException {
        int steps = 1 + random.nextInt(2_000);
        Await.until(
                victim + " has done something since",
                LONG,
                () -> victim.log().size() >= steps || !victim.process().isAlive());
        // Not to wait for anything: to choose an instant.
        LockSupport.parkNanos(random.nextInt(1_000_000));
        victim.process().kill();
        assertThat(victim.process().join(LONG)).isTrue();
        assertThat(victim.process().exitCode().orElseThrow()).as("%s", victim).isIn(-9, 0);
    }

    private static void awaitEnd(Member member) throws InterruptedException {
        assertThat(member.process().join(LONG)).as("%s", member).isTrue();
        assertThat(member.process().exitCode()).as("%s", member).hasValue(0);
    }

    private void verify() {
        Map<Integer, BitSet> taken = new HashMap<>();
        long deadTakers = 0;
        for (Member member : members) {
            if (!member.isProducer()) {
                verifyTaker(member.log(), taken);
                deadTakers += isDead(member) ? 1 : 0;
            }
        }
        long lost = 0;
        for (Member member : members) {
            if (member.isProducer()) {
                BitSet seen = taken.getOrDefault(member.id(), new BitSet());
                int put = member.log().size();
                lost += put - seen.get(0, put).cardinality();
                // The last one may be in the queue without having been written down.
                assertThat(seen.length()).isLessThanOrEqualTo(isDead(member) ? put + 1 : put);
            }
        }
        assertThat(lost).isLessThanOrEqualTo(deadTakers);
    }

    private static boolean isDead(Member member) {
        return member.process().exitCode().orElseThrow() != 0;
    }

    /** Each of a producer's numbers once in all, and in order at each taker. */
    private static void verifyTaker(Log log, Map<Integer, BitSet> taken) {
        Map<Integer, Integer> last = new HashMap<>();
        for (int i = 0; i < log.size(); i++) {
            int producer = (int) (log.get(i) >>> 32);
            int number = (int) log.get(i);
            Integer before = last.put(producer, number);
            BitSet seen = taken.computeIfAbsent(producer, none -> new BitSet());
            if ((before != null && before >= number) || seen.get(number)) {
                throw new AssertionError(
                        "out of order or twice: " + producer + "/" + number + " after " + before);
            }
            seen.set(number);
        }
    }
}
