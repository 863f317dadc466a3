package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The word that a JVM leaves when it shuts down. */
class ExitNoteTest {

    @TempDir Path folder;

    @Test
    void note_isLeftForWhoReadsIt() {
        Path path = folder.resolve("note");
        new ExitNote(path.toString(), ProcessHandle.current().pid()).run();
        assertThat(path).isRegularFile();
        assertThat(ExitNote.take(path).kind()).isEqualTo(ExitNote.BY_ITSELF);
        assertThat(path).doesNotExist();
    }

    /** Nobody would delete it before the end of the session. */
    @Test
    void note_isNotLeft_ifWhoWouldReadItHasGone() throws Exception {
        Path path = folder.resolve("note");
        Process reader = new ProcessBuilder("true").start();
        reader.waitFor();
        new ExitNote(path.toString(), reader.pid()).run();
        assertThat(path).doesNotExist();
    }
}
