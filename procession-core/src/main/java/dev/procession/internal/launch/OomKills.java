package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the kernel's out-of-memory killer was at work in the control group of this process
 * and its children: it counts its kills there, in {@code memory.events} (version 2) or {@code
 * memory.oom_control} (version 1, since Linux 4.13).
 *
 * <p>Source: the kernel's admin guide, {@code cgroup-v2} and {@code cgroup-v1/memory}.
 */
public final class OomKills {

    private static final String COUNTER = "oom_kill ";

    private final @Nullable Path file;
    private long seen;

    /** The lazily made one of this process. */
    private static final class Holder {
        static final OomKills OWN = new OomKills(Path.of("/proc/self/cgroup"), Path.of("/sys/fs"));
    }

    OomKills(Path groups, Path mounts) {
        this.file = find(groups, mounts);
        this.seen = Math.max(0, count());
    }

    /** Returns the counter of this process's group; the first call begins to count. */
    public static OomKills own() {
        return Holder.OWN;
    }

    /**
     * Tells whether there was a kill that no earlier call was told of.
     *
     * @return where it is counted and how many there were, in words; or null
     */
    public synchronized @Nullable String next() {
        long now = count();
        if (now <= seen) {
            return null;
        }
        seen++;
        return "oom_kill rose to " + seen + " in " + file;
    }

    /** In a container the group's own path may not be visible: then the root is the group's. */
    private static @Nullable Path find(Path groups, Path mounts) {
        for (ControlGroups.Group group : ControlGroups.ofMemory(groups, mounts)) {
            String file = group.isFirst() ? "memory.oom_control" : "memory.events";
            for (Path each : List.of(group.own(), group.mount())) {
                if (count(each.resolve(file)) >= 0) {
                    return each.resolve(file);
                }
            }
        }
        return null;
    }

    private long count() {
        return file == null ? -1 : count(file);
    }

    private static long count(Path file) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(COUNTER)) {
                    return Long.parseLong(line.substring(COUNTER.length()).strip());
                }
            }
        } catch (IOException | RuntimeException notThere) {
            return -1;
        }
        return -1;
    }
}
