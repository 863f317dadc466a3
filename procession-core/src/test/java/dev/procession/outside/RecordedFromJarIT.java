package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.Victim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library in a jar, so that a worker has it from the boot loader, and records its own pool. */
class RecordedFromJarIT {

    @TempDir Path folder;

    static final class Program {
        public static void main(String[] arguments) {
            try (var pool = ProcessPool.of(1)) {
                System.out.println(pool.apply(RecordedFromJarIT::record, arguments[0]));
            }
        }
    }

    private static String record(String directory) throws Exception {
        Path file = Files.createTempFile(Path.of(directory), "inner", ".jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            try (var pool = ProcessPool.of(1)) {
                pool.apply(x -> x + 1, 1);
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .map(RecordedEvent::getEventType)
                .map(type -> type.getName())
                .filter(name -> name.startsWith("dev.procession."))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Test
    void O2_classesOfTheBootLoader_areRecordedToo() throws Exception {
        String classPath = LibraryJar.classPathWith(LibraryJar.make(folder, false));
        try (Victim program =
                Victim.start(
                        Program.class, List.of(folder.toString()), List.of("-cp", classPath))) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            assertThat(program.output())
                    .containsExactly(
                            "dev.procession.Task dev.procession.WorkerEnd"
                                    + " dev.procession.WorkerStart");
            assertThat(program.errors()).isEmpty();
        }
    }
}
