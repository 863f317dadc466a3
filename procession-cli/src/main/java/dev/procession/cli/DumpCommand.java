package dev.procession.cli;

import dev.procession.internal.launch.Session;
import dev.procession.sync.Deadlock;
import dev.procession.sync.LocksInUse;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code procession dump}. */
@Command(
        name = "dump",
        sortOptions = false,
        header = "Shows where a process is: its stacks, its locks, and deadlocks.",
        description = {
            "",
            "First what procession ps knows of it; then the locks between processes that its threads have and"
                    + " await; then the deadlocks of its session, whoever is in them; then the stacks of its"
                    + " threads, by the JDK's jcmd (Thread.print -l, with the locks of the JDK that each has and"
                    + " awaits).",
            "",
            "Of a process that is no JVM, or that does not answer because it is stopped or hangs, the system's"
                    + " list of its threads takes the place of the stacks.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all of it was had",
            "1:something could not be had; the output says what and why",
            "2:the command line is wrong, there is no such process, or several have the name"
        })
final class DumpCommand implements Callable<Integer> {

    private static final int INCOMPLETE = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PID|NAME", description = "The process, as procession ps lists it.")
    private String wanted = "";

    @Override
    public Integer call() throws Exception {
        Seen.Row chosen;
        try {
            chosen = ProcessChoice.of(Looking.look(), wanted);
        } catch (UsageException mistake) {
            throw new ParameterException(spec.commandLine(), mistake.getMessage(), mistake);
        }
        var out = spec.commandLine().getOut();
        ProcessColumns.ofTime(false)
                .lines(List.of(chosen), ProcessColumns.UNLIMITED)
                .forEach(out::println);
        out.println();
        // What is long comes last.
        var isWhole = printLocks(chosen, out);
        out.println();
        isWhole &= Stacks.print(chosen, out);
        out.flush();
        return isWhole ? 0 : INCOMPLETE;
    }

    /** Asks as a guest of the process's session. */
    private static boolean printLocks(Seen.Row chosen, PrintWriter out)
            throws InterruptedException {
        LocksInUse locks;
        try {
            Session.visit(chosen.session());
            locks = LocksInUse.find(PATIENCE);
        } catch (IOException | IllegalStateException failure) {
            out.println("locks between processes: cannot be asked for: " + failure.getMessage());
            return false;
        }
        out.println("locks between processes:");
        var isSilent = locks.silent().contains(chosen.pid());
        if (isSilent) {
            out.println("  it does not answer");
        }
        var held = locks.held().stream().filter(each -> each.pid() == chosen.pid()).toList();
        var awaited = locks.awaited().stream().filter(each -> each.pid() == chosen.pid()).toList();
        held.forEach(each -> print(each, out));
        awaited.forEach(each -> print(each, out));
        if (!isSilent && held.isEmpty() && awaited.isEmpty()) {
            out.println("  none had, none awaited");
        }
        printDeadlocks(locks, out);
        return !isSilent;
    }

    private static void print(LocksInUse.Hold hold, PrintWriter out) {
        out.println(
                "  thread " + hold.threadId() + " \"" + hold.thread() + "\" has " + hold.lock());
        hold.stack().forEach(frame -> out.println("    at " + frame));
    }

    private static void print(Deadlock.Wait wait, PrintWriter out) {
        out.println(
                "  thread "
                        + wait.threadId()
                        + " \""
                        + wait.thread()
                        + "\" waits for "
                        + wait.lock()
                        + " since "
                        + wait.since());
        wait.stack().forEach(frame -> out.println("    at " + frame));
    }

    private static void printDeadlocks(LocksInUse locks, PrintWriter out) {
        out.println();
        out.println(
                locks.deadlocks().isEmpty()
                        ? "deadlocks of its session: none"
                        : "deadlocks of its session: " + locks.deadlocks().size());
        locks.deadlocks().forEach(out::println);
        var others = locks.silent().stream().map(pid -> Long.toString(pid)).toList();
        if (!others.isEmpty()) {
            out.println("not asked, since they do not answer: pid " + String.join(", ", others));
        }
    }
}
