package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import dev.procession.testing.Seccomp;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A profile that denies what we use, or what we might: nothing fails, and a loss is said once. */
class SeccompIT {

    private static final String F_SETOWN = "FCNTL:8";
    private static final String F_SETSIG = "FCNTL:10";

    @BeforeEach
    void requireFilter() throws IOException {
        Seccomp.require();
    }

    private static List<String> warnings(Victim program) {
        return program.errors().stream().filter(line -> line.startsWith("WARNING: ")).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "DUP3 FALLOCATE FUTEX_WAITV IO_URING_SETUP MEMFD_CREATE, ''",
        "PIDFD_OPEN PRCTL PRLIMIT64 SETPGID SOCKET UNSHARE USERFAULTFD, ''",
        "MKNOD MKNODAT SETSID, 'no named pipes can be made|a seccomp profile denies setsid'",
    })
    void callsAreDenied_everythingRuns(String calls, String said) {
        try (Victim program =
                Victim.start(Denied.All.class, List.of(calls.split(" ")), List.of())) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            assertThat(program.output()).containsExactlyElementsOf(SmallWork.ALL_WELL);
            assertThat(program.errors()).hasSize(said.isEmpty() ? 0 : 4);
            if (!said.isEmpty()) {
                assertThat(warnings(program))
                        .hasSize(2)
                        .allMatch(line -> line.matches(".*(" + said + ").*"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({F_SETOWN, F_SETSIG + " PRCTL", "SETSID SETPGID"})
    void P8_lifelineIsDenied_isSaidOnce_andNothingSurvivesTheParent(String calls) {
        try (Victim parent =
                Victim.start(Denied.Waiting.class, List.of(calls.split(" ")), List.of())) {
            parent.awaitPids("command ", 2);
            Await.until("it is said", () -> refusals(parent) > 0);
            parent.pid().signal("KILL");
            parent.awaitNoSurvivors(Duration.ofSeconds(1));
            assertThat(refusals(parent)).isEqualTo(1);
        }
    }

    private static long refusals(Victim parent) {
        return warnings(parent).stream()
                .filter(line ->
                        line.contains("the kernel refuses to end workers with their parent"))
                .count();
    }
}
