package dev.procession.internal.launch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The options of this JVM that its children inherit; {@link dev.procession.ProcessOptions} states
 * the rule.
 *
 * <p>They are read from the process's own command line. The management interface would be the other
 * way, but it takes a young JVM tens of milliseconds, so it serves only where the command line does
 * not tell: it has an {@code @argfile}, or the system does not show it.
 */
final class InheritedOptions {

    private static final Set<String> TAKES_VALUE =
            Set.of("--add-opens", "--add-exports", "--add-reads", "--add-modules");

    /** The options that turn assertions on or off, by what they begin with. */
    static final List<String> ASSERTIONS =
            List.of(
                    "-ea",
                    "-enableassertions",
                    "-da",
                    "-disableassertions",
                    "-esa",
                    "-enablesystemassertions",
                    "-dsa",
                    "-disablesystemassertions");

    private static final List<String> PREFIXES =
            List.of(
                    "-D",
                    "--enable-preview",
                    "-Xss",
                    "--add-opens=",
                    "--add-exports=",
                    "--add-reads=",
                    "--add-modules=");

    /** Has a JVM listen for whoever manages it: two cannot at one port, and none unasked. */
    private static final String MANAGEMENT_AGENT = "-Dcom.sun.management.";

    /** Options with a value of their own after them that are not inherited. */
    private static final Set<String> SKIPS_VALUE =
            Set.of(
                    "-cp",
                    "-classpath",
                    "--class-path",
                    "-p",
                    "--module-path",
                    "--upgrade-module-path",
                    "--limit-modules",
                    "--enable-native-access",
                    "--source");

    private static final List<String> OPTIONS = select(own());

    private InheritedOptions() {}

    static List<String> get() {
        return OPTIONS;
    }

    private static List<String> own() {
        String[] arguments = ProcessHandle.current().info().arguments().orElse(null);
        boolean tells =
                arguments != null
                        && System.getenv("JDK_JAVA_OPTIONS") == null
                        && List.of(arguments).stream().noneMatch(each -> each.startsWith("@"));
        return tells ? List.of(arguments) : ManagementOptions.get();
    }

    /** Selects what is inherited, up to the main class or {@code -jar}. */
    static List<String> select(List<String> arguments) {
        List<String> selected = new ArrayList<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            if (!option.startsWith("-") || option.equals("-jar") || option.equals("-m")) {
                break;
            }
            if (TAKES_VALUE.contains(option) && rest.hasNext()) {
                selected.add(option + "=" + rest.next());
            } else if (SKIPS_VALUE.contains(option) && rest.hasNext()) {
                rest.next();
            } else if ((beginsWithAny(option, PREFIXES) || beginsWithAny(option, ASSERTIONS))
                    && !option.startsWith(MANAGEMENT_AGENT)) {
                selected.add(option);
            }
        }
        return List.copyOf(selected);
    }

    /** Not by a stream: this is on the way to a program's first result. */
    static boolean beginsWithAny(String option, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (option.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Apart, because the module {@code java.management} may be missing. */
    private static final class ManagementOptions {
        static List<String> get() {
            if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
                return List.of();
            }
            return java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments();
        }
    }
}
