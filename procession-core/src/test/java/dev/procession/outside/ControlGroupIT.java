package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolSizing;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A container's limits of processor time and memory, by the kernel and not by a fixture. */
class ControlGroupIT {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final long MEMORY = 512L << 20;

    /** Its default pool, and what a worker of it knows. */
    static final class Parent {
        public static void main(String[] arguments) {
            try (ProcessPool pool = ProcessPool.open()) {
                PoolSizing sizing = pool.sizing();
                System.out.println("workers " + sizing.workers());
                System.out.println("heap " + (sizing.maxHeapBytes().orElse(0) >> 20));
                Runtime runtime = Runtime.getRuntime();
                System.out.println("own heap " + (runtime.maxMemory() >> 20));
                System.out.println("processors " + pool.submit(Parent::processors).join());
                System.out.println("worker's heap " + pool.submit(Parent::heap).join());
            }
        }

        private static int processors() {
            return Runtime.getRuntime().availableProcessors();
        }

        private static long heap() {
            return Runtime.getRuntime().maxMemory() >> 20;
        }
    }

    private final List<Path> groups = new ArrayList<>();

    /** Makes groups of version 2 or 1 with half a processor, where this machine lets us. */
    private void makeGroups() {
        for (String mount : List.of("", "unified/")) {
            if (isMade(mount, "cpu.max", "50000 100000", "memory.max", "" + MEMORY)) {
                return;
            }
        }
        boolean isFirst =
                isMade("cpu/", "cpu.cfs_period_us", "100000", "cpu.cfs_quota_us", "50000")
                        && isMade("memory/", "memory.limit_in_bytes", "" + MEMORY);
        if (!isFirst) {
            removeGroups();
            String why = "NOT RUN: no control group with limits can be made here";
            System.err.println(why);
            Assumptions.abort(why);
        }
    }

    private boolean isMade(String mount, String... filesAndValues) {
        Path group = ROOT.resolve(mount + "ptest-places-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(group);
            groups.add(group);
            for (int i = 0; i < filesAndValues.length; i += 2) {
                Path file = group.resolve(filesAndValues[i]);
                if (!Files.exists(file)) {
                    throw new IOException("without its controller: " + file);
                }
                Files.writeString(file, filesAndValues[i + 1]);
            }
            return true;
        } catch (IOException notAllowedHere) {
            removeGroups();
            return false;
        }
    }

    private void removeGroups() {
        for (Path group : groups) {
            File folder = group.toFile();
            Await.until(group + " can be removed", () -> folder.delete() || !folder.exists());
        }
        groups.clear();
    }

    @Test
    void O1_halfAProcessorAndSomeMemory_theDefaultPoolFits() {
        makeGroups();
        List<String> launcher = new ArrayList<>(List.of("sh", "-e", "-c"));
        StringBuilder script = new StringBuilder();
        groups.forEach(
                group -> script.append("echo $$ > ").append(group).append("/cgroup.procs; "));
        launcher.addAll(List.of(script + "exec \"$@\"", "sh"));
        try (Victim program = Victim.startBehind(launcher, Parent.class, List.of(), List.of())) {
            assertThat(program.line("workers ")).isEqualTo("1");
            long heap = Long.parseLong(program.line("heap "));
            long ownHeap = Long.parseLong(program.line("own heap "));
            assertThat(heap).isBetween(64L, (MEMORY >> 20) - ownHeap - 64);
            assertThat(program.line("processors ")).isEqualTo("1");
            // The JVM does not count a survivor space of it.
            assertThat(Long.parseLong(program.line("worker's heap "))).isBetween(heap / 2, heap);
            assertThat(program.awaitEnd()).isZero();
        } finally {
            removeGroups();
        }
    }
}
