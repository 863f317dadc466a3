package dev.procession.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.launch.Session;
import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Questions of one process to another, some of them taken back. */
class MailboxIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    private static final ProcessTable TABLE = ProcessTable.current();

    private static int peer(JavaProcess process) {
        return TABLE.living().stream()
                .filter(each -> TABLE.pid(each) == process.pid())
                .findFirst()
                .orElseThrow();
    }

    /** Answers each question with itself, once it may. */
    private static byte[] echo(byte[] question, ProcessEvent begun, ProcessEvent goOn) {
        begun.set();
        try {
            goOn.await();
        } catch (InterruptedException hurry) {
            throw new AssertionError(hurry);
        }
        return question;
    }

    private static List<String> letters() throws IOException {
        try (Stream<Path> all = Files.list(Session.current().path("."))) {
            return all.map(each -> each.getFileName().toString())
                    .filter(name -> name.startsWith("ask") || name.startsWith("answer"))
                    .toList();
        }
    }

    @Test
    void anAnswerThatComesTooLate_isTakenAway_andTheNextQuestionIsAnswered() throws Exception {
        try (var open = ProcessEvent.create();
                var begun = ProcessEvent.create();
                var goOn = ProcessEvent.create();
                var child =
                        JavaProcess.start(() -> {
                            Mailbox.open(question -> echo(question, begun, goOn));
                            open.set();
                            new CountDownLatch(1).await();
                        })) {
            assertThat(open.await(LONG)).isTrue();
            int peer = peer(child);
            var asking = new FutureTask<>(() -> Mailbox.ask(peer, new byte[] {1}, LONG));
            Thread asker = Thread.ofPlatform().name("asker").start(asking);
            assertThat(begun.await(LONG)).isTrue();
            asker.interrupt();
            assertThatThrownBy(asking::get).hasCauseInstanceOf(InterruptedException.class);
            goOn.set();
            assertThat(Mailbox.ask(peer, new byte[] {2}, LONG)).containsExactly(2);
            assertThat(letters()).isEmpty();
            child.kill();
        }
    }

    @Test
    void aProcessThatTakesNoQuestions_isNotWaitedFor() throws Exception {
        try (var there = ProcessEvent.create();
                var child =
                        JavaProcess.start(() -> {
                            ProcessTable.current();
                            there.set();
                            new CountDownLatch(1).await();
                        })) {
            assertThat(there.await(LONG)).isTrue();
            // Waiting would not come to an end.
            Duration forEver = Duration.ofDays(1);
            assertThat(Mailbox.ask(peer(child), new byte[1], forEver)).isNull();
            child.kill();
        }
    }
}
