package dev.procession;

import dev.procession.internal.util.Sizes;
import dev.procession.internal.util.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a Java process is started. Immutable: each {@code withX} returns a changed copy.
 *
 * <p>What a child gets without being asked: the parent's class path and module path; its current
 * directory; its environment but for {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS}, {@code
 * _JAVA_OPTIONS}, {@code CLASSPATH}, {@code LD_PRELOAD} and {@code LD_AUDIT}; and of the options on
 * the parent's command line {@code -D…} but for {@code -Dcom.sun.management.…}, {@code -ea}, {@code
 * -esa}, {@code -da}, {@code -dsa} and their long forms, {@code --add-opens}, {@code
 * --add-exports}, {@code --add-reads}, {@code --add-modules}, {@code --enable-preview} and {@code
 * -Xss…}. Heap sizes, collectors, agents, debuggers and whatever makes a JVM listen are not passed
 * on: give what a child shall have by {@link #withJvmOptions}, {@code -javaagent:…} for example,
 * and a debugger by {@link #withDebug}. Where the system has a shell, a child leaves no core file.
 *
 * @since 0.1
 */
public final class ProcessOptions {

    private static final int LAST_PORT = 0xffff;

    /** As good as never, and can be added to a time. */
    private static final Duration CENTURY = Duration.ofDays(36_500);

    private static final ProcessOptions DEFAULTS = new ProcessOptions(new Fields());

    private final Fields values;

    private ProcessOptions(Fields values) {
        this.values = values;
    }

    private static final class Fields extends Values<Fields> {
        @Nullable String name;
        boolean daemon;
        List<String> jvmOptions = List.of();
        long maxHeapBytes = -1;
        List<Path> classPath = List.of();
        Map<String, String> environment = Map.of();
        @Nullable Path directory;
        OutputMode output = OutputMode.FORWARDED;
        Duration startTimeout = Duration.ofSeconds(30);
        int debugPort = -1;
        boolean waitsForDebugger;
        @Nullable Path javaExecutable;
    }

    private ProcessOptions with(Consumer<Fields> change) {
        return new ProcessOptions(values.with(change));
    }

    /**
     * Returns the default options.
     *
     * @return options as the parent's, output {@link OutputMode#FORWARDED}, not a daemon
     */
    public static ProcessOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the name of the process, which need not be unique. Default: {@code Process-1} and so on.
     * It stands in the process's command line, which all users of the machine can see.
     *
     * @param name the name, not blank
     * @return a changed copy
     * @throws IllegalArgumentException if {@code name} is blank
     */
    public ProcessOptions withName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank: name=\"" + name + "\"");
        }
        return with(copy -> copy.name = name);
    }

    /**
     * Sets whether the process is ended when the parent's {@code main} has returned, instead of
     * being waited for. Default: {@code false}.
     *
     * @param daemon {@code true} for a process that does not keep its parent alive
     * @return a changed copy
     */
    public ProcessOptions withDaemon(boolean daemon) {
        return with(copy -> copy.daemon = daemon);
    }

    /**
     * Sets options of the JVM, added after the inherited ones so that they win. Default: none.
     *
     * @param options such as {@code -Xss4m}
     * @return a changed copy
     */
    public ProcessOptions withJvmOptions(String... options) {
        List<String> list = List.of(options);
        return with(copy -> copy.jvmOptions = list);
    }

    /**
     * Sets the largest size of the Java heap. Default: the JVM's own choice.
     *
     * @param size a number of bytes or, with {@code k}, {@code m} or {@code g}, of kibi-, mebi- or
     *     gibibytes, at least 2m: {@code 512m}
     * @return a changed copy
     * @throws IllegalArgumentException if {@code size} is malformed or too small
     */
    public ProcessOptions withMaxHeap(String size) {
        long bytes = Sizes.parse(size);
        if (bytes < 2L << 20) {
            throw new IllegalArgumentException(
                    "max heap must be at least 2m, the least a JVM starts with: size=" + size);
        }
        return with(copy -> copy.maxHeapBytes = bytes);
    }

    /**
     * Sets jars and directories that the child has on its class path after the parent's. Default:
     * none.
     *
     * @param entries the entries
     * @return a changed copy
     */
    public ProcessOptions withClassPath(List<Path> entries) {
        List<Path> list = List.copyOf(entries);
        return with(copy -> copy.classPath = list);
    }

    /**
     * Sets an environment variable of the child. This is also the way to pass on one of the
     * variables that are not inherited.
     *
     * @param variable its name
     * @param value its value
     * @return a changed copy
     */
    public ProcessOptions withEnvironment(String variable, String value) {
        Objects.requireNonNull(value, "value");
        Map<String, String> map = new LinkedHashMap<>(values.environment);
        map.put(Objects.requireNonNull(variable, "variable"), value);
        return with(copy -> copy.environment = Map.copyOf(map));
    }

    /**
     * Sets the child's current directory. Default: the parent's.
     *
     * @param directory an existing directory
     * @return a changed copy
     */
    public ProcessOptions withDirectory(Path directory) {
        Objects.requireNonNull(directory, "directory");
        return with(copy -> copy.directory = directory);
    }

    /**
     * Sets what happens to the child's output. Default: {@link OutputMode#FORWARDED}.
     *
     * @param output the way of handling
     * @return a changed copy
     */
    public ProcessOptions withOutput(OutputMode output) {
        Objects.requireNonNull(output, "output");
        return with(copy -> copy.output = output);
    }

    /**
     * Sets how long the child may take from its start until it has taken its work over. Past that
     * it is killed, and its start has failed. Default: 30 seconds.
     *
     * @param timeout a positive duration
     * @return a changed copy
     * @throws IllegalArgumentException if {@code timeout} is zero or negative
     */
    public ProcessOptions withStartTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "start timeout must be positive: timeout=" + timeout);
        }
        return with(copy -> copy.startTimeout = timeout);
    }

    /**
     * Has the child listen for a debugger, on the loopback interface. The JVM prints {@code
     * Listening for transport dt_socket at address: …} to the child's standard output, which is a
     * link in the console of an IDE. There is then no start timeout, and in a pool no time limit of
     * tasks: who looks at a program has time. Default: no debugger.
     *
     * @param port 1 to 65535; or 0 for a free one, which each child finds for itself. A pool of
     *     several workers needs the latter.
     * @return a changed copy
     * @throws IllegalArgumentException if {@code port} is out of range
     */
    public ProcessOptions withDebug(int port) {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException(
                    "the port for a debugger must be 1 to 65535, or 0 for a free one: port="
                            + port);
        }
        return with(copy -> {
            copy.debugPort = port;
            copy.waitsForDebugger = false;
        });
    }

    /**
     * As {@link #withDebug}, and the child waits for the debugger before it does anything.
     *
     * @param port as for {@code withDebug}
     * @return a changed copy
     * @throws IllegalArgumentException if {@code port} is out of range
     */
    public ProcessOptions withDebugSuspended(int port) {
        ProcessOptions debugged = withDebug(port);
        return debugged.with(copy -> copy.waitsForDebugger = true);
    }

    /**
     * Sets the program that starts the child's JVM. It must be of a Java not older than the
     * parent's, for that is what the parent's classes may need. Default: {@code bin/java} of the
     * parent's own Java; an image made by {@code jpackage} or {@code native-image} has none.
     *
     * @param program the path of a {@code java}
     * @return a changed copy
     */
    public ProcessOptions withJavaExecutable(Path program) {
        Objects.requireNonNull(program, "program");
        return with(copy -> copy.javaExecutable = program.toAbsolutePath());
    }

    /**
     * Returns the name, or null for a generated one.
     *
     * @return the name
     */
    public @Nullable String name() {
        return values.name;
    }

    /**
     * Tells whether the process is a daemon.
     *
     * @return see {@link #withDaemon}
     */
    public boolean isDaemon() {
        return values.daemon;
    }

    /**
     * Returns the options of the JVM, the heap limit included.
     *
     * @return the options in the order in which they are given
     */
    public List<String> jvmOptions() {
        List<String> all = new ArrayList<>();
        maxHeapBytes().ifPresent(bytes -> all.add("-Xmx" + bytes));
        all.addAll(values.jvmOptions);
        return List.copyOf(all);
    }

    /**
     * Returns the largest size of the heap in bytes, if one was set.
     *
     * @return see {@link #withMaxHeap}
     */
    public OptionalLong maxHeapBytes() {
        return values.maxHeapBytes < 0
                ? OptionalLong.empty()
                : OptionalLong.of(values.maxHeapBytes);
    }

    /**
     * Returns the class path entries that are added.
     *
     * @return see {@link #withClassPath}
     */
    public List<Path> classPath() {
        return values.classPath;
    }

    /**
     * Returns the environment variables that are set.
     *
     * @return see {@link #withEnvironment}
     */
    public Map<String, String> environment() {
        return values.environment;
    }

    /**
     * Returns the current directory of the child, or null for the parent's.
     *
     * @return see {@link #withDirectory}
     */
    public @Nullable Path directory() {
        return values.directory;
    }

    /**
     * Returns what happens to the child's output.
     *
     * @return see {@link #withOutput}
     */
    public OutputMode output() {
        return values.output;
    }

    /**
     * Returns how long the start may take.
     *
     * @return see {@link #withStartTimeout}; as good as for ever with a debugger
     */
    public Duration startTimeout() {
        return values.debugPort < 0 ? values.startTimeout : CENTURY;
    }

    /**
     * Returns where the child listens for a debugger.
     *
     * @return the port, or 0 for a free one; empty if it does not listen
     */
    public OptionalInt debugPort() {
        return values.debugPort < 0 ? OptionalInt.empty() : OptionalInt.of(values.debugPort);
    }

    /**
     * Tells whether the child waits for a debugger.
     *
     * @return see {@link #withDebugSuspended}
     */
    public boolean waitsForDebugger() {
        return values.waitsForDebugger;
    }

    /**
     * Returns the program that starts the child's JVM, or null for the parent's own.
     *
     * @return see {@link #withJavaExecutable}
     */
    public @Nullable Path javaExecutable() {
        return values.javaExecutable;
    }
}
