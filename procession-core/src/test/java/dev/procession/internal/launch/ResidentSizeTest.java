package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Row F22: how much memory a process has. */
@EnabledOnOs(OS.LINUX)
class ResidentSizeTest {

    private static final long OWN = ProcessHandle.current().pid();
    private static final long MIB = 1 << 20;

    @TempDir Path directory;

    @Test
    void F22_whatAProcessWrites_counts_andWhatItGivesBackDoesNot() throws Exception {
        try (var size = ResidentSize.open(OWN)) {
            long before = size.bytes();
            try (var arena = Arena.ofConfined()) {
                arena.allocate(256 * MIB, 1).fill((byte) 1);
                assertThat(size.bytes() - before).isBetween(192 * MIB, 320 * MIB);
                assertThat(ResidentSize.of(OWN) - before).isBetween(192 * MIB, 320 * MIB);
            }
            assertThat(size.bytes() - before).isLessThan(128 * MIB);
        }
    }

    @Test
    void F22_anEndedProcess_hasNone() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        try (var size = ResidentSize.open(process.pid())) {
            assertThat(size.bytes()).isPositive();
            process.destroyForcibly().waitFor();
            assertThat(size.bytes()).isZero();
        }
        assertThat(ResidentSize.of(process.pid())).isZero();
        assertThatThrownBy(() -> ResidentSize.open(process.pid()))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void F22_closed_tellsNothing() throws Exception {
        var size = ResidentSize.open(OWN);
        size.close();
        assertThat(size.bytes()).isZero();
        size.close();
    }

    @Test
    void F22_aSystemThatTellsNothing_isKnown() throws Exception {
        assertThat(ResidentSize.isTold()).isTrue();
        assertThat(ResidentSize.isTold(directory + "/absent")).isFalse();
        Path old = Files.writeString(directory.resolve("status"), "Name:\tjava\nVmRSS:\t  5 kB\n");
        assertThat(ResidentSize.isTold(old.toString())).isFalse();
    }
}
