package dev.procession.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** Listens for the signals that ask a command to end, for as long as it is open. */
public final class Interrupts implements AutoCloseable {

    private static final int SIGNAL_BASE = 128;

    private enum Ending {
        HUP(1),
        INT(2),
        TERM(15);

        private final int number;

        Ending(int number) {
            this.number = number;
        }
    }

    private record Registration(Ending signal, @Nullable Object previous) {}

    private final List<Registration> registrations = new ArrayList<>();

    private final IntConsumer onSignal;

    /**
     * Creates a listener.
     *
     * @param onSignal gets the exit status of a command that ends by the signal; called on a thread
     *     of its own
     */
    public Interrupts(IntConsumer onSignal) {
        this.onSignal = onSignal;
    }

    /** Starts to listen. */
    public void listen() {
        for (var signal : Ending.values()) {
            var status = SIGNAL_BASE + signal.number;
            var previous = Signals.register(signal.name(), () -> onSignal.accept(status));
            registrations.add(new Registration(signal, previous));
        }
    }

    @Override
    public void close() {
        for (var each : registrations) {
            if (each.previous != null) {
                Signals.unregister(each.signal.name(), each.previous);
            }
        }
    }
}
