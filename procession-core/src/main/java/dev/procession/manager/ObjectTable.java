package dev.procession.manager;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a manager. Each is kept as long as some process has a handle on it, and while a
 * handle may be on its way from one process to another.
 */
final class ObjectTable {

    /** A task or an element that waits for longer than this must not hold the last handle. */
    static final Duration LONGEST_TRAVEL = Duration.ofMinutes(10);

    private final Map<ObjectId, Exported> objects = new ConcurrentHashMap<>();
    private final Duration longestTravel;

    ObjectTable(Duration longestTravel) {
        this.longestTravel = longestTravel;
    }

    /** Adds one that is never freed, by a name that everybody knows. */
    void addRoot(ObjectId id, Object target, Class<?> type) {
        Exported root = new Exported(target, Exports.of(type));
        root.attach();
        objects.put(id, root);
    }

    /** Adds one, of which a process has the first handle. */
    ObjectId add(Exported object, Party first) {
        ObjectId id = ObjectId.random();
        objects.put(id, object);
        attach(first, id);
        return id;
    }

    @Nullable Exported find(ObjectId id) {
        return objects.get(id);
    }

    /** How many there are, the root included. */
    int size() {
        return objects.size();
    }

    /**
     * Counts a handle of a process. A call may outlive the connection it came by, so the process
     * may be gone by now, or be gone at any moment: either this finds that it is, or {@link #gone}
     * finds the handle.
     */
    void attach(Party party, ObjectId id) {
        Exported object = objects.get(id);
        if (object == null) {
            return;
        }
        // Here first: whoever takes it out of those of the party subtracts it here.
        object.attach();
        party.handles().merge(id, 1, Integer::sum);
        if (party.isGone()) {
            releaseAll(party, id);
        }
    }

    /** Whoever gives back what it does not have, has no effect. */
    void release(Party party, ObjectId id) {
        boolean[] hadOne = new boolean[1];
        party.handles()
                .computeIfPresent(
                        id,
                        (key, count) -> {
                            hadOne[0] = true;
                            return count == 1 ? null : count - 1;
                        });
        if (hadOne[0]) {
            release(id, 1);
        }
    }

    /** Who takes them out gives them back, so that each is given back once. */
    private void releaseAll(Party party, ObjectId id) {
        Integer count = party.handles().remove(id);
        if (count != null) {
            release(id, count);
        }
    }

    private void release(ObjectId id, int count) {
        Exported object = objects.get(id);
        if (object != null) {
            object.release(count);
            freeOrWait(id, object);
        }
    }

    /** Only who has a handle can send one. */
    void travels(Party party, ObjectId id) {
        Exported object = objects.get(id);
        if (object != null && party.handles().containsKey(id)) {
            object.travels(System.nanoTime() + longestTravel.toNanos());
        }
    }

    private void freeOrWait(ObjectId id, Exported object) {
        long nanos = object.nanosToKeep(System.nanoTime());
        if (nanos == 0) {
            objects.remove(id);
        } else if (nanos > 0) {
            Thread.startVirtualThread(() -> freeLater(id, object, nanos));
        }
    }

    private void freeLater(ObjectId id, Exported object, long nanos) {
        try {
            Thread.sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException nobodyKnowsThisThread) {
            Thread.currentThread().interrupt();
        }
        object.wasAwaited();
        freeOrWait(id, object);
    }

    /** Takes back all that a process has. */
    void gone(Party party) {
        party.leave();
        for (ObjectId each : party.handles().keySet()) {
            releaseAll(party, each);
        }
        for (Exported each : objects.values()) {
            if (each.target() instanceof Mourner mourner) {
                mourner.gone(party);
            }
        }
    }
}
