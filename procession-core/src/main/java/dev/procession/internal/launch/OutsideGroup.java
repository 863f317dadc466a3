package dev.procession.internal.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process group that an outside command leads.
 *
 * <p>When the leader has gone, its id may be given to somebody else, but not while there is anybody
 * in its group. So the group is still this one while somebody runs in it who was there when the
 * leader ended.
 */
final class OutsideGroup {

    private final Process leader;

    // Guarded by this; null while the leader runs.
    private @Nullable List<ProcessHandle> left;

    private OutsideGroup(Process leader) {
        this.leader = leader;
    }

    static OutsideGroup of(Process leader) {
        OutsideGroup group = new OutsideGroup(leader);
        leader.onExit().thenRun(group::left);
        return group;
    }

    /** Returns who was there when the leader ended. */
    private synchronized List<ProcessHandle> left() {
        if (left == null) {
            left = ProcessGroup.members(leader.pid());
        }
        return left;
    }

    /** Sends SIGKILL to all that are in it. */
    void kill() {
        if (leader.isAlive() || isLeft()) {
            ProcessGroup.killRest(leader.pid());
        }
    }

    private boolean isLeft() {
        return left().stream()
                .anyMatch(each -> each.isAlive() && ProcessGroup.isIn(each.pid(), leader.pid()));
    }
}
