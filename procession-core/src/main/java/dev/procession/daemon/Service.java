package dev.procession.daemon;

import dev.procession.TaskAction;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Source;
import dev.procession.internal.launch.ExitNote;
import dev.procession.internal.launch.Self;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The daemon that this process is: runs the body, and sees to its end. */
final class Service {

    private static volatile @Nullable Service ofThisProcess;

    private final DaemonFiles files;
    private final Settings settings;
    private final Report report;
    private final Thread thread = Thread.currentThread();
    private final PrintStream stream;
    private final Upkeep upkeep;

    private boolean isAsked;
    private boolean hasReturned;
    private @Nullable Throwable thrown;

    private Service(DaemonFiles files, PidFile own, Settings settings, Report report)
            throws IOException {
        this.files = files;
        this.settings = settings;
        this.report = report;
        RotatingLog log = new RotatingLog(files.log(), settings.logBytes(), settings.logFiles());
        this.upkeep = Upkeep.begin(files, own, log);
        this.stream = new PrintStream(log, true, StandardCharsets.UTF_8);
    }

    /**
     * Runs the body; returns when it has, or ends the JVM.
     *
     * @param own what this process has written into its file
     */
    static void run(DaemonFiles files, PidFile own, Report report) throws IOException {
        Settings settings = Settings.read(files.settings()).orElseThrow();
        Service service = new Service(files, own, settings, report);
        ofThisProcess = service;
        Runtime.getRuntime().addShutdownHook(new Thread(service::end, "procession-daemon-end"));
        System.setOut(service.stream);
        System.setErr(service.stream);
        service.runBody();
    }

    /** Returns the daemon that this process is, or null if it is none. */
    static @Nullable Service ofThisProcess() {
        return ofThisProcess;
    }

    // What the body throws, errors too, ends this JVM and is told.
    private void runBody() {
        try {
            TaskAction body = decode();
            upkeep.openDoor(this::ask);
            Upkeep.daemon("procession-daemon-settle", this::settle);
            body.run();
        } catch (Throwable failure) {
            fail(failure);
        }
        if (hasReturnedForGood()) {
            System.exit(0);
        }
    }

    private TaskAction decode() throws IOException {
        byte[] bytes = Files.readAllBytes(files.body());
        Source source = new Source();
        source.wrap(bytes, 0, bytes.length);
        Self.decoding(true);
        try {
            CodecContext context =
                    CodecContext.of(ClassLoader.getSystemClassLoader(), "the daemon's body");
            return (TaskAction)
                    Objects.requireNonNull(Codec.standard().decode(source, context), "body");
        } finally {
            Self.decoding(false);
        }
    }

    private void settle() {
        long deadline = System.nanoTime() + Times.nanos(settings.settleTime());
        for (long left = Times.nanos(settings.settleTime());
                left > 0;
                left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
            // A body may interrupt all threads.
            Thread.interrupted();
        }
        ready();
    }

    /** Tells who has started it that the body runs, unless that was told. */
    void ready() {
        try {
            report.send(Report.READY);
        } catch (IOException failure) {
            throw new UncheckedIOException("the start could not be reported", failure);
        }
    }

    /** Whether the JVM is to end although other threads may run. */
    private synchronized boolean hasReturnedForGood() {
        hasReturned = true;
        return isAsked;
    }

    private void fail(Throwable failure) {
        synchronized (this) {
            if (isAsked && failure instanceof InterruptedException) {
                return;
            }
            thrown = failure;
        }
        stream.println("[procession] the body of this daemon ends with an exception");
        failure.printStackTrace(stream);
        try {
            report.fail(failure);
        } catch (IOException nobodyReads) {
            failure.addSuppressed(nobodyReads);
        }
        System.exit(1);
    }

    /** Asks the body to end: interrupts it. One that has returned ends with the JVM. */
    private void ask() {
        synchronized (this) {
            isAsked = true;
            if (!hasReturned) {
                thread.interrupt();
                return;
            }
        }
        System.exit(0);
    }

    /** A shutdown hook: says what has ended this JVM. */
    private void end() {
        try {
            upkeep.end(ending());
        } catch (IOException failure) {
            throw new UncheckedIOException("the end could not be written down", failure);
        }
    }

    private synchronized Ending ending() {
        ExitNote.Note note = ExitNote.look();
        if (isAsked && thrown != null) {
            return Ending.orderly("it was asked to stop, and its body threw " + thrown);
        }
        if (isAsked) {
            return Ending.orderly(
                    note.isBySignal()
                            ? "it was asked to stop, and then told to by a signal"
                            : "it was asked to stop");
        }
        return thrown != null
                ? Ending.crash("its body threw " + thrown)
                : Ending.of(note, hasReturned);
    }
}
