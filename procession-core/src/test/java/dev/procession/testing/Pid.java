package dev.procession.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process seen from outside, told apart from a later one with the same pid by its start time.
 *
 * <p>Other than a {@link ProcessHandle} it does not take a zombie for alive: orphans in a container
 * may never be reaped.
 *
 * @param number the pid
 * @param startTicks when it started, in the kernel's clock ticks; 0 if it was gone already
 */
public record Pid(long number, long startTicks) {

    private static final Path PROC = Path.of("/proc");
    private static final int O_ASYNC = 0x2000;

    /** Returns the process that has this pid now. */
    public static Pid of(long number) {
        return new Pid(number, startTicks(number));
    }

    /** Returns the process that has this pid now. */
    public static Pid of(String number) {
        return of(Long.parseLong(number.strip()));
    }

    /** Tells whether it runs; a zombie does not. */
    public boolean isAlive() {
        long now = startTicks(number);
        return now != 0 && now == startTicks;
    }

    /** Waits until it is gone. */
    public void awaitDeath(Duration length) {
        Await.until(this + " has ended", length, () -> !isAlive());
    }

    /** Sends a signal, such as {@code KILL}, unless the process has ended. */
    public void signal(String signal) {
        signal(signal, Long.toString(number));
    }

    /** Sends a signal to all of the process group that this process leads. */
    public void signalGroup(String signal) {
        signal(signal, "-" + number);
    }

    private void signal(String signal, String target) {
        if (isAlive()) {
            try {
                new ProcessBuilder("sh", "-c", "kill -" + signal + " " + target + " 2>/dev/null")
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (IOException failure) {
                throw new AssertionError("SIG" + signal + " could not be sent to " + this, failure);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns the state letter of {@code /proc/<pid>/stat}, {@code T} for a stopped process. */
    public char state() {
        String[] fields = stat(number);
        return fields.length == 0 ? 'X' : fields[0].charAt(0);
    }

    /** Returns the state letters of all its threads. */
    public String threadStates() {
        StringBuilder states = new StringBuilder();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC.resolve(number + "/task"))) {
            for (Path each : all) {
                String[] fields = fields(read(each.resolve("stat")));
                states.append(fields.length == 0 ? "" : fields[0]);
            }
            return states.toString();
        } catch (IOException gone) {
            return "";
        }
    }

    /**
     * Tells whether a child's lifeline is armed: the kernel sends a signal for a descriptor in the
     * mode {@code O_ASYNC} only, and nothing else in a child uses that mode.
     */
    public boolean isArmed() {
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(PROC.resolve(number + "/fdinfo"))) {
            for (Path each : all) {
                boolean isAsync =
                        read(each)
                                .lines()
                                .filter(line -> line.startsWith("flags:"))
                                .map(line -> Integer.parseInt(line.substring(6).strip(), 8))
                                .anyMatch(flags -> (flags & O_ASYNC) != 0);
                if (isAsync) {
                    return true;
                }
            }
            return false;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Tells whether SIGINT is ignored, which a JVM leaves so if it finds it so. */
    public boolean ignoresInterrupt() {
        return read(PROC.resolve(number + "/status"))
                .lines()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    /** Returns the process group. */
    public long group() {
        String[] fields = stat(number);
        return fields.length == 0 ? 0 : Long.parseLong(fields[2]);
    }

    /** Returns the session. */
    public long session() {
        String[] fields = stat(number);
        return fields.length == 0 ? 0 : Long.parseLong(fields[3]);
    }

    /** Returns its arguments, separated by spaces. */
    public String commandLine() {
        return read(PROC.resolve(number + "/cmdline")).replace('\0', ' ').strip();
    }

    /** Returns its environment as it was at its start, an entry a line. */
    public String environment() {
        return read(PROC.resolve(number + "/environ")).replace('\0', '\n');
    }

    /** Returns the processes that descend from it now, without zombies. */
    public List<Pid> descendants() {
        return ProcessHandle.of(number).stream()
                .flatMap(ProcessHandle::descendants)
                .map(each -> of(each.pid()))
                .filter(Pid::isAlive)
                .toList();
    }

    /** Returns all processes whose command line or environment has the text. */
    public static List<Pid> having(String text) {
        List<Pid> found = new ArrayList<>();
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path each : all) {
                long number = Long.parseLong(each.getFileName().toString());
                boolean has =
                        number != self
                                && (read(each.resolve("cmdline")).contains(text)
                                        || read(each.resolve("environ")).contains(text));
                Pid pid = has ? of(number) : new Pid(number, 0);
                if (has && pid.isAlive()) {
                    found.add(pid);
                }
            }
        } catch (IOException noProc) {
            return List.of();
        }
        return found;
    }

    /** Returns the numbers of its descriptors. */
    public BitSet descriptorNumbers() {
        BitSet numbers = new BitSet();
        try (Stream<Path> all = Files.list(PROC.resolve(number + "/fd"))) {
            all.forEach(each -> numbers.set(Integer.parseInt(each.getFileName().toString())));
        } catch (IOException gone) {
            throw new AssertionError(this + " has ended", gone);
        }
        return numbers;
    }

    /** Returns what its descriptors lead to, sorted, without their numbers. */
    public List<String> openFiles() {
        try (Stream<Path> all = Files.list(PROC.resolve(number + "/fd"))) {
            return all.map(Pid::described)
                    .filter(text -> !text.isEmpty())
                    .map(text -> text.substring(text.indexOf("-> ") + 3))
                    .map(text -> text.replaceFirst("^(pipe|socket):.*", "$1"))
                    // Of a reserve that is filled when there is room again.
                    .filter(text -> !text.equals("/dev/null"))
                    .sorted()
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** Returns what {@code /proc/<pid>/fd} has, as "number -> target". */
    public static List<String> descriptors() {
        try (Stream<Path> all = Files.list(PROC.resolve("self/fd"))) {
            return all.map(Pid::described)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.toList());
        } catch (IOException noProc) {
            return List.of();
        }
    }

    private static String described(Path descriptor) {
        try {
            return descriptor.getFileName() + " -> " + Files.readSymbolicLink(descriptor);
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static long startTicks(long number) {
        String[] fields = stat(number);
        boolean gone = fields.length == 0 || fields[0].equals("Z") || fields[0].equals("X");
        return gone ? 0 : Long.parseLong(fields[19]);
    }

    /** The fields of {@code stat} from the state letter on; none if there is no such process. */
    private static String[] stat(long number) {
        return fields(read(PROC.resolve(number + "/stat")));
    }

    private static String[] fields(String text) {
        // The name before the last parenthesis may have spaces and parentheses of its own.
        int name = text.lastIndexOf(") ");
        return name < 0 ? new String[0] : text.substring(name + 2).split(" ");
    }

    private static String read(Path path) {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public String toString() {
        String command = commandLine();
        String shown = command.length() > 300 ? command.substring(0, 300) + "…" : command;
        return "pid " + number + " (" + shown + ")";
    }
}
