package dev.procession.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** When processes began, and whether they have ended. */
class ProcessStartTest {

    @Test
    void process_hasEndedOnceItIsDead_thoughNobodyReapsIt() throws Exception {
        // It becomes the parent of what it has started, and does not know.
        Process parent =
                new ProcessBuilder("sh", "-c", "read x & echo $!; exec sleep 1000")
                        .redirectInput(ProcessBuilder.Redirect.PIPE)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(
                                parent.getInputStream(), StandardCharsets.US_ASCII))) {
            long child = Long.parseLong(out.readLine());
            long start = ProcessStart.of(child);
            Path stat = Path.of("/proc", Long.toString(child), "stat");
            Await.until("it is dead", () -> Files.readString(stat).contains(") Z "));
            assertThat(ProcessStart.of(child)).isEqualTo(start);
            assertThat(ProcessStart.hasEnded(child, start)).isTrue();
            long parentStart = ProcessStart.of(parent.pid());
            assertThat(ProcessStart.hasEnded(parent.pid(), parentStart)).isFalse();
            assertThat(ProcessStart.hasEnded(parent.pid(), parentStart + 1)).isTrue();
        } finally {
            parent.destroyForcibly().waitFor();
        }
        assertThat(ProcessStart.hasEnded(parent.pid(), 1)).isTrue();
    }
}
