package dev.procession.cli;

import dev.procession.internal.launch.MachineMemory;
import dev.procession.internal.launch.ResidentSize;
import dev.procession.internal.launch.Sessions;
import dev.procession.internal.launch.StartupCache;
import dev.procession.internal.os.Futex;
import dev.procession.internal.os.FutexList;
import dev.procession.internal.os.MemoryFile;
import dev.procession.internal.os.ProcessSignal;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What the machine, this user and this Java allow the library. */
final class Checkup {

    private static final long SMALL_MEMORY = 512L << 20;
    private static final long SMALL_PLACE = 128L << 20;

    private Checkup() {}

    /** How good it is. */
    enum Verdict {
        OK,
        LIMITED,
        MISSING
    }

    /**
     * One thing that was looked at.
     *
     * @param what it is about
     * @param found how it is
     * @param consequence what follows from that; empty if nothing worth a word does
     */
    record Finding(Verdict verdict, String what, String found, String consequence) {}

    static List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        all.add(jdk());
        all.add(jcmd());
        all.add(nativeAccess());
        all.add(futex());
        all.add(futexList());
        all.add(pidfd());
        all.add(memoryFile());
        all.add(residentSize());
        all.add(memory());
        all.add(sessionPlace());
        all.add(leftovers());
        all.add(startupCache());
        all.add(
                program(
                        "mkfifo",
                        "pools poll, which takes them processor time, and programs tell ps and top"
                                + " nothing about themselves"));
        all.add(program("setpriv", "an outside command may outlive a program that is killed"));
        all.add(
                program(
                        "setsid",
                        "Ctrl-C reaches workers in their first seconds, and commands of their first"
                                + " tasks may outlive them"));
        return all;
    }

    private static Finding jdk() {
        var launcher = Path.of(System.getProperty("java.home"), "bin", "java");
        var found = "Java " + Runtime.version() + ", " + launcher;
        return Files.isExecutable(launcher)
                ? ok("java", found)
                : new Finding(Verdict.MISSING, "java", found, "no process can be started");
    }

    private static Finding jcmd() {
        var tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return Files.isExecutable(tool)
                ? ok("jcmd", "there")
                : limited("jcmd", "not there, this is no whole JDK", "dump shows no stacks");
    }

    private static Finding nativeAccess() {
        var isOn = Checkup.class.getModule().isNativeAccessEnabled();
        return isOn
                ? ok("native access", "granted to this command")
                : limited(
                        "native access",
                        "not granted to this command",
                        "the JDK prints warnings; give programs --enable-native-access=ALL-UNNAMED");
    }

    private static Finding futex() {
        return isThere(Futex::isSupported)
                ? ok("futex", "works")
                : limited(
                        "futex",
                        "not for this JVM",
                        "locks and queues between processes poll, which takes them up to a"
                                + " millisecond and some processor time");
    }

    private static Finding futexList() {
        return isThere(FutexList::isSupported)
                ? ok("futex_waitv", "works")
                : limited(
                        "futex_waitv",
                        "not here (Linux 5.16 has it)",
                        "virtual threads and waits for several things poll");
    }

    private static Finding pidfd() {
        return isThere(ProcessSignal::isSupported)
                ? ok("pidfd", "works")
                : limited(
                        "pidfd",
                        "not here (Linux 5.3 has it)",
                        "between the last look at a process and procession kill its pid could in"
                                + " theory be given to another one");
    }

    private static Finding memoryFile() {
        return isThere(MemoryFile::isSupported)
                ? ok("memfd", "works")
                : limited(
                        "memfd",
                        "not for this JVM",
                        "shared memory takes room where the sessions are");
    }

    private static Finding residentSize() {
        return ResidentSize.isTold()
                ? ok("/proc", "tells of processes")
                : limited(
                        "/proc",
                        "does not tell of processes",
                        "no limits on resident size, and ps shows less");
    }

    private static Finding memory() {
        var bytes = MachineMemory.bytes();
        if (bytes.isEmpty()) {
            return limited("memory", "not told", "pools are sized by processors alone");
        }
        var found =
                ProcessColumns.size(bytes.getAsLong()) + " for all, by machine and control group";
        return bytes.getAsLong() >= SMALL_MEMORY
                ? ok("memory", found)
                : limited("memory", found, "pools have few workers, with small heaps");
    }

    private static Finding sessionPlace() {
        var place = Sessions.places().getFirst();
        try {
            FileStore store = Files.getFileStore(place);
            var found =
                    place
                            + ", "
                            + ProcessColumns.size(store.getUsableSpace())
                            + " free of "
                            + ProcessColumns.size(store.getTotalSpace());
            if (!Files.isWritable(place)) {
                return new Finding(
                        Verdict.MISSING,
                        "session place",
                        place + " cannot be written to",
                        "no process can be started; name another by -Dprocession.directory=...");
            }
            if (!store.type().equals("tmpfs")) {
                return limited(
                        "session place", found, "not in memory, so that it is written to a disk");
            }
            return store.getUsableSpace() >= SMALL_PLACE
                    ? ok("session place", found)
                    : limited(
                            "session place",
                            found,
                            "large arguments and results of tasks may find no room; in a container"
                                    + " give it more, as docker run --shm-size=1g does");
        } catch (IOException failure) {
            return new Finding(
                    Verdict.MISSING,
                    "session place",
                    place + " cannot be looked at: " + failure.getMessage(),
                    "no process can be started; name another by -Dprocession.directory=...");
        }
    }

    private static Finding leftovers() {
        try {
            var all = Sessions.all();
            var left =
                    all.stream()
                            .filter(Sessions.Found::isLeftBehind)
                            .map(each -> each.directory().toString())
                            .collect(Collectors.joining(", "));
            var running = all.stream().filter(each -> !each.isLeftBehind()).count();
            return left.isEmpty()
                    ? ok("sessions", running + " running, none left behind")
                    : limited(
                            "sessions",
                            running + " running, left behind by killed programs: " + left,
                            "the next program that starts there removes them");
        } catch (IOException failure) {
            return limited(
                    "sessions", "cannot be looked for: " + failure.getMessage(), "ps shows none");
        }
    }

    private static Finding startupCache() {
        var directory = StartupCache.place();
        if (directory.isEmpty()) {
            return limited(
                    "start-up cache",
                    "off, or not on this system",
                    "workers take a third longer to start");
        }
        var count = StartupCache.count(directory.get());
        return count > 0
                ? ok("start-up cache", count + " in " + directory.get())
                : limited(
                        "start-up cache",
                        "none yet in " + directory.get(),
                        "workers take a third longer to start; the first pool that lives a few"
                                + " seconds, of a program that has this library as a jar, makes one");
    }

    private static Finding program(String name, String consequence) {
        var isThere =
                List.of("/usr/bin", "/bin").stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        return isThere
                ? ok(name, "there")
                : limited(
                        name,
                        "not there (coreutils and util-linux have such programs)",
                        consequence);
    }

    /** A JVM without native access throws as soon as it is asked. */
    private static boolean isThere(BooleanSupplier isSupported) {
        try {
            return isSupported.getAsBoolean();
        } catch (IllegalCallerException | LinkageError denied) {
            return false;
        }
    }

    private static Finding ok(String what, String found) {
        return new Finding(Verdict.OK, what, found, "");
    }

    private static Finding limited(String what, String found, String consequence) {
        return new Finding(Verdict.LIMITED, what, found, consequence);
    }
}
