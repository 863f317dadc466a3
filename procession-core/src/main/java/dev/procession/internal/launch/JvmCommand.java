package dev.procession.internal.launch;

import dev.procession.ProcessOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command that starts a child JVM: the launcher of this JVM's {@code java.home} and an
 * {@code @argfile}, which has no limit of length and hides nothing secret.
 */
final class JvmCommand {

    private static final String SMALL_HEAP = "8m";
    private static final long SMALL_HEAP_BYTES = 8L << 20;
    private static final String MODULE = "dev.procession";

    private static final String COLLECTOR = "-XX:+UseSerialGC";

    /** What all children have, and a {@link StartupCache} is made with. */
    static final List<String> FIXED =
            List.of(COLLECTOR, "-XX:-UsePerfData", "-XX:-CreateCoredumpOnCrash");

    /** Variables that would steer the child's JVM or loader behind its options. */
    static final Set<String> NOT_INHERITED =
            Set.of(
                    "JAVA_TOOL_OPTIONS",
                    "JDK_JAVA_OPTIONS",
                    "_JAVA_OPTIONS",
                    "CLASSPATH",
                    "LD_PRELOAD",
                    "LD_AUDIT");

    private JvmCommand() {}

    /** Writes the argument file and returns the process builder that uses it. */
    static ProcessBuilder prepare(
            String name, List<String> arguments, ProcessOptions options, Path argumentFile)
            throws IOException {
        write(arguments, argumentFile);
        List<String> words = ChildCommand.words(argumentFile.toString(), name);
        return builder(options, Launcher.command(launcher(options), words));
    }

    /** Writes a file that a launcher of Java reads where it is given its name behind an @. */
    static void write(List<String> arguments, Path file) throws IOException {
        Files.writeString(file, text(arguments));
    }

    /** Returns what such a file has in it. */
    static String text(List<String> arguments) {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            quote(argument, text);
        }
        return text.toString();
    }

    /** Returns the builder of a command, with the environment and directory that options say. */
    static ProcessBuilder builder(ProcessOptions options, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(NOT_INHERITED);
        builder.environment().putAll(options.environment());
        if (options.directory() != null) {
            builder.directory(options.directory().toFile());
        }
        return builder;
    }

    static String launcher(ProcessOptions options) throws IOException {
        Path chosen = options.javaExecutable();
        String program = chosen == null ? launcher() : chosen.toString();
        if (program == null || !isProgram(Path.of(program))) {
            throw new IOException(
                    "there is no java program to start a child with: program="
                            + (program == null ? "none, for this is no ordinary JVM" : program)
                            + "; name one by ProcessOptions.withJavaExecutable");
        }
        return program;
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** Returns the program that starts a JVM like this one; null if this one has no home. */
    static @Nullable String launcher() {
        String home = System.getProperty("java.home");
        return home == null ? null : Path.of(home, "bin", "java").toString();
    }

    /** Returns what a child's JVM is told, its main class among it. */
    static List<String> ofChild(ProcessOptions options, Class<?> main) throws IOException {
        OwnPlace own = OwnPlace.of(main);
        List<String> all = common(options, main, own);
        if (own.bootJar() != null && !own.isCopy()) {
            List<String> chosen = new ArrayList<>(InheritedOptions.get());
            chosen.addAll(options.jvmOptions());
            // Whoever sets these variables steers the JVM behind its options.
            if (Collections.disjoint(options.environment().keySet(), NOT_INHERITED)
                    && isThisJvm(options)) {
                all.addAll(StartupCache.options(own.bootJar(), chosen));
            }
        }
        addMain(all, options, main, own);
        all.add(Launcher.descriptor());
        return all;
    }

    /**
     * Returns what the JVM of a process is told that may outlive this one: nothing in it is of this
     * session, nor is the cache of start-up, which may be replaced meanwhile.
     *
     * @param words the arguments of the main class
     * @throws IOException if only this process can read the library
     */
    static List<String> ofDetached(ProcessOptions options, Class<?> main, List<String> words)
            throws IOException {
        OwnPlace own = OwnPlace.of(main);
        if (own.isCopy()) {
            throw new IOException(
                    "a process that outlives this one needs this library in a file of its own, which"
                            + " here lies in a jar within a jar: put its jar on the class path");
        }
        List<String> all = common(options, main, own);
        addMain(all, options, main, own);
        all.addAll(words);
        return all;
    }

    private static List<String> common(ProcessOptions options, Class<?> main, OwnPlace own)
            throws IOException {
        List<String> all = new ArrayList<>(FIXED);
        ChosenOptions byUser = ChosenOptions.of(options);
        if (byUser.collector() != null) {
            // A JVM that is told of two does not start.
            all.remove(COLLECTOR);
        }
        if (!byUser.sizeHeap()
                && options.maxHeapBytes().orElse(SMALL_HEAP_BYTES) >= SMALL_HEAP_BYTES) {
            // A heap that begins small keeps an idle child small; it grows when there is need.
            all.add("-Xms" + SMALL_HEAP);
            // Memory that large arguments have filled with pages serves those to come.
            all.add("-XX:MaxHeapFreeRatio=100");
        }
        all.add("-XX:ErrorFile=" + CrashReports.pattern());
        all.addAll(InheritedOptions.get());
        boolean modular = main.getModule().isNamed();
        all.add("--enable-native-access=" + (modular ? MODULE : "ALL-UNNAMED"));
        all.addAll(options.jvmOptions());
        options.debugPort().ifPresent(port -> all.add(debugger(options, port)));
        if (own.bootJar() != null) {
            all.add("-Xbootclasspath/a:" + own.bootJar());
        }
        return all;
    }

    private static void addMain(
            List<String> all, ProcessOptions options, Class<?> main, OwnPlace own) {
        boolean modular = main.getModule().isNamed();
        String classPath = classPath(options, own);
        if (!classPath.isEmpty()) {
            all.add("-cp");
            all.add(classPath);
        }
        String modulePath = System.getProperty("jdk.module.path");
        if (modulePath != null) {
            all.add("-p");
            all.add(String.join(File.pathSeparator, absolute(modulePath)));
        }
        if (modular) {
            String root = System.getProperty("jdk.module.main");
            if (root != null && !root.equals(MODULE)) {
                all.add("--add-modules");
                all.add(root);
            }
            all.add("-m");
            all.add(MODULE + "/" + main.getName());
        } else {
            all.add(main.getName());
        }
    }

    /** Relative entries keep their meaning in a child that has another directory. */
    private static List<String> absolute(String path) {
        List<String> entries = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return entries;
    }

    /** Tells whether the child is a JVM such as the cache of start-up was made by. */
    private static boolean isThisJvm(ProcessOptions options) {
        return options.javaExecutable() == null && options.debugPort().isEmpty();
    }

    private static String debugger(ProcessOptions options, int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend="
                + (options.waitsForDebugger() ? "y" : "n")
                + ",address=127.0.0.1:"
                + port;
    }

    /**
     * The class path of this JVM and what the options add. The library's own jar comes last,
     * because the child opens all jars before the one in which it finds its first class.
     */
    private static String classPath(ProcessOptions options, OwnPlace place) {
        Set<String> entries = new LinkedHashSet<>();
        String own = System.getProperty("java.class.path", "");
        if (!own.isEmpty()) {
            entries.addAll(absolute(own));
        }
        for (Path entry : options.classPath()) {
            entries.add(entry.toAbsolutePath().toString());
        }
        if (place.classPath() != null) {
            entries.add(place.classPath().toString());
        }
        Path ownJar = place.bootJar();
        if (ownJar != null && entries.remove(ownJar.toString())) {
            entries.add(ownJar.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void quote(String argument, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < argument.length(); i++) {
            char character = argument.charAt(i);
            switch (character) {
                case '"', '\\' -> text.append('\\').append(character);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(character);
            }
        }
        text.append("\"\n");
    }
}
