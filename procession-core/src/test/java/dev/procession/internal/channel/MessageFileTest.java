package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages so large that several threads copy their arrays. */
class MessageFileTest {

    private static final CodecContext CONTEXT =
            CodecContext.of(MessageFileTest.class.getClassLoader(), "array");

    private final long[] array = new Random(1).longs(1 << 20).toArray();
    private final Sink sink = new Sink(1 << 24);

    @TempDir private Path directory;

    @BeforeEach
    void encode() {
        sink.attachArrays(true);
        Codec.standard().encode(array, sink, CONTEXT);
    }

    @Test
    void veryLargeArray_arrives() throws Exception {
        Path path = directory.resolve("m");
        try (MessageFile file = MessageFile.create(path, (int) sink.messageBytes(0))) {
            file.write(sink, 0);
            Source source = reference(file);
            try (MessageFile.Read read = MessageFile.read(source, null)) {
                assertThat(read.bytes()).isEqualTo((int) sink.messageBytes(0));
            }
            assertThat((long[]) Codec.standard().decode(source, CONTEXT)).isEqualTo(array);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void veryLargeArray_toAFileThatWasCut_isAnException() throws Exception {
        Path path = directory.resolve("m");
        try (MessageFile file = MessageFile.create(path, (int) sink.messageBytes(0))) {
            for (int bytes : new int[] {4096, array.length * 4, array.length * 8}) {
                cut(path, bytes);
                assertThatThrownBy(() -> file.write(sink, 0))
                        .as("a file of " + bytes)
                        .isInstanceOf(IOException.class)
                        .hasMessage("there was no room for a page of " + path);
            }
        }
        assertThat(Files.exists(path)).isFalse();
    }

    private static void cut(Path path, long bytes) throws IOException {
        try (RandomAccessFile hostile = new RandomAccessFile(path.toFile(), "rw")) {
            hostile.setLength(bytes);
        }
    }

    private static Source reference(MessageFile file) {
        Sink reference = new Sink(4096);
        file.writeReference(reference);
        Source source = new Source();
        source.wrap(reference.array(), 0, reference.size());
        return source;
    }
}
