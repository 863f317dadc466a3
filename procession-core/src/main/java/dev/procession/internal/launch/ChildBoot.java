package dev.procession.internal.launch;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.util.FaultPoint;
import dev.procession.internal.util.Reserve;
import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a child is told at its start, over its standard input, and the first thing it does.
 *
 * <p>Everything here runs before the child's first result, so it keeps to plain {@code java.io}: no
 * lambdas, no foreign calls, no sockets. A tenth of a second later, or as soon as the first result
 * is out, comes what else this process needs. A parent that dies before its first message is
 * complete is noticed by that, later {@link ParentWatch} sees to it.
 */
public final class ChildBoot {

    private static final int MAGIC = 0x50524f43;
    private static final int SECRET_BYTES = 32;
    private static final int HEAD_BYTES = 12;
    private static final long BACKGROUND_AFTER_MILLIS = 100;

    /** What does not live that long never needs it, and what has just begun has better to do. */
    private static final int ARM_AFTER_MILLIS = 3000;

    /** To have it otherwise, in milliseconds: tests need not wait for what they see the end of. */
    private static final String ARM_AFTER = "procession.lifeline.after";

    private static volatile @Nullable ChildBoot ofThisProcess;

    private final byte[] secret;
    private final long parentPid;
    private final String path;
    private final byte[] payload;
    private final ExitNote note;
    private boolean firstResultIsOut;
    private boolean isUp;
    private @Nullable Runnable background;

    private ChildBoot(byte[] secret, long parentPid, String path, byte[] payload) {
        this.secret = secret;
        this.parentPid = parentPid;
        this.path = path;
        this.payload = payload;
        this.note = new ExitNote(path + ChildProcess.EXIT_NOTE, parentPid);
    }

    /** Writes what {@link #receive} reads. */
    static void send(OutputStream stream, byte[] secret, String name, String path, byte[] payload)
            throws IOException {
        Sink body = new Sink(Integer.MAX_VALUE - 16);
        body.putBytes(secret, 0, SECRET_BYTES);
        body.putLong(ProcessHandle.current().pid());
        body.putString(name);
        body.putString(Self.name());
        body.putString(Session.current().directory().toString());
        body.putString(path);
        Sink head = new Sink(HEAD_BYTES);
        head.putInt(MAGIC);
        head.putInt(body.size());
        head.putInt(payload.length);
        stream.write(head.array(), 0, head.size());
        stream.write(body.array(), 0, body.size());
        stream.write(payload);
        stream.flush();
    }

    /**
     * Takes over this process: reads what the parent says and ties this process's life to it.
     * Called once, first thing in {@code main}.
     *
     * @param arguments those of {@code main}: the number of the descriptor from which the parent is
     *     read, see {@link Launcher}
     * @return what the parent said
     * @throws IOException if standard input is not a parent of ours
     */
    public static ChildBoot receive(String[] arguments) throws IOException {
        FaultPoint.hit("child.boot");
        int descriptor = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
        FileInputStream pipe =
                descriptor == 0
                        ? new FileInputStream(FileDescriptor.in)
                        : new FileInputStream("/proc/self/fd/" + descriptor);
        Source in = new Source();
        in.wrap(read(pipe, HEAD_BYTES), 0, HEAD_BYTES);
        if (in.getInt() != MAGIC) {
            throw new IOException("this program is started by Procession, not by hand");
        }
        int bodyLength = in.getInt();
        int payloadLength = in.getInt();
        in.wrap(read(pipe, bodyLength), 0, bodyLength);
        byte[] payload = read(pipe, payloadLength);
        byte[] secret = new byte[SECRET_BYTES];
        in.getBytes(secret, 0, SECRET_BYTES);
        long parentPid = in.getLong();
        String name = text(in);
        String parentName = text(in);
        String session = text(in);
        String path = text(in);
        System.setIn(InputStream.nullInputStream());
        Self.become(name, parentName, parentPid);
        Session.join(session, path);
        FaultPoint.hit("child.told");
        ChildBoot boot = new ChildBoot(secret, parentPid, path, payload);
        ofThisProcess = boot;
        boot.install(pipe, descriptor);
        return boot;
    }

    /** Not by a DataInputStream: the variable handles that it uses take a young JVM 3 ms. */
    private static byte[] read(InputStream pipe, int length) throws IOException {
        if (length < 0) {
            throw new IOException("impossible length in the first message: bytes=" + length);
        }
        byte[] bytes = new byte[length];
        if (pipe.readNBytes(bytes, 0, length) < length) {
            throw new EOFException("the parent died before its first message was complete");
        }
        return bytes;
    }

    private static String text(Source in) throws IOException {
        String text = in.getString();
        if (text == null) {
            throw new IOException("a text is missing in the first message");
        }
        return text;
    }

    private void install(FileInputStream pipe, int descriptor) {
        Runtime.getRuntime().addShutdownHook(note);
        ParentWatch watch = new ParentWatch(pipe, descriptor, parentPid);
        note.also(
                new Runnable() {
                    @Override
                    public void run() {
                        watch.leave();
                    }
                });
        daemon(watch, "procession-lifeline");
        daemon(new Later(watch), "procession-later");
        // Tells the parent that we are up: see ChildProcess.
        boolean deleted = new File(path + ChildProcess.ARGUMENTS).delete();
        if (!deleted) {
            throw new IllegalStateException("the parent's session is gone: " + path);
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(null, work, name, 256 << 10, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns what this process was told at its start; null in a root. */
    public static @Nullable ChildBoot ofThisProcess() {
        return ofThisProcess;
    }

    /** Returns the 32 bytes that only the parent and this process know. */
    public byte[] secret() {
        return secret.clone();
    }

    /** Returns the path that this child's files begin with. */
    public String path() {
        return path;
    }

    /** Returns what the parent has by {@link Session#pathForChildren}. */
    public String parentPath(String name) {
        return path.substring(0, path.lastIndexOf('-') + 1) + name;
    }

    /** Returns the work, as the parent encoded it. */
    public byte[] payload() {
        return payload;
    }

    /**
     * Has something done when this JVM shuts down, to get threads out of system calls: the JVM
     * would wait 300 milliseconds for them.
     */
    public void atExit(Runnable action) {
        note.also(action);
    }

    /**
     * Has something run in a thread of its own, but not at once: what costs a young JVM time or
     * memory and is not needed for its first result.
     */
    public synchronized void inBackground(Runnable action) {
        if (isUp) {
            daemon(action, "procession-background");
        } else {
            background = action;
        }
    }

    private synchronized @Nullable Runnable takeBackground() {
        isUp = true;
        return background;
    }

    /** Says that what costs time may come up now. */
    public synchronized void firstResultIsOut() {
        firstResultIsOut = true;
        notifyAll();
    }

    private synchronized void awaitFirstResult() {
        long deadline = System.nanoTime() + BACKGROUND_AFTER_MILLIS * 1_000_000;
        long left = BACKGROUND_AFTER_MILLIS;
        while (!firstResultIsOut && left > 0) {
            try {
                wait(left);
            } catch (InterruptedException byATask) {
                // Then at once.
                return;
            }
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }

    /** Brings up what can wait. */
    private final class Later implements Runnable {
        private final ParentWatch watch;

        Later(ParentWatch watch) {
            this.watch = watch;
        }

        @Override
        public void run() {
            awaitFirstResult();
            Runnable next = takeBackground();
            if (next != null) {
                daemon(next, "procession-background");
            }
            // For a result that is too long for its cell, and finds no descriptor otherwise.
            Reserve.keep();
            // It may fail for want of a descriptor or of memory, which may be there later.
            while (watch.mayArm()) {
                sleep(Integer.getInteger(ARM_AFTER, ARM_AFTER_MILLIS));
                FaultPoint.hit("child.later");
                watch.arm();
            }
        }
    }

    /** A task may interrupt all threads: that must not keep this process from what it needs. */
    private static void sleep(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (left > 0) {
            LockSupport.parkNanos(left * 1_000_000);
            Thread.interrupted();
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }
}
