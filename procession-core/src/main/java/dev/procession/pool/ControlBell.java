package dev.procession.pool;

import dev.procession.internal.channel.Bell;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Asks a worker to open its control channel, once. */
final class ControlBell {

    private @Nullable Bell bell;
    private volatile boolean wasRung;

    synchronized void open(Bell opened) {
        bell = opened;
    }

    boolean wasRung() {
        return wasRung;
    }

    synchronized void ring() throws IOException {
        if (bell != null && !wasRung) {
            wasRung = true;
            bell.ring();
        }
    }

    synchronized void close() throws IOException {
        if (bell != null) {
            bell.close();
            bell = null;
        }
    }
}
