package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.util.MappedMemory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both halves of a lane against each other, step by step, in one thread. */
class LaneTest {

    @TempDir Path directory;

    private final PollingBell taskBell = new PollingBell();
    private final PollingBell parentBell = new PollingBell();
    private final int[] cells = new int[LaneLayout.CELLS];
    private ParentLane parent;
    private WorkerLane worker;

    @BeforeEach
    void open() throws IOException {
        Path path = directory.resolve("x");
        parent = ParentLane.create(path, taskBell);
        worker = new WorkerLane(path.toString(), taskBell, parentBell);
    }

    @AfterEach
    void close() throws IOException {
        parent.close();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
        worker.close();
    }

    private int stage(int task, byte... payload) throws IOException {
        return parent.stage(task, new byte[] {9}, 1, payload, 0, payload.length);
    }

    private byte[] claim() throws IOException {
        worker.claim();
        assertThat(worker.argument()[0]).isEqualTo((byte) 9);
        return Arrays.copyOfRange(worker.argument(), 1, worker.argumentSize());
    }

    private void finish(byte... result) throws IOException {
        Sink sink = new Sink(Math.max(1, result.length));
        sink.putBytes(result, 0, result.length);
        worker.finish(1, sink);
    }

    private byte[] harvest(int cell, long task) throws IOException {
        assertThat(parent.ready()).isPositive();
        assertThat(parent.fetch(1)).isEqualTo(1);
        assertThat(parent.next()).isEqualTo(cell);
        assertThat(parent.resultTask()).isEqualTo(task);
        assertThat(parent.resultStatus()).isEqualTo(1);
        assertThat(parent.runNanos()).isNotNegative();
        int start = parent.resultStart();
        byte[] result =
                parent.isResultInCell()
                        ? Arrays.copyOfRange(
                                parent.resultBuffer(), start, start + parent.resultSize())
                        : rest(parent.longResult());
        parent.advance();
        parent.acknowledge();
        return result;
    }

    private static byte[] rest(Source source) {
        byte[] bytes = new byte[source.remaining()];
        source.getBytes(bytes, 0, bytes.length);
        return bytes;
    }

    /** Brings the worker to where its lane is mapped. */
    private void map() throws IOException {
        int cell = stage(100, (byte) 1);
        parent.publish();
        claim();
        finish();
        harvest(cell, 100);
        cell = stage(101, (byte) 1);
        parent.publish();
        claim();
        assertThat(parent.isMapped()).isTrue();
        finish();
        harvest(cell, 101);
    }

    @Test
    void firstTask_goesUnmapped_theSecondMapped() throws IOException {
        assertThat(parent.outstanding()).isZero();
        int cell = stage(7, (byte) 1, (byte) 2);
        assertThat(parent.headCell()).isEqualTo(cell);
        parent.publish();
        assertThat(parent.isHeadRunning()).isFalse();
        assertThat(claim()).containsExactly(1, 2);
        assertThat(parent.isHeadRunning()).isTrue();
        assertThat(System.nanoTime() - parent.begunAt()).isBetween(0L, 60_000_000_000L);
        assertThat(parent.isMapped()).isFalse();
        assertThat(parent.hasNews()).isFalse();
        finish((byte) 3);
        assertThat(parent.hasNews()).isTrue();
        assertThat(harvest(cell, 7)).containsExactly(3);
        assertThat(parent.outstanding()).isZero();
        assertThat(parent.headCell()).isEqualTo(-1);
        map();
        parent.audit();
    }

    @Test
    void tasks_comeInOrder_andKeepTheirCells() throws IOException {
        map();
        int[] of = new int[20];
        for (int i = 0; i < 20; i++) {
            of[i] = stage(1000 + i, (byte) i);
        }
        assertThat(parent.outstanding()).isEqualTo(20);
        parent.publish();
        for (int i = 0; i < 20; i++) {
            assertThat(claim()).containsExactly(i);
            finish((byte) -i);
        }
        assertThat(parent.ready()).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            assertThat(parent.cellAt(0)).isEqualTo(of[i]);
            assertThat(harvest(of[i], 1000 + i)).containsExactly(-i);
        }
    }

    @Test
    void fullLane_hasRoomAgain_whenSomethingIsHarvested() throws IOException {
        map();
        int first = -1;
        while (parent.outstanding() < LaneLayout.CELLS) {
            int cell = stage(5, (byte) 5);
            first = first < 0 ? cell : first;
        }
        assertThatThrownBy(() -> stage(6, (byte) 6)).isInstanceOf(IllegalStateException.class);
        parent.publish();
        claim();
        finish();
        harvest(first, 5);
        assertThat(stage(6, (byte) 6)).isEqualTo(first);
    }

    @Test
    void longPayloads_goThroughFiles_whichAreReused() throws IOException {
        map();
        for (int round = 0; round < 50; round++) {
            for (int size : new int[] {190, 191, 192, 193, 5000, 200_000}) {
                byte[] payload = new byte[size];
                Arrays.fill(payload, (byte) round);
                int cell = stage(size, payload);
                parent.publish();
                assertThat(claim()).isEqualTo(payload);
                finish(payload);
                assertThat(harvest(cell, size)).isEqualTo(payload);
            }
        }
        assertThat(Files.size(directory.resolve("x.in"))).isLessThan(5 << 20);
        assertThat(Files.size(directory.resolve("x.out"))).isLessThan(5 << 20);
    }

    @Test
    void recall_takesWhatIsNotBegun_inOrder() throws IOException {
        map();
        int running = stage(1, (byte) 1);
        int second = stage(2, (byte) 2);
        int third = stage(3, (byte) 3);
        parent.publish();
        claim();
        int unpublished = stage(4, (byte) 4);
        assertThat(parent.recall(cells)).isEqualTo(3);
        assertThat(Arrays.copyOf(cells, 3)).containsExactly(second, third, unpublished);
        assertThat(parent.outstanding()).isEqualTo(1);
        assertThat(parent.recall(cells)).isZero();
        int again = stage(5, (byte) 5);
        parent.publish();
        finish((byte) 11);
        assertThat(harvest(running, 1)).containsExactly(11);
        assertThat(claim()).containsExactly(5);
        finish((byte) 15);
        assertThat(harvest(again, 5)).containsExactly(15);
    }

    @Test
    void death_leavesWhatWasDone_whatWasBegun_andTheRest() throws IOException {
        map();
        int done = stage(1, (byte) 1);
        int begun = stage(2, (byte) 2);
        int rest = stage(3, (byte) 3);
        parent.publish();
        claim();
        finish((byte) 21);
        claim();
        assertThat(harvest(done, 1)).containsExactly(21);
        assertThat(parent.takeBackAfterDeath(cells)).isEqualTo(1);
        assertThat(cells[0]).isEqualTo(rest);
        assertThat(parent.outstanding()).isEqualTo(1);
        assertThat(parent.headCell()).isEqualTo(begun);
    }

    @Test
    void deathBetweenTasks_leavesNothingBegun() throws IOException {
        map();
        int done = stage(1, (byte) 1);
        stage(2, (byte) 2);
        parent.publish();
        claim();
        finish((byte) 21);
        harvest(done, 1);
        assertThat(parent.takeBackAfterDeath(cells)).isEqualTo(1);
        assertThat(parent.outstanding()).isZero();
        assertThat(parent.headCell()).isEqualTo(-1);
    }

    // ---- a worker that is not to be believed -------------------------------------------------

    private void overwrite(long offset, int value) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("x.lane").toFile(), "rw")) {
            file.seek(offset);
            file.writeInt(Integer.reverseBytes(value));
        }
    }

    @Test
    void impossibleDone_isCorrupt() throws IOException {
        map();
        stage(1, (byte) 1);
        parent.publish();
        overwrite(LaneLayout.DONE_OFFSET, 9);
        assertThatThrownBy(parent::ready).isInstanceOf(LaneCorruptException.class);
        assertThatThrownBy(parent::audit).isInstanceOf(LaneCorruptException.class);
        overwrite(LaneLayout.DONE_OFFSET, 3);
        // Possible as a count, but more than were begun.
        assertThatThrownBy(parent::audit).isInstanceOf(LaneCorruptException.class);
    }

    @Test
    void impossibleClaim_isCorrupt() throws IOException {
        map();
        stage(1, (byte) 1);
        parent.publish();
        overwrite(LaneLayout.CLAIM_OFFSET, 77);
        stage(2, (byte) 2);
        assertThatThrownBy(parent::publish).isInstanceOf(LaneCorruptException.class);
        assertThatThrownBy(() -> parent.recall(cells)).isInstanceOf(LaneCorruptException.class);
        assertThatThrownBy(() -> parent.takeBackAfterDeath(cells))
                .isInstanceOf(LaneCorruptException.class);
        assertThatThrownBy(parent::audit).isInstanceOf(LaneCorruptException.class);
    }

    @Test
    void severalBegun_areCorrupt() throws IOException {
        map();
        for (int i = 0; i < 5; i++) {
            stage(i, (byte) i);
        }
        parent.publish();
        overwrite(LaneLayout.CLAIM_OFFSET, 2 + 3);
        assertThatThrownBy(parent::audit).isInstanceOf(LaneCorruptException.class);
        assertThatThrownBy(() -> parent.takeBackAfterDeath(cells))
                .isInstanceOf(LaneCorruptException.class);
    }

    @Test
    void SEC10_begunThatGoesBack_isCorrupt() throws IOException {
        map();
        stage(1, (byte) 1);
        stage(2, (byte) 2);
        parent.publish();
        claim();
        parent.audit();
        overwrite(LaneLayout.CLAIM_OFFSET, 2);
        assertThatThrownBy(parent::audit)
                .isInstanceOf(LaneCorruptException.class)
                .hasMessageContaining("begun=2, ")
                .hasMessageContaining("begun before=3");
    }

    @Test
    void SEC11_laneCutShort_isToldFromAWholeOne() throws IOException {
        map();
        parent.requireWhole();
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("x.lane").toFile(), "rw")) {
            file.setLength(LaneLayout.SIZE - 1);
        }
        assertThatThrownBy(parent::requireWhole)
                .isInstanceOf(LaneCorruptException.class)
                .hasMessage("its file was cut short");
        assertThatThrownBy(parent::audit).isInstanceOf(LaneCorruptException.class);
    }

    @Test
    void SEC11_workOnALaneCutToNothing_isAnErrorThatIsKnown() throws IOException {
        map();
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("x.lane").toFile(), "rw")) {
            file.setLength(0);
        }
        assertThatThrownBy(parent::ready)
                .isInstanceOfSatisfying(
                        InternalError.class,
                        error -> assertThat(MappedMemory.isCut(error)).isTrue());
    }

    /** Compiled code is where the JVM throws the error late. */
    @Test
    void glancesAtALaneCutShort_leaveNoErrorBehind() throws IOException {
        map();
        for (int i = 0; i < 20_000; i++) {
            glance();
        }
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("x.lane").toFile(), "rw")) {
            file.setLength(0);
        }
        glance();
        MappedMemory.settle();
        assertThatThrownBy(() -> parent.fetch(1)).isInstanceOf(InternalError.class);
        MappedMemory.settle();
        assertThatThrownBy(() -> parent.recall(cells)).isInstanceOf(InternalError.class);
        MappedMemory.settle();
    }

    private void glance() {
        parent.isHeadRunning();
        parent.begunAt();
        parent.isMapped();
        parent.armSleep(1);
        parent.isSleepArmed();
        parent.disarmSleep();
    }

    @Test
    void beginningInTheFuture_isCorrupt() throws IOException {
        map();
        stage(1, (byte) 1);
        parent.publish();
        claim();
        parent.audit();
        overwrite(LaneLayout.BEGUN_AT_OFFSET + 4, Integer.MAX_VALUE);
        assertThatThrownBy(parent::audit).isInstanceOf(LaneCorruptException.class);
    }

    @Test
    void impossibleResult_isCorrupt() throws IOException {
        map();
        int cell = stage(1, (byte) 1);
        parent.publish();
        claim();
        finish((byte) 1);
        for (int size : new int[] {LaneLayout.INLINE_LIMIT + 1, Integer.MAX_VALUE}) {
            overwrite(LaneLayout.cell(cell) + LaneLayout.RESULT + 4, size);
            parent.fetch(1);
            assertThatThrownBy(parent::next).isInstanceOf(LaneCorruptException.class);
        }
        // Positions in a file that has no such bytes.
        for (int position : new int[] {-1, 0, 12345}) {
            overwrite(LaneLayout.cell(cell) + LaneLayout.PAYLOAD, position);
            overwrite(LaneLayout.cell(cell) + LaneLayout.PAYLOAD + 4, position);
            overwrite(LaneLayout.cell(cell) + LaneLayout.RESULT + 4, ~1000);
            parent.fetch(1);
            parent.next();
            assertThat(parent.isResultInCell()).isFalse();
            assertThatThrownBy(parent::longResult).isInstanceOf(IOException.class);
        }
    }

    @Test
    void foreignFile_isNoLane() throws IOException {
        Path other = directory.resolve("other");
        Files.write(other, new byte[10]);
        try (RandomAccessFile file = new RandomAccessFile(other.toFile(), "rw")) {
            assertThatThrownBy(() -> Lane.attach(file)).isInstanceOf(IOException.class);
            file.setLength(LaneLayout.SIZE);
            assertThatThrownBy(() -> Lane.attach(file))
                    .isInstanceOf(IOException.class)
                    .hasMessage("not a lane, or not finished");
        }
        Files.delete(other);
    }
}
