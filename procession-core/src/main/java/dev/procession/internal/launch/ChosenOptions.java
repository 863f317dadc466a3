package dev.procession.internal.launch;

import dev.procession.ProcessOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JVM options that the user has chosen for a child, as options or in a variable that the JVM
 * reads: where they say how large it is, nothing else does.
 */
public final class ChosenOptions {

    private static final String PROCESSORS = "-XX:ActiveProcessorCount=";
    private static final String COLLECTOR = "-XX:+Use";

    private static final List<String> VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final List<String> COLLECTORS =
            List.of("Serial", "Parallel", "G1", "Z", "Shenandoah", "Epsilon");

    private static final List<String> SIZES =
            List.of(
                    "-Xmx",
                    "-Xms",
                    "-Xmn",
                    "-XX:MaxHeapSize=",
                    "-XX:InitialHeapSize=",
                    "-XX:MinHeapSize=",
                    "-XX:MaxNewSize=",
                    "-XX:NewSize=",
                    "-XX:MaxRAM",
                    "-XX:MinRAM",
                    "-XX:InitialRAM");

    private final List<String> options;

    private ChosenOptions(List<String> options) {
        this.options = options;
    }

    /** Returns those of a child, without the heap's limit that has an option of ours. */
    public static ChosenOptions of(ProcessOptions process) {
        List<String> all = new ArrayList<>(withoutLimit(process));
        for (String variable : VARIABLES) {
            String text = process.environment().get(variable);
            if (text != null) {
                all.addAll(List.of(text.strip().split("\\s+")));
            }
        }
        return new ChosenOptions(all);
    }

    /** Returns the options that were given as such, without the heap's limit. */
    public static List<String> withoutLimit(ProcessOptions process) {
        List<String> all = process.jvmOptions();
        return process.maxHeapBytes().isPresent() ? all.subList(1, all.size()) : all;
    }

    /** Tells whether they say how large the heap is, at first or at most. */
    public boolean sizeHeap() {
        for (String option : options) {
            if (InheritedOptions.beginsWithAny(option, SIZES)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the collector that they ask for, if any, such as {@code G1}. */
    public @Nullable String collector() {
        for (String each : COLLECTORS) {
            if (options.contains(COLLECTOR + each + "GC")) {
                return each;
            }
        }
        return null;
    }

    /** Returns how many processors they say there are; 0 if they do not. */
    public int processors() {
        int found = 0;
        for (String option : options) {
            if (option.startsWith(PROCESSORS)) {
                found = number(option.substring(PROCESSORS.length()));
            }
        }
        return found;
    }

    /** What the JVM will refuse is not ours to judge. */
    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException refusedLater) {
            return 1;
        }
    }

    /** Returns the option that has a child believe in so many processors. */
    public static String forProcessors(int processors) {
        return PROCESSORS + processors;
    }
}
