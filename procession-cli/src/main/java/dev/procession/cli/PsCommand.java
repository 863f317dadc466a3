package dev.procession.cli;

import dev.procession.internal.ring.QueueGlance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code procession ps}. */
@Command(
        name = "ps",
        sortOptions = false,
        header = "Lists the processes, pools and queues of your running programs.",
        description = {
            "",
            "Each program that has started processes, and all below it. STATE is what a worker is about: starting,"
                    + " idle, busy for AGE with the task in the last column, or leaving; of all others it is"
                    + " runs, or stopped by a signal. DONE counts tasks, CPU is processor time, MEM the memory"
                    + " that a process has for itself.",
            "",
            "Programs tell about themselves when they are asked, from a second after their first process was"
                    + " started. Of one that does not answer, because it is stopped perhaps, this shows what the"
                    + " system knows.",
            "",
            "Programs that run with -Dprocession.directory=DIR are found when this command does, too:"
                    + " JDK_JAVA_OPTIONS=-Dprocession.directory=DIR procession ps.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:also when there is nothing to show",
            "1:the sessions' places cannot be read",
            "2:the command line is wrong"
        })
final class PsCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    private boolean isJson;

    @Option(names = "--tree", description = "Indent each process below its parent.")
    private boolean isTree;

    @Override
    public Integer call() throws Exception {
        var seen = Looking.look();
        var out = spec.commandLine().getOut();
        if (isJson) {
            out.println(JsonText.ofPlain(json(seen)));
        } else {
            text(seen, isTree, width()).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private static int width() {
        return Terminal.isOutputTerminal() ? Terminal.size().columns() : ProcessColumns.UNLIMITED;
    }

    /** Returns what it prints. */
    static List<String> text(Seen seen, boolean isTree, int width) {
        if (seen.sessions().isEmpty()) {
            return List.of("no program of yours that uses Procession runs here");
        }
        List<String> lines =
                new ArrayList<>(ProcessColumns.ofTime(isTree).lines(seen.rows(), width));
        lines.addAll(SeenSummary.lines(seen, width));
        return lines;
    }

    static Map<String, Object> json(Seen seen) {
        return Map.of("sessions", seen.sessions().stream().map(PsCommand::session).toList());
    }

    private static Map<String, Object> session(Seen.Session session) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("root", session.root());
        json.put("directory", session.directory().toString());
        json.put("processes", session.processes().stream().map(PsCommand::process).toList());
        json.put("pools", session.pools().stream().map(PsCommand::pool).toList());
        json.put("queues", session.queues().stream().map(PsCommand::queue).toList());
        return json;
    }

    private static Map<String, Object> process(Seen.Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", row.pid());
        json.put("parent", row.os().parent());
        json.put("name", row.name());
        json.put("role", row.role());
        json.put("pool", row.pool());
        json.put("state", row.state());
        json.put("what", row.what());
        json.put("ageSeconds", row.age().isZero() ? null : row.age().toMillis() / 1000.0);
        json.put("tasksDone", row.tasksDone() < 0 ? null : row.tasksDone());
        json.put("cpuSeconds", row.os().cpu().toMillis() / 1000.0);
        json.put("residentBytes", row.residentBytes());
        json.put("note", row.note());
        return json;
    }

    private static Map<String, Object> pool(Seen.Pool pool) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", pool.told().name());
        json.put("owner", pool.owner());
        json.put("workers", pool.told().workers());
        json.put("busy", pool.told().busy());
        json.put("waitingTasks", pool.told().waiting());
        json.put("tasksDone", pool.told().done());
        json.put("workersLost", pool.told().lost());
        return json;
    }

    private static Map<String, Object> queue(QueueGlance queue) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", queue.isOfPipe() ? "pipe" : "queue");
        json.put("madeBy", queue.creator());
        json.put("length", queue.length());
        json.put("capacity", queue.capacity() == Integer.MAX_VALUE ? null : queue.capacity());
        json.put("completed", queue.isCompleted());
        return json;
    }
}
