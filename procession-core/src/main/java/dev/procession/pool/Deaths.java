package dev.procession.pool;

import dev.procession.ExitStatus;
import dev.procession.WorkerDiedException;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.launch.CrashReports;
import java.util.Optional;

/** Says in words why a worker died. */
final class Deaths {

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGINT = 2;

    private Deaths() {}

    static WorkerDiedException.Death describe(ChildProcess child, String worker) {
        Optional<CrashReports.Report> report = CrashReports.find(child.pid());
        return new WorkerDiedException.Death(
                worker,
                child.pid(),
                child.status(),
                likelyCause(child, report),
                child.lastErrorLines(),
                report.map(found -> found.path().toString()).orElse(null),
                report.map(CrashReports.Report::problematicFrame).orElse(null));
    }

    private static String likelyCause(ChildProcess child, Optional<CrashReports.Report> report) {
        String ours = child.killedBecause();
        if (ours != null) {
            return "killed by us: " + ours;
        }
        if (report.isPresent()) {
            return report.get().signal();
        }
        return switch (child.status()) {
            case ExitStatus.Exited(int code) ->
                    "System.exit(" + code + ") or halt(" + code + ") within the process";
            case ExitStatus.Signaled(int signal) -> bySignal(signal);
            case ExitStatus.Running() -> "it still runs";
        };
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
