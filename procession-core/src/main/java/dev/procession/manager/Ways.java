package dev.procession.manager;

import dev.procession.process.JavaProcess;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The managers that this process knows the way to. */
final class Ways {

    private static final Map<String, Link> LINKS = new ConcurrentHashMap<>();

    /** Set in a process that is a manager. */
    private static volatile @Nullable ManagerServer own;

    private Ways() {}

    /** Says that this process is a manager. */
    static void own(ManagerServer server) {
        own = server;
    }

    /** Returns the way to a manager; connects if this is the first time. */
    static Way to(Address address) {
        ManagerServer here = own;
        if (here != null && here.isAt(address)) {
            return here.wayWithin();
        }
        return LINKS.computeIfAbsent(
                address.path(), path -> Link.open(address, Dialing.toRunning()));
    }

    /** Connects to a manager that this process has started. */
    static Link toStarted(Address address, JavaProcess process) {
        return LINKS.computeIfAbsent(
                address.path(), path -> Link.open(address, Dialing.toStarted(process)));
    }

    /** Forgets a manager, which has ended. */
    static void forget(Address address) {
        Link link = LINKS.remove(address.path());
        if (link != null) {
            link.close();
        }
    }
}
