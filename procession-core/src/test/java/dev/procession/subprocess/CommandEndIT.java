package dev.procession.subprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CommandOutputException;
import dev.procession.CommandResult;
import dev.procession.CommandTimeoutException;
import dev.procession.ExitStatus;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Row X1: a command has an end, whatever a process does that it has left behind with its pipe. */
class CommandEndIT {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** It counts from the start, and the shell must have said who is left behind. */
    private static final Duration LIMIT = Await.scaled(Duration.ofSeconds(4));

    /** Leaves a process behind that writes without end, or so long that a test would fail. */
    private static Command flood() {
        return Command.of("sh", "-c", "echo y; timeout 60 yes 2>&- & echo $! >&2");
    }

    private static void awaitEndOfOrphan(CommandResult result) {
        // Nobody reads any more what it writes.
        Pid.of(result.err().strip()).awaitDeath(Duration.ofSeconds(20));
    }

    @Test
    void X1_orphanThatWritesForEver_costsTheGraceAndIsTold() throws Exception {
        CommandResult result = flood().grace(SHORT).limit(1000, Overflow.KEEP_LAST).run();
        assertThat(result.isSuccess()).isTrue();
        assertThat(result.isHeldOpen()).isTrue();
        awaitEndOfOrphan(result);
        CommandResult first = flood().grace(SHORT).limit(20, Overflow.KEEP_FIRST).run();
        assertThat(first.out()).startsWith("y\n");
        assertThat(first.isHeldOpen()).isTrue();
        awaitEndOfOrphan(first);
    }

    @Test
    void X1_linesOfAnOrphanThatWritesForEver_end() throws Exception {
        AtomicLong lines = new AtomicLong();
        CommandResult result = flood().grace(SHORT).forEachLine(line -> lines.incrementAndGet());
        assertThat(result.isSuccess()).isTrue();
        assertThat(result.isHeldOpen()).isTrue();
        assertThat(lines).hasPositiveValue();
        awaitEndOfOrphan(result);
        try (Stream<String> stream = flood().grace(SHORT).lines()) {
            assertThat(stream.filter(each -> each.equals("y")).count()).isPositive();
        }
    }

    @Test
    void X1_timeLimit_holdsAlsoWhenTheProgramHasExited() {
        Command[] commands = {
            flood().limit(1000, Overflow.KEEP_LAST),
            Command.of("sh", "-c", "sleep 60 2>&- & echo $! >&2")
        };
        for (Command each : commands) {
            AtomicReference<CommandResult> result = new AtomicReference<>();
            assertThatThrownBy(() -> each.grace(LONG).timeout(LIMIT).run())
                    .isInstanceOfSatisfying(
                            CommandTimeoutException.class, late -> result.set(late.result()))
                    .hasMessageContaining("exceeded its time limit");
            assertThat(result.get().status()).isEqualTo(ExitStatus.exited(0));
            assertThat(result.get().isHeldOpen()).isTrue();
            Pid.of(result.get().err().strip()).signal("KILL");
        }
    }

    @Test
    void X1_timeLimit_endsWhatASessionHasLeftBehind() {
        Command session = Command.of("sh", "-c", "sleep 1000 & echo $! >&2").newSession();
        assertThatThrownBy(() -> session.grace(LONG).timeout(LIMIT).run())
                .isInstanceOfSatisfying(
                        CommandTimeoutException.class, late -> awaitEndOfOrphan(late.result()));
    }

    @Test
    void X1_timeLimit_holdsForLinesOfAnOrphan() {
        assertThatThrownBy(() -> flood().grace(LONG).timeout(LIMIT).forEachLine(line -> {}))
                .isInstanceOfSatisfying(
                        CommandTimeoutException.class, late -> awaitEndOfOrphan(late.result()));
    }

    @Test
    void X1_orphanThatWritesTooMuch_isNoKillOfAProgramThatHasEnded() {
        // It begins when the program itself is no more there to be killed.
        String wait = "while kill -0 $$; do :; done";
        String script = "(" + wait + "; exec timeout 60 yes) 2>&- & echo $! >&2";
        Command late = Command.of("sh", "-c", script).grace(LONG).limit(1000, Overflow.FAIL);
        AtomicReference<CommandResult> result = new AtomicReference<>();
        assertThatThrownBy(late::run)
                .isInstanceOfSatisfying(
                        CommandOutputException.class, much -> result.set(much.result()))
                .hasMessageContaining("has written more than was to be kept; raise its limit")
                .hasMessageContaining("status=exited(0)");
        assertThat(result.get().isTruncated()).isTrue();
        awaitEndOfOrphan(result.get());
    }
}
