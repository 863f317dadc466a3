package dev.procession.testing;

import dev.procession.TaskAction;
import dev.procession.daemon.DaemonOptions;
import dev.procession.daemon.DaemonStatus;
import dev.procession.daemon.Daemons;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The daemons that a test starts: they end with it, and nothing is left of them, also if it fails.
 *
 * <p>{@link Leftovers} finds those that somebody forgot here by the session base that their JVM is
 * told, as it finds their files.
 */
public final class DaemonsOfTest implements AfterEachCallback {

    private static final Duration GRACE = Duration.ofMillis(500);

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** Says that somebody else may start one. */
    public void expect(String name) {
        names.add(name);
    }

    /** As {@link Daemons#start(String, DaemonOptions, TaskAction)}. */
    public DaemonStatus start(String name, DaemonOptions options, TaskAction body) {
        names.add(name);
        return Daemons.start(name, options, body);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        for (String each : names) {
            Daemons.stop(each, GRACE);
            Daemons.remove(each);
        }
    }
}
