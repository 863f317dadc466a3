package dev.procession.cli;

import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** The size of the terminal, for which it is asked again only when that may have changed. */
final class WindowSize implements AutoCloseable {

    private static final String WINDOW_CHANGED = "WINCH";

    private final @Nullable Object before = Signals.register(WINDOW_CHANGED, () -> isKnown = false);
    private volatile boolean isKnown;
    private Terminal.Size size = new Terminal.Size(80, 24);

    Terminal.Size get() {
        if (!isKnown) {
            isKnown = true;
            size = Terminal.size();
        }
        return size;
    }

    @Override
    public void close() {
        if (before != null) {
            Signals.unregister(WINDOW_CHANGED, before);
        }
    }
}
