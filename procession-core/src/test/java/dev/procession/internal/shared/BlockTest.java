package dev.procession.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Blocks whose setup fails: nothing is left of them. */
class BlockTest {

    private static final int KIND = 0x74736554;
    private static final long SMALL_BYTES = 64;

    /** So much that no segment has room for it that has anything else in it. */
    private static final long MOST_OF_A_SEGMENT_BYTES = 63 << 10;

    private static final long LARGE_BYTES = 1 << 20;

    private static void fail(Words words) {
        words.setLong(Block.HEAD_BYTES, 1);
        throw new IllegalArgumentException("refused on purpose");
    }

    @Test
    void create_setupFails_small_itsSegmentEndsWithTheOthersInIt() throws Exception {
        Block good = Block.create(KIND, MOST_OF_A_SEGMENT_BYTES, words -> {});
        assertThatThrownBy(() -> Block.create(KIND, SMALL_BYTES, BlockTest::fail))
                .hasMessage("refused on purpose");
        assertThat(Block.attach(good.ref(), KIND).isClosed()).isFalse();
        good.close();
        assertThatThrownBy(() -> Segment.attach(good.ref().segment()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void create_setupFails_large_itsSegmentEndsAtOnce() {
        AtomicReference<Words> memory = new AtomicReference<>();
        assertThatThrownBy(() ->
                        Block.create(
                                KIND,
                                LARGE_BYTES,
                                words -> {
                                    memory.set(words);
                                    fail(words);
                                }))
                .hasMessage("refused on purpose");
        assertThatThrownBy(() -> memory.get().getInt(0)).isInstanceOf(IllegalStateException.class);
    }
}
