package dev.procession.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.examples.ChatClient;
import dev.procession.examples.ChatPrograms;
import dev.procession.examples.RemoteWorker;
import dev.procession.examples.ThreadLocals;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code procession example --all}, of few. */
class AllExamplesTest {

    private static final Example GOOD = Example.of(ThreadLocals.class, "");
    private static final Example PART = Example.partOf(ChatPrograms.class, ChatClient.class, "");
    private static final Example BAD = Example.of(RemoteWorker.class, "");

    private static List<String> lines(boolean endsWell, Example... examples) throws Exception {
        var out = new StringWriter();
        var all = new AllExamples(List.of(examples), new PrintWriter(out, true));
        assertThat(all.run()).isEqualTo(endsWell);
        return out.toString().lines().map(line -> line.replaceAll("\\d+\\.\\d s", "N s")).toList();
    }

    @Test
    void eachHasALine_andAllEndWell() throws Exception {
        assertThat(lines(true, GOOD, PART))
                .containsExactly(
                        "thread-locals  ended well, N s",
                        "chat-client    is run by chat-programs",
                        "2 examples in N s, all ended well");
    }

    @Test
    void oneThatFails_isShownWithItsOutput_andTheOthersRun() throws Exception {
        assertThat(lines(false, BAD, GOOD))
                .containsExactly(
                        "remote-worker  FAILED, status 2, N s; its output:",
                        "  give the socket of a remote-manager and the file of its key",
                        "thread-locals  ended well, N s",
                        "2 examples in N s, failed: remote-worker");
    }

    @Test
    void whatIsRunByAnother_isRunByOneThatRuns() {
        var runs = new ArrayList<>(Catalogue.all());
        runs.removeIf(each -> each.whole().isPresent());
        assertThat(runs.stream().map(Example::name))
                .containsAll(
                        Catalogue.all().stream().flatMap(each -> each.whole().stream()).toList());
    }
}
