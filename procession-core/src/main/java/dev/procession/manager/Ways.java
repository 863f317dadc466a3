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
        if (address instanceof RemoteAddress remote && remote.isOfThisProcess()) {
            // If it was closed here, a handle that comes back does not open it again.
            Link open = LINKS.get(address.place());
            return open == null ? Link.closed(address) : open;
        }
        return LINKS.computeIfAbsent(
                address.place(), place -> Link.open(address, address.dialing()));
    }

    /** Connects to a manager that this process has started. */
    static Link toStarted(SessionAddress address, JavaProcess process) {
        return open(address, SessionDialing.toStarted(address, process));
    }

    /** Connects to a manager that is new to this process. */
    static Link open(Address address, Dialing dialing) {
        return LINKS.computeIfAbsent(address.place(), place -> Link.open(address, dialing));
    }

    /** Forgets a manager, which has ended. */
    static void forget(Address address) {
        Link link = LINKS.remove(address.place());
        if (link != null) {
            link.close();
        }
    }
}
