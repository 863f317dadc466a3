package dev.procession.daemon;

import dev.procession.DaemonRunningException;
import dev.procession.DaemonStartException;
import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Departures;
import dev.procession.codec.Sink;
import dev.procession.internal.code.CodeBase;
import dev.procession.internal.launch.DaemonLaunch;
import dev.procession.internal.util.Abroad;
import dev.procession.internal.util.FaultPoint;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts a daemon. Among all programs one at a time does so for a name, by a lock on a file, and
 * the daemon itself holds another one: whoever comes second is refused, whatever he comes behind.
 */
final class Starter {

    /** Its directory may be removed by others as soon as it is made. */
    private static final int MOST_TRIES = 100;

    private static final int MOST_BODY_BYTES = 1 << 30;

    private static final String NOT_STARTED = "it is running already";
    private static final String NOT_REMOVED = "it runs, and is not removed";

    /** How long a daemon that said it fails may take to be gone. */
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(5);

    private final DaemonFiles files;

    private Starter(DaemonFiles files) {
        this.files = files;
    }

    /** Encodes a body, which runs in a program that may outlive this one. */
    static byte[] encode(TaskAction body) {
        CodeBase.requireOnPath(body.getClass(), "a daemon");
        Sink sink = new Sink(MOST_BODY_BYTES);
        CodecContext context =
                CodecContext.of(ClassLoader.getSystemClassLoader(), "the daemon's body");
        Abroad.encodeForGood(() -> Codec.standard().encode(body, sink, context));
        Departures departures = sink.takeDepartures();
        if (!departures.isEmpty()) {
            departures.stay();
            throw new IllegalArgumentException(
                    "the end of a pipe cannot go to a daemon, which outlives this program");
        }
        return Arrays.copyOf(sink.array(), sink.size());
    }

    /** Starts the daemon of a name for the first time, or with another body. */
    static DaemonStatus start(DaemonFiles files, DaemonOptions options, byte[] body)
            throws IOException {
        Settings settings = Settings.of(options);
        return new Starter(files)
                .alone(
                        settings,
                        () -> {
                            DaemonLaunch.write(
                                    files.arguments(),
                                    withCrashReport(files, options.process()),
                                    DaemonMain.class,
                                    files.directory().toString());
                            Files.write(files.body(), body);
                            settings.write(files.settings());
                        });
    }

    /** Starts a daemon as it was started the last time. */
    static DaemonStatus startAgain(DaemonFiles files, Settings settings) throws IOException {
        return new Starter(files).alone(settings, () -> {});
    }

    private static ProcessOptions withCrashReport(DaemonFiles files, ProcessOptions options) {
        List<String> jvm = new ArrayList<>(options.jvmOptions());
        jvm.add("-XX:ErrorFile=" + files.crash());
        return options.withJvmOptions(jvm.toArray(String[]::new));
    }

    private interface Preparation {
        void run() throws IOException;
    }

    private DaemonStatus alone(Settings settings, Preparation preparation) throws IOException {
        makePlaceAndTakeName();
        try {
            requireNone(NOT_STARTED);
            preparation.run();
            Files.deleteIfExists(files.ending());
            Ending.reserve(files.ending());
            PidFile.clear(files.pid());
            Files.deleteIfExists(files.crash());
            RotatingLog.settle(files.log(), settings.logFiles());
            launch(settings);
            return Look.at(files);
        } finally {
            NameLocks.release(files.starting());
        }
    }

    /** Removes all that is there, unless it is in use; returns false if nothing was. */
    static boolean remove(DaemonFiles files) throws IOException {
        Starter starter = new Starter(files);
        try {
            starter.takeName(NOT_REMOVED);
        } catch (NoSuchFileException removedMeanwhile) {
            return false;
        }
        try {
            starter.requireNone(NOT_REMOVED);
            files.delete();
            return true;
        } finally {
            NameLocks.release(files.starting());
        }
    }

    /** Whoever removes an earlier daemon of the name removes its directory, too. */
    private void makePlaceAndTakeName() throws IOException {
        for (int triesLeft = MOST_TRIES; ; triesLeft--) {
            try {
                files.make();
                FaultPoint.hit("daemon.made");
                takeName(NOT_STARTED);
                return;
            } catch (NoSuchFileException removed) {
                if (triesLeft == 0) {
                    throw removed;
                }
            }
        }
    }

    private void takeName(String refusal) throws IOException {
        if (NameLocks.tryTake(files.starting())) {
            return;
        }
        throw NameLocks.isTaken(files.pid())
                ? running(refusal)
                : new DaemonRunningException(
                        files.name(),
                        0,
                        "somebody is starting or removing it at this moment: try again when that is"
                                + " done");
    }

    /** Also one that has lost its files has the name, and will have them back. */
    private void requireNone(String refusal) throws IOException {
        boolean isStray = !Files.exists(files.pid()) && Search.find(files) != null;
        if (isStray || NameLocks.isTaken(files.pid())) {
            throw running(refusal);
        }
    }

    private DaemonRunningException running(String refusal) throws IOException {
        PidFile process = Look.process(files);
        return new DaemonRunningException(
                files.name(),
                process == null ? 0 : process.pid(),
                refusal
                        + ": pid="
                        + (process == null ? "unknown" : process.pid())
                        + (process == null ? "" : ", since=" + process.since())
                        + "; end it first, by Daemons.stop or procession daemon stop "
                        + files.name());
    }

    private void launch(Settings settings) throws IOException {
        long logged = Files.exists(files.log()) ? Files.size(files.log()) : 0;
        try (DaemonLaunch launch = begin(settings, logged);
                InputStream in = launch.report()) {
            Duration limit = settings.startTimeout().plus(settings.settleTime());
            try (Watchdog watchdog = new Watchdog(launch, limit)) {
                FaultPoint.hit("starter.pid");
                long pid = readPid(in);
                if (pid == 0) {
                    boolean isInTime = watchdog.letGo();
                    String text = isInTime ? "its process did not come up" : late(limit);
                    throw failed(text, logged, null);
                }
                watchdog.watch(pid);
                heed(in, watchdog, limit, logged);
            }
        }
    }

    private DaemonLaunch begin(Settings settings, long logged) throws IOException {
        try {
            return DaemonLaunch.begin(
                    settings.java(),
                    files.arguments(),
                    settings.process(),
                    files.report(),
                    files.log());
        } catch (IOException refused) {
            throw failed(Shortage.describe(refused), logged, refused);
        }
    }

    private void heed(InputStream in, Watchdog watchdog, Duration limit, long logged)
            throws IOException {
        int kind = in.read();
        FaultPoint.hit("starter.heard");
        switch (kind) {
            case Report.TAKEN -> throw running(NOT_STARTED);
            case Report.FAILED -> {
                Throwable thrown = Report.failure(in);
                watchdog.limit(LAST_MOMENTS);
                awaitEnd(in);
                throw failed("its body threw " + thrown, logged, thrown);
            }
            default -> {
                if (!watchdog.letGo()) {
                    awaitEnd(in);
                    throw failed(late(limit), logged, null);
                }
                if (kind != Report.READY) {
                    Ending ending = Look.ending(files);
                    String how = ending == null ? "its JVM ended before it was up" : ending.text();
                    throw failed("it ended in its first moments: " + how, logged, null);
                }
            }
        }
    }

    private static String late(Duration limit) {
        return "it was not up within " + Times.nanos(limit) / 1_000_000 + " ms";
    }

    /** It ends by itself, or the watchdog ends it. */
    private static void awaitEnd(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** As the second shell has written it; 0 if it could not, or has not done so for too long. */
    private static long readPid(InputStream in) throws IOException {
        long pid = 0;
        for (int digit = in.read(); Character.isDigit(digit); digit = in.read()) {
            pid = 10 * pid + Character.digit(digit, 10);
        }
        return pid;
    }

    /** The kernel may close its end of the pipe first and drop its lock after that. */
    private void awaitUnlocked() throws IOException {
        try {
            Stopper.hasEnded(files, LAST_MOMENTS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private DaemonStartException failed(String text, long logged, @Nullable Throwable cause)
            throws IOException {
        awaitUnlocked();
        if (Look.ending(files) == null) {
            Ending.crash("it could not be started: " + text).write(files.ending());
        }
        List<String> lines = LogTail.read(files.log(), logged, Look.LAST_LINES);
        return new DaemonStartException(files.name(), text, lines, cause);
    }
}
