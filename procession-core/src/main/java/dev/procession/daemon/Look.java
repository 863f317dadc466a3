package dev.procession.daemon;

import dev.procession.daemon.DaemonStatus.State;
import dev.procession.internal.desk.ProcessSight;
import dev.procession.internal.launch.CrashReports;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private static final String STRAY =
            "somebody has removed its files, which it makes anew within seconds";

    private Look() {}

    static DaemonStatus at(DaemonFiles files) throws IOException {
        if (NameLocks.isTaken(files.pid())) {
            return alive(files, process(files), null);
        }
        PidFile stray = stray(files);
        if (NameLocks.isTaken(files.pid())) {
            // It came up, or made its files anew, while we looked.
            return alive(files, process(files), null);
        }
        if (stray != null) {
            return alive(files, stray, STRAY);
        }
        if (!files.exist()) {
            return status(files, State.ABSENT, null);
        }
        Ending ending = ending(files);
        if (ending == null && NameLocks.isTaken(files.starting())) {
            return status(files, State.STARTING, null);
        }
        if (NameLocks.isTaken(files.pid())) {
            return alive(files, process(files), null);
        }
        if (ending == null && !Files.exists(files.settings())) {
            return status(files, State.ABSENT, null);
        }
        if (ending == null) {
            return status(files, State.CRASHED, NEVER_UP);
        }
        return status(files, ending.isOrderly() ? State.STOPPED : State.CRASHED, ending);
    }

    /** Returns the process that has the lock of a daemon's name; null if that cannot be told. */
    static @Nullable PidFile process(DaemonFiles files) throws IOException {
        PidFile written = PidFile.read(files.pid());
        if (written != null && written.process().isPresent()) {
            return written;
        }
        PidFile found = Search.find(files);
        // What is written may be of a container, whose processes cannot be seen.
        return found == null ? written : found;
    }

    /**
     * Returns a daemon that lives and has no lock in its place, since somebody has removed its
     * files; null if there is none. Once started, a daemon has a file with its process id for good.
     */
    static @Nullable PidFile stray(DaemonFiles files) throws IOException {
        boolean mayBe = !Files.exists(files.pid()) && !NameLocks.isTaken(files.starting());
        return mayBe ? Search.find(files) : null;
    }

    /** Says why a daemon that lives does nothing; null if it is not stopped. */
    static @Nullable String standstill(@Nullable PidFile process) {
        if (process == null || process.process().isEmpty()) {
            return null;
        }
        char state = ProcessSight.of(process.pid()).map(ProcessSight::state).orElse('?');
        return switch (state) {
            case 'T' ->
                    "it stands still, since a signal has stopped it; kill -CONT "
                            + process.pid()
                            + " has it go on";
            case 't' -> "it stands still, since a debugger holds it";
            default -> null;
        };
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

    private static DaemonStatus alive(
            DaemonFiles files, @Nullable PidFile process, @Nullable String trouble)
            throws IOException {
        String standstill = standstill(process);
        return standstill == null
                ? status(files, State.RUNNING, process, null, trouble)
                : status(files, State.SUSPENDED, process, null, standstill);
    }

    private static DaemonStatus status(DaemonFiles files, State state, @Nullable Ending ending)
            throws IOException {
        return status(files, state, PidFile.read(files.pid()), ending, null);
    }

    private static DaemonStatus status(
            DaemonFiles files,
            State state,
            @Nullable PidFile process,
            @Nullable Ending ending,
            @Nullable String trouble)
            throws IOException {
        boolean hasCrashed = CrashReports.read(files.crash()).isPresent();
        Optional<Path> crash = hasCrashed ? Optional.of(files.crash()) : Optional.empty();
        return new DaemonStatus(
                files.name(),
                state,
                process == null ? OptionalLong.empty() : OptionalLong.of(process.pid()),
                Optional.ofNullable(process).map(PidFile::since),
                Optional.ofNullable(ending).map(Ending::text),
                Optional.ofNullable(trouble),
                crash,
                files.log(),
                LogTail.read(files.log(), 0, LAST_LINES));
    }

    /** Tells of a daemon that its files cannot be read. */
    static DaemonStatus unreadable(DaemonFiles files, IOException failure) {
        return new DaemonStatus(
                files.name(),
                State.UNKNOWN,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(cannotBeUsed(files, failure)),
                Optional.empty(),
                files.log(),
                List.of());
    }

    static String cannotBeUsed(DaemonFiles files, IOException failure) {
        return "its files cannot be used: "
                + Shortage.describe(failure)
                + "; directory="
                + files.directory();
    }
}
