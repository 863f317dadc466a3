package dev.procession.internal.desk;

import dev.procession.internal.channel.FifoBell;
import dev.procession.internal.channel.Fifos;
import dev.procession.internal.launch.Children;
import dev.procession.internal.launch.Self;
import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Shortage;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where a JVM that has started processes tells other programs of the same user what those do.
 *
 * <p>Nothing is noted down for it, and no task passes by it: it asks those who own the processes
 * when it is asked. It opens a second after the first process was started, since short programs are
 * not looked at, and closes with the end of the last one. A worker that starts nothing has none:
 * its parent tells of it.
 *
 * <p>It is a named pipe in the session's directory, whose name ends with {@code -desk} and the pid,
 * and a thread that reads it. Who asks puts an empty file beside it, {@code .ask} and a number, and
 * rings; the answer comes as a file {@code .told} with the same number. A socket would be the usual
 * means, but to open one took a program 70 milliseconds and 4 MB (measured), which is too much for
 * what may never be asked. Only this user can enter the directory.
 */
public final class Desk {

    /** In the name of a pipe, before the pid. */
    static final String NAME = "desk";

    static final String ASKED = ".ask";
    static final String TOLD = ".told";
    private static final String UNFINISHED = ".new";

    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Desk OURS = new Desk();
    private static final AtomicBoolean IS_STARTED = new AtomicBoolean();
    private static final Set<Teller> TELLERS = ConcurrentHashMap.newKeySet();

    private @Nullable FifoBell bell;
    private boolean isEnding;

    private Desk() {}

    /**
     * Says that this JVM has just started a process.
     *
     * @param teller knows what it does; asked until it is {@linkplain #forget forgotten}
     */
    public static void tells(Teller teller) {
        TELLERS.add(teller);
        if (!IS_STARTED.get() && IS_STARTED.compareAndSet(false, true)) {
            begin();
        }
        OURS.changed();
    }

    /** Asks one no more. */
    public static void forget(Teller teller) {
        TELLERS.remove(teller);
    }

    private static void begin() {
        Thread thread = new Thread(null, OURS::attend, "procession-desk", 256 << 10, false);
        thread.setDaemon(true);
        try {
            Children.onLastEnd(OURS::changed);
            // It would wait 300 ms for a thread that reads.
            Children.onShutdown(OURS::end);
            Shortage.start(thread);
        } catch (IOException noThread) {
            IS_STARTED.set(false);
            log("nobody can be told of this process's children", noThread);
        }
    }

    private synchronized void changed() {
        notifyAll();
        FifoBell open = bell;
        if (open != null && isOver()) {
            try {
                open.ring();
            } catch (IOException closed) {
                log("closing the desk", closed);
            }
        }
    }

    private synchronized void end() {
        isEnding = true;
        changed();
    }

    private synchronized boolean isOver() {
        return isEnding || !Children.areThere();
    }

    /** Attends the desk for as long as this JVM lives. */
    private void attend() {
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = awaitChildren();
                if (goesOn && !isOverWithin(SETTLED_NANOS)) {
                    attendOpen();
                }
            } catch (InterruptedException byATask) {
                log("a task has interrupted all threads", byATask);
            } catch (IOException refused) {
                log("nobody can be told of this process's children", refused);
                awaitTheirEnd();
            }
        }
    }

    /** Returns {@code false} if there will be none. */
    private synchronized boolean awaitChildren() throws InterruptedException {
        while (!isEnding && !Children.areThere()) {
            wait();
        }
        return !isEnding;
    }

    private synchronized boolean isOverWithin(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (!isOver() && left > 0) {
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            left = end - System.nanoTime();
        }
        return isOver();
    }

    private void awaitTheirEnd() {
        boolean isOver = false;
        while (!isOver) {
            try {
                isOver = isOverWithin(Long.MAX_VALUE / 2);
            } catch (InterruptedException byATask) {
                log("a task has interrupted all threads", byATask);
            }
        }
    }

    private void attendOpen() throws IOException {
        Path path = Session.current().pathForChildren(NAME + ProcessHandle.current().pid());
        Files.deleteIfExists(path);
        if (!Fifos.makeIfPossible(path)) {
            throw new IOException("no named pipe can be made here: " + path);
        }
        try (FifoBell open = new FifoBell(path.toFile(), true)) {
            setBell(open);
            while (!isOver()) {
                answerAll(path.toFile());
                open.await(() -> true);
            }
        } finally {
            setBell(null);
        }
    }

    private synchronized void setBell(@Nullable FifoBell open) {
        bell = open;
    }

    private static void answerAll(File desk) {
        File folder = desk.getParentFile();
        String[] names = folder.list((in, name) -> name.startsWith(desk.getName() + ASKED));
        for (String name : names == null ? new String[0] : names) {
            String number = name.substring(desk.getName().length() + ASKED.length());
            try {
                answer(
                        new File(folder, name),
                        new File(folder, desk.getName() + TOLD + number),
                        new File(folder, desk.getName() + UNFINISHED));
            } catch (IOException noRoom) {
                log("answering who asks what this process's children do", noRoom);
            }
        }
    }

    private static void answer(File question, File answer, File unfinished) throws IOException {
        try (FileOutputStream out = new FileOutputStream(unfinished)) {
            out.write(report().encode());
        }
        boolean isMoved = unfinished.renameTo(answer);
        if (!isMoved || !question.delete()) {
            // Who asked has lost patience, and may have looked for an answer before this one.
            Files.deleteIfExists((isMoved ? answer : unfinished).toPath());
        }
    }

    private static void log(String what, Throwable why) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, why);
    }

    /** Returns what there is to tell. */
    static DeskReport report() {
        DeskReport.Builder report = new DeskReport.Builder();
        TELLERS.forEach(teller -> teller.tell(report));
        return report.build(ProcessHandle.current().pid(), Self.name(), Self.parentPid());
    }
}
