package dev.procession.daemon;

import dev.procession.internal.channel.Door;
import dev.procession.internal.launch.PrivateDirectory;
import dev.procession.internal.util.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the files of the daemon that this process is: has its log rotated, keeps the others
 * from looking old, and makes anew what somebody has removed.
 *
 * <p>Files of the system's temporary directory are removed by cleaners, which look at their age,
 * and by people, who do not. A daemon without its files goes on unseen, and its name is free. So it
 * looks every few seconds whether the file that it has locked still is the one of its name. If not,
 * it does as one does that is started: it locks the name for a start and then, if nobody else has,
 * the new file with its process id; all others are written again. If somebody has started another
 * daemon of the name meanwhile, this one ends, since the last start is what somebody wants. A start
 * {@linkplain Search looks} for such daemons, so that there is one meanwhile only if it could not
 * see this process.
 */
final class Upkeep {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** By the clock that goes on while a machine sleeps, since cleaners look at that. */
    private static final long TOUCH_MILLIS = TimeUnit.HOURS.toMillis(1);

    /** How long shutdown hooks may take when the name is another's. */
    private static final long LAST_MOMENTS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final DaemonFiles files;
    private final PidFile own;
    private final RotatingLog log;
    private final UserPrincipal user;
    private final List<KeptFile> kept;

    private long touched = System.currentTimeMillis();
    private String told = "";

    /** Where it is asked; null until it runs its body. */
    private @Nullable Door<Byte> door;

    private @Nullable Runnable stop;
    private boolean isOver;

    private Upkeep(DaemonFiles files, PidFile own, RotatingLog log) throws IOException {
        this.files = files;
        this.own = own;
        this.log = log;
        this.user = Files.getOwner(files.directory());
        this.kept =
                List.of(
                        KeptFile.open(files.arguments()),
                        KeptFile.open(files.body()),
                        KeptFile.open(files.settings()));
    }

    /**
     * Begins, on a thread of its own.
     *
     * @param files of the daemon, which has its name's lock
     * @param own what it has written there
     * @param log to which it writes
     */
    static Upkeep begin(DaemonFiles files, PidFile own, RotatingLog log) throws IOException {
        Upkeep upkeep = new Upkeep(files, own, log);
        daemon("procession-daemon-files", upkeep::run);
        return upkeep;
    }

    static void daemon(String name, Runnable work) {
        Thread started = new Thread(null, work, name, 0, false);
        started.setDaemon(true);
        started.start();
    }

    /**
     * Lets those in who ask the daemon.
     *
     * @param request what is done if somebody asks it to end
     */
    synchronized void openDoor(Runnable request) throws IOException {
        stop = request;
        door = Doorkeeper.open(files, request);
    }

    /** Writes down what ends the daemon, and closes its door; nothing is made anew from now on. */
    synchronized void end(Ending ending) throws IOException {
        isOver = true;
        boolean areOurs = NameLocks.isInPlace(files.pid());
        if (areOurs) {
            ending.write(files.ending());
        }
        if (door != null) {
            // The JVM would wait for the thread in its system call, 300 milliseconds.
            door.close();
        }
        if (areOurs) {
            Files.deleteIfExists(files.socket());
        }
    }

    private void run() {
        boolean isNameOurs = true;
        while (isNameOurs) {
            LockSupport.parkNanos(LOOK_NANOS);
            // A body may interrupt all threads: this one must not spin for that.
            Thread.interrupted();
            try {
                isNameOurs = look();
                told = "";
            } catch (IOException later) {
                // Want of room or descriptors passes, and the next look finds the same.
                warn(later);
            }
        }
        leave();
    }

    /** The same is told once, and not every few seconds. */
    private void warn(IOException failure) {
        if (!told.equals(failure.toString())) {
            told = failure.toString();
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, "the daemon's files", failure);
        }
    }

    /** Returns false if another daemon has the name. */
    private synchronized boolean look() throws IOException {
        if (isOver) {
            return true;
        }
        if (!NameLocks.isInPlace(files.pid())) {
            return makeAnew();
        }
        mend();
        long now = System.currentTimeMillis();
        if (Math.abs(now - touched) > TOUCH_MILLIS) {
            files.touch();
            touched = now;
        }
        // What is not printed by this JVM makes the log grow, too.
        log.rotateIfLarge();
        return true;
    }

    private boolean makeAnew() throws IOException {
        PrivateDirectory.ours(Objects.requireNonNull(files.directory().getParent()), user);
        PrivateDirectory.ours(files.directory(), user);
        if (!NameLocks.tryTake(files.starting())) {
            // Somebody starts one or removes it. The next look finds how that has ended.
            return true;
        }
        try {
            if (!NameLocks.takeAnew(files.pid())) {
                return false;
            }
            // Another one of the name may have been here, and have ended.
            Files.deleteIfExists(files.ending());
            Ending.reserve(files.ending());
            Files.deleteIfExists(files.crash());
            Files.deleteIfExists(files.socket());
            for (KeptFile each : kept) {
                each.write();
            }
            restore();
            log.tell("somebody had removed the files of this daemon, which were made anew");
            restoreDoor();
            return true;
        } finally {
            NameLocks.release(files.starting());
        }
    }

    /** Makes anew what is missing, the door last: once the daemon answers, all is there. */
    private void mend() throws IOException {
        restore();
        restoreDoor();
    }

    private void restore() throws IOException {
        if (!own.equals(PidFile.read(files.pid()))) {
            own.write(files.pid());
        }
        log.rejoin();
        for (KeptFile each : kept) {
            each.restore();
        }
    }

    private void restoreDoor() throws IOException {
        Door<Byte> old = door;
        if (old != null && stop != null && !Files.exists(files.socket())) {
            door = Doorkeeper.open(files, stop);
            FaultPoint.hit("daemon.door");
            old.close();
        }
    }

    /** Ends this process, whatever its shutdown hooks do, and says so where somebody may look. */
    private void leave() {
        try {
            String text =
                    "the daemon with process id "
                            + own.pid()
                            + " ends: somebody had removed its files, and then started another one"
                            + " of its name";
            log.tell(text);
            Files.write(files.log(), RotatingLog.line(text), StandardOpenOption.APPEND);
        } catch (IOException unsaid) {
            warn(unsaid);
        }
        daemon("procession-daemon-exit", () -> System.exit(1));
        long deadline = System.nanoTime() + LAST_MOMENTS_NANOS;
        for (long left = LAST_MOMENTS_NANOS; left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
            Thread.interrupted();
        }
        Runtime.getRuntime().halt(1);
    }
}
