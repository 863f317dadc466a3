package dev.procession.daemon;

import dev.procession.daemon.DaemonStatus.State;
import dev.procession.internal.launch.CrashReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Looks how a daemon stands. */
final class Look {

    static final int LAST_LINES = 10;

    private static final Ending NO_WORD =
            Ending.crash(
                    "it left no word: it was killed, by SIGKILL or for want of memory, or halted, or"
                            + " the machine went down");

    private static final Ending NEVER_UP =
            Ending.crash("it never came up, and who started it ended before it could tell");

    private Look() {}

    static DaemonStatus at(DaemonFiles files) throws IOException {
        if (NameLocks.isTaken(files.pid())) {
            return status(files, State.RUNNING, null);
        }
        if (!files.exist()) {
            return status(files, State.ABSENT, null);
        }
        Ending ending = ending(files);
        if (ending == null && NameLocks.isTaken(files.starting())) {
            return status(files, State.STARTING, null);
        }
        if (NameLocks.isTaken(files.pid())) {
            // It came up while we looked.
            return status(files, State.RUNNING, null);
        }
        if (ending == null && !Files.exists(files.settings())) {
            return status(files, State.ABSENT, null);
        }
        if (ending == null) {
            return status(files, State.CRASHED, NEVER_UP);
        }
        return status(files, ending.isOrderly() ? State.STOPPED : State.CRASHED, ending);
    }

    /** What has ended a daemon that does not run; null if none did run. */
    static @Nullable Ending ending(DaemonFiles files) throws IOException {
        Optional<CrashReports.Report> crash = CrashReports.read(files.crash());
        if (crash.isPresent()) {
            String frame = crash.get().problematicFrame();
            return Ending.crash(
                    "its JVM crashed: "
                            + crash.get().signal()
                            + (frame == null ? "" : "; problematic frame: " + frame)
                            + "; crash report: "
                            + files.crash());
        }
        Ending told = Ending.read(files.ending());
        return told == null && PidFile.read(files.pid()) != null ? NO_WORD : told;
    }

    private static DaemonStatus status(DaemonFiles files, State state, @Nullable Ending ending)
            throws IOException {
        PidFile process = PidFile.read(files.pid());
        boolean hasCrashed = CrashReports.read(files.crash()).isPresent();
        Optional<Path> crash = hasCrashed ? Optional.of(files.crash()) : Optional.empty();
        Optional<Instant> since = Optional.ofNullable(process).map(PidFile::since);
        return new DaemonStatus(
                files.name(),
                state,
                process == null ? OptionalLong.empty() : OptionalLong.of(process.pid()),
                since,
                Optional.ofNullable(ending).map(Ending::text),
                crash,
                files.log(),
                LogTail.read(files.log(), 0, LAST_LINES));
    }
}
