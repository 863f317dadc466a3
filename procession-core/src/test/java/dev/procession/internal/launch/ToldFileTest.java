package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToldFileTest {

    private static final int PART = 3 << 16;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 4096, PART - 1, PART, PART + 1, 2 * PART, 5 * PART + 2})
    void work_isReadAsItWasWritten_whateverItsLength(int length) throws Exception {
        byte[] more = new byte[length + 20];
        new Random(length).nextBytes(more);
        Path file = folder.resolve("told");
        ToldFile.write(file, ByteBuffer.wrap(more, 7, length), List.of("-Xmx8m"));
        assertThat(ToldFile.work(file, length)).isEqualTo(Arrays.copyOfRange(more, 7, 7 + length));
        assertThatThrownBy(() -> ToldFile.work(file, length + 100)).isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3000, 100_000})
    void launcher_readsTheArgumentsOnly(int length) throws Exception {
        byte[] work = new byte[length];
        new Random(length).nextBytes(work);
        Path file = folder.resolve("told");
        ToldFile.write(file, ByteBuffer.wrap(work), List.of("-Dwords=two words", "-version"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(java, "@" + file)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(folder.resolve("out"))).isZero();
    }

    @Test
    void emptied_itTakesNoRoom_andHasNoWork() throws Exception {
        Path file = folder.resolve("told");
        ToldFile.write(file, ByteBuffer.wrap(new byte[10]), List.of());
        ToldFile.empty(file);
        assertThat(file).isEmptyFile();
        assertThatThrownBy(() -> ToldFile.work(file, 10)).isInstanceOf(EOFException.class);
    }
}
