package dev.procession.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** On what is measured. */
final class Machine {

    private Machine() {}

    /** Says it in a line. */
    static String describe() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "Java %s, %s %s, %d processors, load %.2f",
                System.getProperty("java.version"),
                system.getName(),
                system.getArch(),
                system.getAvailableProcessors(),
                system.getSystemLoadAverage());
    }
}
