package dev.procession.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.util.ProcessStart;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Row P10: whether the process of a daemon is there. */
class PidFileTest {

    /** Becomes a program that reaps nobody, above one that ends with the input. */
    private static final String NEGLIGENT = "exec 3<&0; cat <&3 & echo $!; exec sleep 1000";

    private static PidFile of(long pid) {
        return new PidFile(pid, ProcessStart.of(pid), Instant.EPOCH);
    }

    @Test
    void P10_isThere_oneThatRuns_notALaterOneWithItsNumber() {
        PidFile own = of(ProcessHandle.current().pid());
        assertThat(own.isThere()).isTrue();
        assertThat(new PidFile(own.pid(), own.startTicks() - 1, own.since()).isThere()).isFalse();
    }

    @Test
    void P10_isThere_notOneThatNobodyReaps() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", NEGLIGENT).start();
        try {
            Pid child = Pid.of(parent.inputReader().readLine());
            Pid above = Pid.of(parent.pid());
            Await.until("it reaps nobody", () -> above.commandLine().startsWith("sleep"));
            PidFile seen = of(child.number());
            assertThat(seen.isThere()).isTrue();
            parent.getOutputStream().close();
            Await.until("it has ended", () -> child.state() == 'Z');
            assertThat(seen.process()).isPresent();
            assertThat(seen.isThere()).isFalse();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
