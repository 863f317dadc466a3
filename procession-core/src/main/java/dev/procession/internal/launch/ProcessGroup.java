package dev.procession.internal.launch;

import dev.procession.internal.util.Reserve;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process group that a child leads: itself and the outside commands it started.
 *
 * <p>While the parent lives nobody but its reaper can end what a child left behind: the child's
 * lifeline went with the child. Members are found in {@code /proc}, which takes about ten
 * microseconds a process, rather than by {@code kill(-group)}, since the first foreign call costs a
 * JVM tens of milliseconds. Where there is no {@code /proc} nothing is found.
 */
final class ProcessGroup {

    private static final Path PROC = Path.of("/proc");
    private static final int STAT_BYTES = 512;

    /** Instead of a state letter. */
    private static final char NO_MEMBER = 0;

    /** A member may start another one while we look. */
    private static final int MAX_ROUNDS = 5;

    private ProcessGroup() {}

    /**
     * Sends SIGKILL to the group that this process leads, itself included: by one signal for all if
     * possible, since a task that sees its command end may start the next one. Returns if it could
     * not, or leads none; then all others of the group, and all below this process, have got it.
     */
    static void killOwn() {
        long self = ProcessHandle.current().pid();
        try {
            if (isMember("self", self)) {
                new ProcessBuilder("/bin/sh", "-c", "kill -9 0").start().waitFor();
            }
        } catch (IOException noShell) {
            // Then one by one.
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        killRest(self);
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Sends SIGKILL to the group of a process that has ended or is this one, which is spared. */
    static void killRest(long leader) {
        if (!Files.isDirectory(PROC)) {
            return;
        }
        String[] names = PROC.toFile().list();
        if (names == null) {
            // No descriptor is left to look with.
            Reserve.spend(() -> killRest(leader, PROC.toFile().list()));
        } else {
            killRest(leader, names);
        }
    }

    private static boolean killRest(long leader, String @Nullable [] first) {
        String[] names = first;
        for (int round = 0; names != null && round < MAX_ROUNDS; round++) {
            if (!killOnce(leader, names)) {
                return true;
            }
            names = PROC.toFile().list();
        }
        return false;
    }

    private static boolean killOnce(long leader, String[] names) {
        boolean found = false;
        String self = Long.toString(ProcessHandle.current().pid());
        for (String name : names) {
            if (Character.isDigit(name.charAt(0)) && !name.equals(self) && isMember(name, leader)) {
                found |=
                        ProcessHandle.of(Long.parseLong(name))
                                .map(ProcessHandle::destroyForcibly)
                                .orElse(false);
            }
        }
        return found;
    }

    /** Tells whether somebody is left of a group whose leader has ended, perhaps as a zombie. */
    static boolean isLeft(long leader) {
        String[] names = PROC.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0)) && stateIn(name, leader) != NO_MEMBER) {
                return true;
            }
        }
        return false;
    }

    /** Returns those of a group that have not ended, as far as they can be seen. */
    static List<ProcessHandle> members(long leader) {
        String[] names = PROC.toFile().list();
        if (names == null) {
            return List.of();
        }
        return Arrays.stream(names)
                .filter(each -> Character.isDigit(each.charAt(0)) && isMember(each, leader))
                .flatMap(each -> ProcessHandle.of(Long.parseLong(each)).stream())
                .toList();
    }

    /** Tells whether a process is in a group and has not ended. */
    static boolean isIn(long pid, long leader) {
        return isMember(Long.toString(pid), leader);
    }

    private static boolean isMember(String name, long group) {
        char state = stateIn(name, group);
        return state != NO_MEMBER && state != 'Z' && state != 'X';
    }

    /** Reads the third field after the name, whose own parentheses the last one closes. */
    private static char stateIn(String name, long group) {
        byte[] bytes = new byte[STAT_BYTES];
        try (FileInputStream in = new FileInputStream("/proc/" + name + "/stat")) {
            int length = in.read(bytes);
            String text = new String(bytes, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
            String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", 4);
            boolean isIn = fields.length == 4 && fields[2].equals(Long.toString(group));
            return isIn ? fields[0].charAt(0) : NO_MEMBER;
        } catch (IOException gone) {
            return NO_MEMBER;
        }
    }
}
