package dev.procession.pool;

import dev.procession.internal.launch.ResidentSize;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How much memory the process of one worker has, where its pool limits that, and which task the
 * worker is killed for if it has too much.
 *
 * <p>Opened by whoever starts the worker, looked at by the watch, and closed by whoever settles the
 * worker's end: each field is written by one of them at a time, and seen by the others at once.
 */
final class ResidentMemory {

    private final boolean isLimited;
    private volatile @Nullable ResidentSize size;
    private volatile ResidentLimit.@Nullable Excess excess;

    ResidentMemory(ResidentLimit limit) {
        this.isLimited = limit.isSet();
    }

    /** Has it looked at, if there is a limit on it; without this the worker must not run. */
    void open(long pid) throws IOException {
        if (isLimited) {
            size = ResidentSize.open(pid);
        }
    }

    /** How much there is; 0 if the process has ended, or if there is no limit. */
    long bytes() {
        ResidentSize opened = size;
        return opened == null ? 0 : opened.bytes();
    }

    /** Says which of its tasks the worker is killed for. */
    void exceeded(ResidentLimit.Excess by) {
        excess = by;
    }

    ResidentLimit.@Nullable Excess excess() {
        return excess;
    }

    void close() throws IOException {
        ResidentSize opened = size;
        if (opened != null) {
            opened.close();
        }
    }
}
