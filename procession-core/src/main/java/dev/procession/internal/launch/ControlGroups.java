package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The control groups that count the memory of a process, of version 1 and of version 2.
 *
 * <p>Source: the manual page {@code cgroups(7)}.
 */
final class ControlGroups {

    /**
     * One group.
     *
     * @param mount the folder of the outermost group that this process sees
     * @param own the folder of the process's own group; in a container it may not be visible, and
     *     then the outermost one stands for it
     * @param isFirst whether it is of version 1
     */
    record Group(Path mount, Path own, boolean isFirst) {

        /** Returns the folders of the group and of all around it, the innermost first. */
        List<Path> andAround() {
            List<Path> all = new ArrayList<>();
            Path each = own;
            while (each != null && !each.equals(mount)) {
                all.add(each);
                each = each.getParent();
            }
            all.add(mount);
            return all;
        }
    }

    private ControlGroups() {}

    /**
     * Finds them.
     *
     * @param groups such as {@code /proc/self/cgroup}
     * @param mounts such as {@code /sys/fs}
     */
    static List<Group> ofMemory(Path groups, Path mounts) {
        Path mount = mounts.resolve("cgroup");
        List<Group> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(groups)) {
                String[] parts = line.split(":", 3);
                if (parts.length == 3 && parts[1].isEmpty()) {
                    found.add(group(mount, parts[2], false));
                    found.add(group(mount.resolve("unified"), parts[2], false));
                } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                    found.add(group(mount.resolve("memory"), parts[2], true));
                }
            }
        } catch (IOException | RuntimeException notLinux) {
            return List.of();
        }
        return found;
    }

    /** A path that leads out of what is mounted is that of a group around a container. */
    private static Group group(Path mount, String path, boolean isFirst) {
        Path own = mount.resolve(path.substring(1)).normalize();
        return new Group(mount, own.startsWith(mount) ? own : mount, isFirst);
    }
}
