package dev.procession.manager;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A process that uses a manager's objects, as the manager sees it: by its connection. */
final class Party {

    /** How many handles it has of each object. */
    private final Map<ObjectId, Integer> handles = new ConcurrentHashMap<>();

    private final String name;
    private final Crossing crossing;
    private volatile boolean isGone;

    /** A process of the session. */
    Party(String name) {
        this(name, Crossing.NONE);
    }

    /** A process of any program. */
    Party(String name, Crossing crossing) {
        this.name = name;
        this.crossing = crossing;
    }

    /** What its messages cross. */
    Crossing crossing() {
        return crossing;
    }

    /** Whether it is a process of another program. */
    boolean isRemote() {
        return crossing != Crossing.NONE;
    }

    Map<ObjectId, Integer> handles() {
        return handles;
    }

    /** Says that it will not be heard of again. */
    void leave() {
        isGone = true;
    }

    boolean isGone() {
        return isGone;
    }

    @Override
    public String toString() {
        return name;
    }
}
