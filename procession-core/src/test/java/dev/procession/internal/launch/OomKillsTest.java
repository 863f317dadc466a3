package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's counters, as files of our own. */
class OomKillsTest {

    @TempDir Path directory;

    private Path groups(String text) throws IOException {
        return Files.writeString(directory.resolve("groups"), text);
    }

    private Path counter(String path, int kills) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "oom 9\noom_kill " + kills + "\noom_group_kill 0\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0::/a/b, cgroup/a/b/memory.events",
        "0::/hidden, cgroup/memory.events",
        "0::/a, cgroup/unified/a/memory.events",
        "4:memory:/a, cgroup/memory/a/memory.oom_control",
        "4:cpu;memory:/a, cgroup/memory/a/memory.oom_control",
        "4:memory:/hidden, cgroup/memory/memory.oom_control"
    })
    void next_afterAKill_isToldOncePerKill(String group, String path) throws IOException {
        counter(path, 3);
        OomKills kills =
                new OomKills(groups("1:cpuset:/\n" + group.replace(';', ',') + "\n"), directory);
        assertThat(kills.next()).isNull();
        Path file = counter(path, 5);
        assertThat(kills.next()).isEqualTo("oom_kill rose to 4 in " + file);
        assertThat(kills.next()).isEqualTo("oom_kill rose to 5 in " + file);
        assertThat(kills.next()).isNull();
    }

    @Test
    void next_withoutControlGroups_isNull() throws IOException {
        assertThat(new OomKills(directory.resolve("none"), directory).next()).isNull();
        assertThat(new OomKills(groups("0::/\n"), directory).next()).isNull();
        assertThat(new OomKills(groups("nonsense\n::\n"), directory).next()).isNull();
    }
}
