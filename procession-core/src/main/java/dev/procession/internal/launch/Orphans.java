package dev.procession.internal.launch;

import dev.procession.internal.os.Adopted;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a child leaves to this process if that is the first one of a container: the kernel gives it
 * all whose parent has ended, and nobody but it can reap them. Without that each outside command of
 * a worker that was killed would stay as a zombie, until the container has no process id left.
 *
 * <p>Only those are reaped that are known to be no children of the JDK: the rest of the group that
 * the child led, and those below it that were killed with it. What left the group and was not
 * killed is not known, nor is what a child of a child leaves.
 */
final class Orphans {

    private static final AtomicBoolean IS_SAID = new AtomicBoolean();

    private final Set<ProcessHandle> killed = ConcurrentHashMap.newKeySet();

    /** Takes note of processes below the child that were killed. */
    void killed(List<ProcessHandle> below) {
        killed.addAll(below);
    }

    /** Reaps what a child has left that has ended itself; does not wait for it. */
    void reap(long leader) {
        if (Adopted.areOurs() && (!killed.isEmpty() || ProcessGroup.isLeft(leader))) {
            Thread thread =
                    new Thread(
                            null, () -> reapAll(leader), "procession-orphans-" + leader, 0, false);
            thread.setDaemon(true);
            try {
                Shortage.start(thread);
            } catch (IOException noThread) {
                cannot(noThread);
            }
        }
    }

    /** One that is reaped may have left us another, so this goes on for as long as there is one. */
    private void reapAll(long leader) {
        try {
            Adopted adopted = new Adopted();
            boolean found = true;
            while (found) {
                found = adopted.reapOneOf(leader);
                for (ProcessHandle each : killed) {
                    // Alive means not reaped: then nobody else has got its id.
                    found |= each.isAlive() && adopted.reap(each.pid());
                }
            }
        } catch (IllegalCallerException | LinkageError | IllegalStateException noCalls) {
            cannot(noCalls);
        }
    }

    private static void cannot(Throwable why) {
        if (!IS_SAID.getAndSet(true)) {
            Module ours = Orphans.class.getModule();
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "outside commands of workers that were killed stay as zombies, because"
                                    + " this program is process 1 and cannot reap them: "
                                    + Shortage.describe(why)
                                    + "; start it behind an init, as docker run --init does, or"
                                    + " with --enable-native-access="
                                    + (ours.isNamed() ? ours.getName() : "ALL-UNNAMED"));
        }
    }
}
