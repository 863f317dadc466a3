package dev.procession.pool;

import dev.procession.ExitStatus;
import dev.procession.WorkerDiedException;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.launch.CrashReports;
import java.util.List;
import java.util.Optional;

/** Says in words why a worker died. */
final class Deaths {

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGINT = 2;

    /** What a JVM that does not start says beside the reason. */
    private static final List<String> SAY_NOTHING =
            List.of(
                    "Error occurred during initialization of VM",
                    "Could not create the Java Virtual Machine",
                    "A fatal exception has occurred");

    private Deaths() {}

    /** Describes the death of a worker that had come up, or of one that never did. */
    static WorkerDiedException.Death describe(ChildProcess child, String worker, boolean wasUp) {
        Optional<CrashReports.Report> report = CrashReports.find(child.pid());
        return new WorkerDiedException.Death(
                worker,
                child.pid(),
                child.status(),
                likelyCause(child, report, wasUp),
                child.lastErrorLines(),
                report.map(found -> found.path().toString()).orElse(null),
                report.map(CrashReports.Report::problematicFrame).orElse(null));
    }

    private static String likelyCause(
            ChildProcess child, Optional<CrashReports.Report> report, boolean wasUp) {
        String ours = child.killedBecause();
        if (ours != null) {
            return "killed by us: " + ours;
        }
        if (report.isPresent()) {
            return report.get().signal();
        }
        return switch (child.status()) {
            case ExitStatus.Exited(int code) when !wasUp ->
                    "its JVM ended before it could take a task" + lastWords(child);
            case ExitStatus.Exited(int code) ->
                    "System.exit(" + code + ") or halt(" + code + ") within the process";
            case ExitStatus.Signaled(int signal) -> bySignal(signal);
            case ExitStatus.Running() -> "it still runs";
        };
    }

    private static String lastWords(ChildProcess child) {
        String words = "";
        for (String line : child.lastErrorLines()) {
            if (SAY_NOTHING.stream().noneMatch(line::contains)) {
                words = " and said: " + line;
            }
        }
        return words;
    }

    private static String bySignal(int signal) {
        return switch (signal) {
            case SIGKILL ->
                    "killed from outside by SIGKILL, often the kernel's out-of-memory killer";
            case SIGTERM -> "terminated from outside by SIGTERM";
            case SIGINT -> "interrupted from outside by SIGINT";
            default -> "ended by signal " + signal;
        };
    }
}
