package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The kernel's out-of-memory killer, in a control group of its own. */
class KernelMemoryIT {

    private static final long LIMIT = 300L << 20;

    /** Enters the group and has a task take more memory than it has. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            Files.writeString(Path.of(arguments[0], "cgroup.procs"), "" + Pools.ownPid());
            try (var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(1))) {
                Throwable death = Pools.failure(pool.run(KernelMemoryIT::fillMemory));
                System.out.println("death " + death.getMessage());
                System.out.println("then " + Pools.answer(pool, x -> x + 1, 41));
            }
        }
    }

    private static void fillMemory() throws IOException {
        // The kernel is to choose this process, not its parent, which is larger at first.
        Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        try (Arena arena = Arena.ofConfined()) {
            for (long filled = 0; filled < 4 * LIMIT; filled += 1 << 20) {
                arena.allocate(1 << 20).fill((byte) 1);
            }
        }
    }

    /** Makes a group whose memory is limited, where this machine lets us. */
    private static Path group() {
        for (String line : List.of("memory/", "", "unified/")) {
            Path group = Path.of("/sys/fs/cgroup/" + line + "ptest-" + Pools.ownPid());
            boolean isFirst = line.equals("memory/");
            Path limit = group.resolve(isFirst ? "memory.limit_in_bytes" : "memory.max");
            try {
                Files.createDirectory(group);
                Files.writeString(limit, "" + LIMIT);
                return group;
            } catch (IOException notAllowedHere) {
                // Made, but without the memory controller.
                new File(group.toString()).delete();
            }
        }
        String loudly = "no control group with a memory limit can be made here: row not tested";
        System.err.println("KernelMemoryIT: " + loudly);
        return Assumptions.abort(loudly);
    }

    @Test
    void F2_killedByTheKernelForItsMemory_isSaid_andThePoolGoesOn() {
        Path group = group();
        try (Victim parent =
                Victim.start(Parent.class, List.of(group.toString()), List.of("-Xmx64m"))) {
            assertThat(parent.line("death "))
                    .contains("status=signaled(9)")
                    .contains(
                            "killed by the kernel's out-of-memory killer: oom_kill rose to 1 in ");
            assertThat(parent.line("then ")).isEqualTo("42");
            parent.awaitEnd();
        } finally {
            Await.until("the group can be removed", () -> group.toFile().delete());
        }
    }
}
