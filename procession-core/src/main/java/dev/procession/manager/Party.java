package dev.procession.manager;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A process that uses a manager's objects, as the manager sees it: by its connection. */
final class Party {

    /** How many handles it has of each object. */
    private final Map<ObjectId, Integer> handles = new ConcurrentHashMap<>();

    private final String name;
    private volatile boolean isGone;

    Party(String name) {
        this.name = name;
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
