package dev.procession.manager;

import dev.procession.ManagerUnavailableException;
import dev.procession.internal.channel.FramePort;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a process comes to a connection to a manager, and what it can tell of its end. */
interface Dialing {

    /** How long it may take. */
    long nanos();

    /** Connects, on a thread that nobody but {@link Link} interrupts. */
    FramePort connect() throws IOException;

    /** Describes how the connection has ended, or why there is none. */
    ManagerUnavailableException ended(@Nullable Exception broken);
}
