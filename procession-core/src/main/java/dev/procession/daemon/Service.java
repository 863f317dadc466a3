package dev.procession.daemon;

import dev.procession.TaskAction;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Source;
import dev.procession.internal.channel.Door;
import dev.procession.internal.launch.ExitNote;
import dev.procession.internal.launch.Self;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The daemon that this process is: runs the body, and sees to its end. */
final class Service {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Temporary files are cleaned up after days. */
    private static final long TOUCH_NANOS = TimeUnit.HOURS.toNanos(1);

    private static volatile @Nullable Service ofThisProcess;

    private final DaemonFiles files;
    private final Settings settings;
    private final Report report;
    private final Thread thread = Thread.currentThread();
    private final RotatingLog log;
    private final PrintStream stream;

    /** Where it is asked; null until it runs the body. */
    private volatile @Nullable Door<Byte> door;

    private boolean isAsked;
    private boolean hasReturned;
    private @Nullable Throwable thrown;

    private Service(DaemonFiles files, Settings settings, Report report) {
        this.files = files;
        this.settings = settings;
        this.report = report;
        this.log = new RotatingLog(files.log(), settings.logBytes(), settings.logFiles());
        this.stream = new PrintStream(log, true, StandardCharsets.UTF_8);
    }

    /** Runs the body; returns when it has, or ends the JVM. */
    static void run(DaemonFiles files, Report report) throws IOException {
        Settings settings = Settings.read(files.settings()).orElseThrow();
        Service service = new Service(files, settings, report);
        ofThisProcess = service;
        Runtime.getRuntime().addShutdownHook(new Thread(service::end, "procession-daemon-end"));
        service.keepFiles();
        service.runBody();
    }

    /** Returns the daemon that this process is, or null if it is none. */
    static @Nullable Service ofThisProcess() {
        return ofThisProcess;
    }

    private void keepFiles() {
        System.setOut(stream);
        System.setErr(stream);
        daemon("procession-daemon-files", this::lookAfterFiles);
    }

    /** What is not printed by this JVM makes the log grow, too. */
    private void lookAfterFiles() {
        long touched = System.nanoTime();
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            // A body may interrupt all threads: this one must not spin for that.
            Thread.interrupted();
            try {
                log.rotateIfLarge();
                if (System.nanoTime() - touched > TOUCH_NANOS) {
                    touched = System.nanoTime();
                    files.touch();
                }
            } catch (IOException later) {
                // Want of room or descriptors passes, and the next look finds the same.
                logger().log(System.Logger.Level.WARNING, "the daemon's files", later);
            }
        }
    }

    private static System.Logger logger() {
        return System.getLogger("dev.procession");
    }

    private static void daemon(String name, Runnable work) {
        Thread started = new Thread(null, work, name, 0, false);
        started.setDaemon(true);
        started.start();
    }

    // What the body throws, errors too, ends this JVM and is told.
    private void runBody() {
        try {
            TaskAction body = decode();
            door = Doorkeeper.open(files, this::ask);
            daemon("procession-daemon-settle", this::settle);
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
            ending().write(files.ending());
            Door<Byte> opened = door;
            if (opened != null) {
                // The JVM would wait for the thread in its system call, 300 milliseconds.
                opened.close();
            }
            Files.deleteIfExists(files.socket());
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
