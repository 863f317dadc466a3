package dev.procession.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingTest {

    @TempDir Path directory;

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    @Test
    void P10_ending_isWrittenWhereRoomWasReserved() throws IOException {
        Path file = directory.resolve("end");
        Ending.reserve(file);
        assertThat(Ending.read(file)).isNull();
        Object reserved = FileKey.of(onlyFile());

        Ending ending = Ending.orderly("it was asked to stop,\nand did");
        ending.write(file);
        assertThat(onlyFile()).isEqualTo(file);
        assertThat(FileKey.of(file)).isEqualTo(reserved);
        assertThat(Ending.read(file)).isEqualTo(ending);

        Ending.crash("again, without a reserve").write(file);
        assertThat(Ending.read(file)).isEqualTo(Ending.crash("again, without a reserve"));
    }
}
