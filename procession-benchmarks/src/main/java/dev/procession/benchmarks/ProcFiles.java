package dev.procession.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What Linux tells about a process under {@code /proc}. */
public final class ProcFiles {

    private static final Path PROC = Path.of("/proc");

    private ProcFiles() {}

    /** Tells whether this system has them. */
    static boolean exist() {
        return Files.isReadable(PROC.resolve("self/status"));
    }

    /**
     * Returns the processes that have a variable in their environment, which they inherited from
     * one that we gave it to; none where there is no {@code /proc}.
     *
     * @param entry the variable and its value, as {@code NAME=value}
     * @return those that run; a zombie does not
     */
    public static List<ProcessHandle> having(String entry) {
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(each -> read(each, "environ").contains(entry) && !isZombie(each))
                .forEach(found::add);
        return found;
    }

    private static boolean isZombie(ProcessHandle process) {
        String stat = read(process, "stat");
        int state = stat.lastIndexOf(") ") + 2;
        return state < 2 || "ZX".indexOf(stat.charAt(state)) >= 0;
    }

    /** Returns the text of a file, empty if the process has gone or is not ours. */
    private static String read(ProcessHandle process, String name) {
        try {
            return Files.readString(
                    PROC.resolve(process.pid() + "/" + name), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Returns how much memory of a process is resident. */
    static double residentMiB(long pid) throws IOException {
        Path file = PROC.resolve(pid + "/status");
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS in " + file);
    }

    /**
     * Returns the CPU time, user and system, of the threads that a process has now; the calling
     * thread is left out, since reading these files costs more than an idle pool does.
     *
     * @param prefix what the names of the threads begin with
     */
    static long cpuNanos(long pid, String prefix) throws IOException {
        long sum = 0;
        Path caller = Files.readSymbolicLink(PROC.resolve("thread-self")).getFileName();
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path thread : threads) {
                if (!thread.getFileName().equals(caller)) {
                    sum += threadCpuNanos(thread, prefix);
                }
            }
        }
        return sum;
    }

    private static long threadCpuNanos(Path thread, String prefix) throws IOException {
        try {
            if (!Files.readString(thread.resolve("comm")).startsWith(prefix)) {
                return 0;
            }
            String text = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}
