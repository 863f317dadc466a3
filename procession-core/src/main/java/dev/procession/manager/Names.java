package dev.procession.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a manager that have names. Each is kept as long as it has its name, whether or not
 * some process has a handle on it.
 */
final class Names {

    private final ObjectTable objects;
    private final Party keeper = new Party("the names of the manager");
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    Names(ObjectTable objects) {
        this.objects = objects;
    }

    /** What a name stands for. */
    private static final class Slot {
        /** Held while the object is made: who wants the same waits, who wants others does not. */
        final ReentrantLock lock = new ReentrantLock();

        @Nullable ObjectId id;
        String kind = "";
        boolean isForgotten;
    }

    /**
     * Returns the object of a name, on which a process gets a handle; makes it if there is none.
     *
     * @param maker makes it
     * @throws IllegalStateException if the name is of an object of another kind
     */
    ObjectId findOrMake(String name, String kind, Party party, Callable<Exported> maker)
            throws Exception {
        while (true) {
            Slot slot = slots.computeIfAbsent(name, key -> new Slot());
            slot.lock.lockInterruptibly();
            try {
                if (slot.isForgotten) {
                    continue;
                }
                ObjectId known = slot.id;
                return known == null
                        ? make(name, kind, slot, party, maker)
                        : attach(name, kind, slot, known, party);
            } finally {
                slot.lock.unlock();
            }
        }
    }

    /**
     * The name has the first handle: that of who asks goes when he dies, and the object with it.
     */
    private ObjectId make(
            String name, String kind, Slot slot, Party party, Callable<Exported> maker)
            throws Exception {
        try {
            ObjectId made = objects.add(maker.call(), keeper);
            slot.kind = kind;
            slot.id = made;
            objects.attach(party, made);
            return made;
        } finally {
            if (slot.id == null) {
                drop(name, slot);
            }
        }
    }

    private void drop(String name, Slot slot) {
        slot.isForgotten = true;
        slots.remove(name);
    }

    private ObjectId attach(String name, String kind, Slot slot, ObjectId id, Party party) {
        if (!slot.kind.equals(kind)) {
            throw new IllegalStateException(
                    "the name has an object of another kind; ask for that, or use another name:"
                            + " name="
                            + name
                            + ", there="
                            + slot.kind
                            + ", asked="
                            + kind);
        }
        objects.attach(party, id);
        return id;
    }

    /**
     * Returns the object of a name, on which a process gets a handle; null if there is none.
     *
     * @throws IllegalStateException if the name is of an object of another kind
     */
    @Nullable ObjectId find(String name, String kind, Party party) throws InterruptedException {
        Slot slot = slots.get(name);
        if (slot == null) {
            return null;
        }
        slot.lock.lockInterruptibly();
        try {
            ObjectId known = slot.id;
            return known == null || slot.isForgotten
                    ? null
                    : attach(name, kind, slot, known, party);
        } finally {
            slot.lock.unlock();
        }
    }

    /** Forgets a name; returns whether there was such. */
    boolean forget(String name) throws InterruptedException {
        Slot slot = slots.get(name);
        if (slot == null) {
            return false;
        }
        slot.lock.lockInterruptibly();
        try {
            ObjectId known = slot.id;
            if (known == null || slot.isForgotten) {
                return false;
            }
            drop(name, slot);
            objects.release(keeper, known);
            return true;
        } finally {
            slot.lock.unlock();
        }
    }

    /** Returns all names, sorted. */
    List<String> all() {
        List<String> all = new ArrayList<>(slots.keySet());
        all.sort(null);
        return all;
    }
}
