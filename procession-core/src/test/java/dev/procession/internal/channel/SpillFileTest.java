package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import java.io.File;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads that go by a file, whatever happens to the thread that reads or writes them. */
class SpillFileTest {

    private static final CodecContext CONTEXT =
            CodecContext.of(SpillFileTest.class.getClassLoader(), "array");

    @TempDir File directory;

    private static Sink encoded(int length, int value) {
        int[] array = new int[length];
        Arrays.fill(array, value);
        Sink sink = new Sink(16 << 20);
        sink.attachArrays(true);
        Codec.standard().encode(array, sink, CONTEXT);
        return sink;
    }

    /** Whoever waits for a task harvests for all: his interruption is his alone. */
    @Test
    void interruptedThreads_doNotCostTheFile() throws Exception {
        File path = new File(directory, "spill");
        try (SpillFile there = new SpillFile(path);
                SpillFile here = new SpillFile(path)) {
            for (int length : new int[] {2000, 1 << 20, 3000, 1 << 19}) {
                Sink sink = encoded(length, length);
                int bytes = (int) sink.messageBytes(0);
                Thread.currentThread().interrupt();
                long position = there.append(sink);
                Source source = here.source(position, bytes);
                assertThat(Thread.interrupted()).as("the interruption is kept").isTrue();
                int[] read = (int[]) Codec.standard().decode(source, CONTEXT);
                assertThat(read).hasSize(length).containsOnly(length);
            }
        }
    }
}
