package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        this.file = find(groups, mounts.resolve("cgroup"));
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

    private static @Nullable Path find(Path groups, Path mount) {
        for (Path candidate : candidates(groups, mount)) {
            if (count(candidate) >= 0) {
                return candidate;
            }
        }
        return null;
    }

    /** In a container the group's own path may not be visible: then the root is the group's. */
    private static List<Path> candidates(Path groups, Path mount) {
        List<Path> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(groups)) {
                String[] parts = line.split(":", 3);
                if (parts.length == 3 && parts[1].isEmpty()) {
                    addBoth(found, mount, parts[2], "memory.events");
                    addBoth(found, mount.resolve("unified"), parts[2], "memory.events");
                } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                    addBoth(found, mount.resolve("memory"), parts[2], "memory.oom_control");
                }
            }
        } catch (IOException | RuntimeException notLinux) {
            return List.of();
        }
        return found;
    }

    private static void addBoth(List<Path> found, Path mount, String group, String name) {
        found.add(mount.resolve(group.substring(1)).resolve(name));
        found.add(mount.resolve(name));
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
