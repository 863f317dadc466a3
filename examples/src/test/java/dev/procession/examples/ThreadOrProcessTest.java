package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadOrProcessTest {

    @Test
    void P13_costsAreTold_andAProcessDiesAlone() throws Exception {
        var run = Examples.run(ThreadOrProcess.class);
        List<String> expected = new ArrayList<>();
        expected.add("a thread: N ms from start to end");
        expected.add("a process: N ms");
        if (Files.isReadable(Path.of("/proc/self/smaps_rollup"))) {
            expected.add("a thread that waits: N MiB");
            expected.add("a process that waits: N MiB, its part N");
        }
        expected.add("a process that halts: exit code 3");
        assertThat(run.lines())
                .map(line -> line.replaceAll("\\d+\\.\\d+", "N"))
                .containsExactlyElementsOf(expected);
        assertThat(run.status()).isZero();
    }
}
