package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's files about memory, as files of our own. */
class MachineMemoryTest {

    private static final long GIBI = 1L << 30;

    @TempDir Path directory;

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void machine(String groups) throws IOException {
        write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:            1024 kB\n");
        write("proc/self/cgroup", groups);
    }

    private long bytes() {
        return MachineMemory.bytes(directory.resolve("proc"), directory.resolve("sys")).orElse(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "0::/a/b, cgroup/a/b/memory.max",
        "0::/a/b, cgroup/a/memory.max",
        "0::/a/b, cgroup/memory.max",
        "0::/hidden, cgroup/memory.max",
        "0::/../../b, cgroup/memory.max",
        "0::/a, cgroup/unified/a/memory.max",
        "4:memory:/a/b, cgroup/memory/a/b/memory.limit_in_bytes",
        "4:memory:/a/b, cgroup/memory/a/memory.limit_in_bytes",
        "4:cpu;memory:/a, cgroup/memory/a/memory.limit_in_bytes",
        "4:memory:/docker/f00, cgroup/memory/memory.limit_in_bytes"
    })
    void aLimitOfAnyGroupAround_isTheMemoryThereIs(String group, String path) throws IOException {
        machine("1:cpuset:/\n" + group.replace(';', ',') + "\n");
        assertThat(bytes()).isEqualTo(16 * GIBI);
        write("sys/" + path, 2 * GIBI + "\n");
        assertThat(bytes()).isEqualTo(2 * GIBI);
    }

    @Test
    void ofSeveralLimits_theLeastCounts() throws IOException {
        machine("4:memory:/a/b\n0::/a\n");
        write("sys/cgroup/memory/a/b/memory.limit_in_bytes", 3 * GIBI + "\n");
        write("sys/cgroup/memory/a/memory.limit_in_bytes", 2 * GIBI + "\n");
        write("sys/cgroup/a/memory.max", 4 * GIBI + "\n");
        assertThat(bytes()).isEqualTo(2 * GIBI);
    }

    @Test
    void noLimit_isWrittenInTwoWays() throws IOException {
        machine("4:memory:/a\n0::/a\n");
        write("sys/cgroup/memory/a/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/cgroup/a/memory.max", "max\n");
        assertThat(bytes()).isEqualTo(16 * GIBI);
    }

    @Test
    void aLimitAboveTheMachines_isNone() throws IOException {
        machine("0::/a\n");
        write("sys/cgroup/a/memory.max", 32 * GIBI + "\n");
        assertThat(bytes()).isEqualTo(16 * GIBI);
    }

    @Test
    void withoutSuchFiles_orWithNonsenseInThem_itIsNotKnown() throws IOException {
        assertThat(bytes()).isEqualTo(-1);
        write("proc/meminfo", "MemTotal: many kB\n");
        write("proc/self/cgroup", "nonsense\n::\n0::/a\n");
        write("sys/cgroup/a/memory.max", "much\n");
        assertThat(bytes()).isEqualTo(-1);
    }

    @Test
    void ofThisMachine_isAsTheJvmSeesIt() {
        long known = MachineMemory.bytes().orElse(-1);
        if (known >= 0) {
            // The JVM takes a quarter, or the half of a small machine's.
            assertThat(known).isGreaterThan(Runtime.getRuntime().maxMemory());
        }
    }
}
