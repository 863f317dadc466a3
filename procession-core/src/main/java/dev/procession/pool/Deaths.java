package dev.procession.pool;

import dev.procession.ExitStatus;
import dev.procession.WorkerDiedException;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.launch.CrashReports;
import dev.procession.internal.launch.OomKills;
import dev.procession.internal.util.Shortage;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /** What a JVM says that ends because its memory did. */
    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile(
                    "(?:Terminating due to |Aborting due to |Exception in thread \"main\" )"
                            + "(java\\.lang\\.OutOfMemoryError.*)");

    /** What a JVM says whose main thread, ours, ends because of something thrown. */
    private static final Pattern UNCAUGHT = Pattern.compile("^Exception in thread \"main\" (.*)");

    /** As {@link #UNCAUGHT}, where telling of it failed, too, for want of memory perhaps. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile(
                    "^Exception: (.*) thrown from the UncaughtExceptionHandler in thread \"main\"");

    private Deaths() {}

    /** Describes the death of a worker by what it has left. */
    static WorkerDiedException.Death describe(ChildProcess child, String worker, Remains remains) {
        Optional<CrashReports.Report> report = CrashReports.find(child.pid());
        return new WorkerDiedException.Death(
                worker,
                child.pid(),
                child.status(),
                likelyCause(child, report, remains),
                child.output().lastErrorLines(),
                report.map(found -> found.path().toString()).orElse(null),
                report.map(CrashReports.Report::problematicFrame).orElse(null));
    }

    private static String likelyCause(
            ChildProcess child, Optional<CrashReports.Report> report, Remains remains) {
        Throwable thrown = remains.initializerFailure();
        if (thrown != null) {
            return "its initializer failed: " + Shortage.describe(thrown);
        }
        String ours = child.killedBecause();
        if (ours != null) {
            return "killed by us: " + ours;
        }
        String cause = likelyCause(child, report, remains.stage());
        return remains.stage() == Remains.Stage.INITIALIZING
                ? cause + ", within its initializer"
                : cause;
    }

    private static String likelyCause(
            ChildProcess child, Optional<CrashReports.Report> report, Remains.Stage stage) {
        String outOfMemory = outOfMemory(child);
        if (outOfMemory != null) {
            return outOfMemory;
        }
        if (report.isPresent()) {
            return report.get().signal();
        }
        return switch (child.status()) {
            case ExitStatus.Exited(int code) when stage == Remains.Stage.STARTING ->
                    "its JVM ended before it could take a task" + lastWords(child);
            case ExitStatus.Exited(int code) -> byExit(code, child);
            case ExitStatus.Signaled(int signal) -> bySignal(signal);
            case ExitStatus.Running() -> "it still runs";
        };
    }

    private static @Nullable String outOfMemory(ChildProcess child) {
        for (String line : child.output().lastErrorLines()) {
            Matcher words = OUT_OF_MEMORY.matcher(line);
            if (words.find()) {
                return exhausted(words.group(1));
            }
        }
        return null;
    }

    private static String exhausted(String words) {
        if (words.contains("native thread")) {
            return "threads exhausted: " + words + "; raise ulimit -u, or pids.max of the cgroup";
        }
        return (words.contains("Metaspace") ? "metaspace" : "heap") + " exhausted: " + words;
    }

    private static String lastWords(ChildProcess child) {
        String words = "";
        for (String line : child.output().lastErrorLines()) {
            if (SAY_NOTHING.stream().noneMatch(line::contains)) {
                words = " and said: " + line;
            }
        }
        return words;
    }

    private static String byExit(int code, ChildProcess child) {
        String site = child.exitSite();
        if (site != null) {
            return "System.exit(" + code + ") was called at " + site;
        }
        if (!child.isShutDown()) {
            return "halt(" + code + ") was called, or exit(" + code + ") by native code";
        }
        String uncaught = uncaught(child);
        return uncaught == null
                ? "its JVM shut down by itself with code " + code
                : "its main thread ended with " + uncaught;
    }

    private static @Nullable String uncaught(ChildProcess child) {
        for (String line : child.output().lastErrorLines()) {
            Matcher words = UNCAUGHT.matcher(line);
            if (words.find()) {
                return words.group(1);
            }
            Matcher failure = UNPRINTABLE.matcher(line);
            if (failure.find()) {
                return "something that could not be printed: " + failure.group(1);
            }
        }
        return null;
    }

    private static String bySignal(int signal) {
        return switch (signal) {
            case SIGKILL -> {
                String oom = OomKills.own().next();
                yield oom == null
                        ? "killed from outside by SIGKILL, often the kernel's out-of-memory killer"
                        : "killed by the kernel's out-of-memory killer: " + oom;
            }
            case SIGTERM -> "terminated from outside by SIGTERM";
            case SIGINT -> "interrupted from outside by SIGINT";
            default -> "ended by signal " + signal;
        };
    }
}
