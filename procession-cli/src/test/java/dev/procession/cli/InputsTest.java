package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> all(Inputs inputs) {
        List<String> all = new ArrayList<>();
        inputs.forEachRemaining(all::add);
        return all;
    }

    @Test
    void lines_ofAnyEnding_areInputs() {
        var inputs = Inputs.of(List.of("first"), stream("a\r\nb\n\nlast\u00e4\r"), '\n');
        assertThat(all(inputs)).containsExactly("first", "a", "b", "", "last\u00e4\r");
        assertThat(inputs.problem()).isEmpty();
    }

    @Test
    void records_delimitedByNul_mayHaveLines() {
        assertThat(all(Inputs.of(List.of(), stream("a\nb\0c\r\0"), '\0')))
                .containsExactly("a\nb", "c\r");
    }

    @Test
    void lines_moreThanAreReadAhead_allArrive() {
        var lines = IntStream.range(0, 10_000).mapToObj(String::valueOf).toList();
        assertThat(all(Inputs.of(List.of(), stream(String.join("\n", lines)), '\n')))
                .isEqualTo(lines);
    }

    @Test
    void line_thatIsNotUtf8_endsTheInputsWithAProblem() {
        var bytes = new byte[] {'a', '\n', (byte) 0xff, '\n', 'b'};
        var inputs = Inputs.of(List.of(), new ByteArrayInputStream(bytes), '\n');
        assertThat(all(inputs)).containsExactly("a");
        assertThat(inputs.problem().orElseThrow()).hasMessage("input 2 is not UTF-8");
    }

    @Test
    void stop_whileTheStreamIsSilent_endsTheWait() throws Exception {
        try (var writer = new PipedOutputStream();
                var reader = new PipedInputStream(writer)) {
            var inputs = Inputs.of(List.of(), reader, '\n');
            var hasNext = CompletableFuture.supplyAsync(inputs::hasNext);
            inputs.stop();
            assertThat(hasNext.get(10, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void count_ofAFile_countsALastRecordWithoutItsEnd(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("f"), "a\nb\nc");
        assertThat(Records.count(file, '\n')).isEqualTo(3);
        assertThat(Records.count(Files.writeString(file, "a\nb\n"), '\n')).isEqualTo(2);
        assertThat(Records.count(Files.writeString(file, ""), '\n')).isZero();
    }
}
