package dev.procession.pool;

import dev.procession.internal.util.Harm;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.concurrent.locks.LockSupport;

/**
 * Does harm in one phase of its way: when it is written or read in the parent or in the worker, or
 * when it is run.
 *
 * <p>Before that it says that it is there, and waits for its gate unless it hangs anyway. What
 * hangs in the parent goes on when the file {@code released} is there.
 */
final class Hostile implements Serializable {

    private static final long serialVersionUID = 1;

    private final Phase phase;
    private final Way way;
    private final String directory;
    private final long home = Pools.ownPid();

    /** A graph that is itself the harm. */
    @SuppressWarnings("serial")
    private Object ballast;

    Hostile(Phase phase, Way way, File directory) {
        this.phase = phase;
        this.way = way;
        this.directory = directory.getPath();
        if (phase == Phase.ENCODE_ARGUMENT && way == Way.HUGE) {
            ballast = Harm.ballast();
        }
    }

    Phase phase() {
        return phase;
    }

    /** How much its graph brought along. */
    int ballastBytes() {
        int bytes = 0;
        for (byte[] each : (byte[][]) ballast) {
            bytes += each.length;
        }
        return bytes;
    }

    private boolean isAtHome() {
        return Pools.ownPid() == home;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        if (phase == (isAtHome() ? Phase.ENCODE_ARGUMENT : Phase.ENCODE_RESULT)) {
            act();
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        if (phase == (isAtHome() ? Phase.DECODE_RESULT : Phase.DECODE_ARGUMENT)) {
            act();
        }
    }

    /** What the task does with it. */
    void run() {
        if (phase == Phase.RUN) {
            act();
        }
        ballast = null;
        if (phase == Phase.DECODE_RESULT && way == Way.HUGE) {
            ballast = Harm.ballast();
        }
        if (phase == Phase.DECODE_RESULT && way == Way.ABSENT) {
            ballast = Harm.absent();
        }
    }

    /** Tells whether the task returns it. */
    boolean isResult() {
        return phase == Phase.ENCODE_RESULT || phase == Phase.DECODE_RESULT;
    }

    /** What a callback does with it. */
    void callBack() {
        act();
    }

    private void act() {
        Pools.touch(directory + "/gate.reached");
        if (!way.isHang()) {
            Pools.park(directory + "/gate");
        }
        if (isAtHome() && way.isHang()) {
            hangAtHome();
        } else if (!(isAtHome() && way == Way.HUGE && phase != Phase.CALLBACK)) {
            Harm.by(way.harm);
        }
    }

    /** Deaf to interruptions. */
    private void hangAtHome() {
        File released = new File(directory, "released");
        while (!released.exists()) {
            if (way == Way.SPIN) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
